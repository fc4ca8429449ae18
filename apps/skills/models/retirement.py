"""Rows that leave the catalogue by being retired, never by being deleted."""

from __future__ import annotations

from typing import Self, TypeVar

from django.db import models

Row = TypeVar("Row", bound=models.Model)


class RetirableQuerySet(models.QuerySet[Row]):
    """Rows that leave the catalogue by being retired."""

    def current(self) -> Self:
        """Return the rows that are in the catalogue today."""
        return self.filter(retired_at__isnull=True)
