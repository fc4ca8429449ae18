"""Reads catalogue files into a sheet: every entry with its place, every fault of every file."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from pydantic import ValidationError

from apps.skills.gateways.catalogue_files.document import BYTES_MOST, Document, decode, load
from apps.skills.logic.catalogue.entries import SECTIONS, Edition
from apps.skills.logic.catalogue.faults import Fault, dotted, words
from apps.skills.logic.catalogue.sheet import Located, Origin, Place, Sheet

FILES_MOST: Final = 1000
TOTAL_MOST: Final = 100 * 1024 * 1024


def read(path: Path) -> Sheet:
    """Return what stands in a file, or in all *.yaml files below a folder in the order of their names.

    Faults are collected in the sheet, never raised; nothing is read past the bounds of
    docs/catalogue.md.
    """
    sheet = Sheet()
    files = sorted(path.rglob("*.yaml")) if path.is_dir() else [path]
    if not files:
        _unreadable(sheet, str(path), "holds no *.yaml file")
    if len(files) > FILES_MOST:
        _unreadable(sheet, str(path), f"holds more than {FILES_MOST} files")
        return sheet
    total = 0
    for file in files:
        data = _bytes(file, sheet)
        total += len(data or b"")
        if total > TOTAL_MOST:
            _unreadable(sheet, str(path), "holds more than 100 MB")
            return sheet
        if data is not None:
            add_document(sheet, str(file), load(str(file), data))
    return sheet


def read_texts(files: Mapping[str, str], sheet: Sheet | None = None) -> Sheet:
    """Return what stands in texts, by the names of their files; a sheet that is given is added to."""
    sheet = sheet or Sheet()
    for name, text in files.items():
        add_document(sheet, name, load(name, text.encode()))
    return sheet


def places_of(files: Mapping[str, str]) -> dict[str, Place]:
    """Return where everything stands in texts."""
    return {name: load(name, text.encode()).place for name, text in files.items()}


def text_of(name: str, data: bytes) -> tuple[str, Fault | None]:
    """Return the text in the bytes of a file, with single line feeds, or what is wrong with them."""
    text, fault = decode(name, data)
    return text.replace("\r\n", "\n").replace("\r", "\n"), fault


def _bytes(file: Path, sheet: Sheet) -> bytes | None:
    # A pipe or a device would never end.
    if not file.is_file():
        _unreadable(sheet, str(file), "is not a file" if file.exists() else "does not exist")
        return None
    try:
        with file.open("rb") as stream:
            return stream.read(BYTES_MOST + 1)
    except OSError as error:
        _unreadable(sheet, str(file), f"cannot be read: {error.strerror}")
        return None


def _unreadable(sheet: Sheet, file: str, message: str) -> None:
    sheet.faults.append(Fault(file, 0, "", message))
    sheet.whole = False


def add_document(sheet: Sheet, file: str, document: Document) -> None:
    """Add the sections of a document to the sheet."""
    sheet.faults += document.faults
    sheet.whole &= document.whole
    if not document.whole:
        return
    told = {fault.path for fault in document.faults}
    found: list[Fault] = []
    for section, value in document.value.items():
        if section in SECTIONS:
            found += _add_section(sheet, file, section, value, document.place)
        elif section not in Edition.KEYS:
            line = document.place.line_of((section,))
            found.append(Fault(file, line, dotted((section,)), "is not a section that is known here"))
    found += _add_edition(sheet, file, document)
    sheet.faults += [fault for fault in found if fault.path not in told]


def _add_edition(sheet: Sheet, file: str, document: Document) -> list[Fault]:
    said = {key: document.value[key] for key in Edition.KEYS if key in document.value}
    twice = [key for key in said if getattr(sheet.edition, key) is not None]
    faults = [
        Fault(file, document.place.line_of((key,)), key, "is given in another file too") for key in twice
    ]
    try:
        edition = Edition.model_validate(said)
    except ValidationError as error:
        return faults + [
            Fault(file, document.place.line_of(path), dotted(path), message)
            for path, message in _complaints(error)
        ]
    sheet.edition = sheet.edition.model_copy(update=edition.model_dump(exclude_none=True))
    return faults


def _add_section(sheet: Sheet, file: str, section: str, value: Any, place: Place) -> list[Fault]:  # noqa: ANN401  # any value of YAML
    located = sheet.sections.setdefault(section, [])
    ids = sheet.ids.setdefault(section, set())
    if not isinstance(value, list):
        return [Fault(file, place.line_of((section,)), section, "must be a list of entries")]
    faults: list[Fault] = []
    for index, raw in enumerate(value):
        where = place.parts[section]
        spot = where.parts[index] if isinstance(where, Place) else where
        origin = Origin(file, section, index, spot if isinstance(spot, Place) else Place(spot))
        if isinstance(raw, dict) and isinstance(raw.get("id"), str):
            ids.add(raw["id"])
        try:
            located.append(Located(SECTIONS[section].model_validate(raw), origin))
        except ValidationError as error:
            faults += [origin.fault(message, *path) for path, message in _complaints(error)]
    return faults


def _complaints(error: ValidationError) -> list[tuple[tuple[str | int, ...], str]]:
    """Return each error of a shape as field path and message in our words."""
    return [
        (
            # pydantic marks a faulty key of a mapping by a last step of its own.
            tuple(step for step in each["loc"] if step != "[key]"),
            words(each["type"], each.get("ctx", {}), each["msg"]),
        )
        for each in error.errors(include_url=False, include_input=False)
    ]
