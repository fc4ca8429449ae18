"""Cells that a spreadsheet would reckon, in progress files as in every other."""

from apps.core.formulas import neutral, original

__all__ = ["neutral", "original"]
