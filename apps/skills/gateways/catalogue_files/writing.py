"""Writes a catalogue as files that read back to the same catalogue."""

from __future__ import annotations

from pathlib import Path

from apps.skills.logic.catalogue.contents import Contents
from apps.skills.logic.catalogue.written import files


def write(contents: Contents, folder: Path) -> list[Path]:
    """Write a catalogue's files below a folder, made where it is not there, and return them.

    The same catalogue always makes the same bytes. Files of the same names are written over;
    others are left.
    """
    written = []
    for name, text in files(contents).items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode())
        written.append(path)
    return written
