"""Brings an earlier catalogue back as a draft, with what was renamed since declared."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from apps.skills.gateways.catalogue_files import read_texts
from apps.skills.logic.catalogue.entries import SkillEntry
from apps.skills.logic.catalogue.packing import unpack
from apps.skills.logic.catalogue.sheet import Sheet
from apps.skills.logic.catalogue.written import entry_text
from apps.skills.models import Catalogue, CatalogueDraft, CatalogueSource, FormerSlug, Skill, Way
from apps.skills.operations.drafts import start_draft
from apps.users.models import User


class SourceUnknownError(LookupError):
    """The import was made before files were kept."""


def put_back(*, catalogue_id: int, now: datetime, by: User) -> CatalogueDraft:
    """Return a draft that makes the catalogue what it was after an import.

    Raises Catalogue.DoesNotExist and SourceUnknownError.
    """
    catalogue = Catalogue.objects.only("pk").get(pk=catalogue_id)
    source = CatalogueSource.objects.filter(pk=catalogue_id).first()
    if source is None:
        raise SourceUnknownError(catalogue_id)
    files = _renamed_back(unpack(bytes(source.packed)))
    return start_draft(files=files, way=Way.WHOLE, put_back=catalogue, now=now, by=by)


def _renamed_back(files: dict[str, str]) -> dict[str, str]:
    """Declare for each skill that has another id today that it was that one: the row stays, and the log."""
    sheet = read_texts({name: text for name, text in files.items() if name.startswith("skills/")})
    ids = sheet.ids.get("skills", set())
    # An id with a row of its own, retired, comes back as that row.
    rows = set(Skill.objects.filter(slug__in=ids).values_list("slug", flat=True))
    former = FormerSlug.objects.filter(slug__in=ids - rows).values_list("slug", "skill__slug")
    now = {old: today for old, today in former if today not in ids}
    changed = {item.origin.file for item in sheet.located("skills", SkillEntry) if item.entry.id in now}
    return files | {name: _text(sheet, name, now) for name in changed}


def _text(sheet: Sheet, name: str, now: Mapping[str, str]) -> str:
    entries = (item.entry for item in sheet.located("skills", SkillEntry) if item.origin.file == name)
    return "skills:\n" + "".join(entry_text(_declared(entry, now)) for entry in entries)


def _declared(entry: SkillEntry, now: Mapping[str, str]) -> SkillEntry:
    if entry.id not in now:
        return entry
    return entry.model_copy(update={"was": (*entry.was, now[entry.id])})
