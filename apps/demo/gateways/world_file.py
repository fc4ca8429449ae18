"""Reads the file of the demo world as strictly as the files of the catalogue."""

from __future__ import annotations

from pathlib import Path

from pydantic import ValidationError

from apps.demo.logic.world import World
from apps.skills.gateways.catalogue_files.document import Document, load
from apps.skills.logic.catalogue.faults import Fault, dotted, report, words


class WorldFaultsError(ValueError):
    """The file does not tell of a world; the message names every fault with its line and field path."""


def read_world(path: Path) -> World:
    """Return the world that a file tells of.

    Raises WorldFaultsError for what is no world, OSError for what cannot be read.
    """
    document = load(path.name, path.read_bytes())
    if document.faults or not document.whole:
        raise WorldFaultsError(report(document.faults))
    try:
        return World.model_validate(document.value)
    except ValidationError as error:
        raise WorldFaultsError(report(_faults(path.name, document, error))) from None


def _faults(file: str, document: Document, error: ValidationError) -> list[Fault]:
    return [
        Fault(
            file,
            document.place.line_of(each["loc"]),
            dotted(each["loc"]),
            words(each["type"], each.get("ctx", {}), each["msg"]),
        )
        for each in error.errors(include_url=False, include_input=False)
    ]
