"""Reads and writes catalogue files."""

from apps.skills.gateways.catalogue_files.reading import read
from apps.skills.gateways.catalogue_files.writing import write

__all__ = ["read", "write"]
