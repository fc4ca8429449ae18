"""Imports as pages and workers ask for them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from apps.progress.models import ImportPiece, ProgressImport


def pieces_of(import_id: int) -> Iterator[bytes]:
    """Yield the file of an import piece by piece, each by a statement of its own."""
    pieces = ImportPiece.objects.filter(source=import_id).order_by("number")
    for pk in list(pieces.values_list("pk", flat=True)):
        yield bytes(ImportPiece.objects.values_list("data", flat=True).get(pk=pk))


def due_imports(*, now: datetime, most: int) -> list[int]:
    """Return the ids of imports that a worker may take up now, oldest first."""
    return list(ProgressImport.objects.due(now).order_by("pk").values_list("pk", flat=True)[:most])
