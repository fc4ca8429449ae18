"""The imports, with the chart that each made."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models.functions import Now


class Catalogue(models.Model):
    """One import of the catalogue, with the chart it makes. The newest row is the catalogue in force."""

    version = models.PositiveIntegerField()
    as_of = models.DateField(null=True, blank=True)
    digest = models.CharField(max_length=64)  # SHA-256 over what the chart and its segments depend on
    changes = models.JSONField(default=dict)  # the diff that this import made
    chart = models.JSONField(default=dict)  # geometry and segments, see skills.logic.chart
    imported_at = models.DateTimeField(db_default=Now())
    # Empty where a command did it, and once the account of whoever did it is deleted: changes tell which.
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        ordering: ClassVar[list[str]] = ["-id"]

    def __str__(self) -> str:
        return f"catalogue {self.pk}"


class CatalogueSource(models.Model):
    """The files of a whole catalogue as an import left it, so that it can be put back.

    Apart from `Catalogue`, whose rows are read all the time.
    """

    catalogue = models.OneToOneField(
        Catalogue, on_delete=models.CASCADE, primary_key=True, related_name="source"
    )
    packed = models.BinaryField()  # see skills.logic.catalogue.packing

    def __str__(self) -> str:
        return f"files of catalogue {self.pk}"
