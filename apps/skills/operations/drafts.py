"""Drafts of the next catalogue: kept, thrown away, imported as they were shown."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime

from django.db import connection, transaction

from apps.skills.gateways.catalogue_files import places_of, read_texts
from apps.skills.logic.catalogue.contents import Stored
from apps.skills.logic.catalogue.faults import CatalogueFaultsError
from apps.skills.logic.catalogue.merging import add_entries, replace_files
from apps.skills.logic.catalogue.sheet import Sheet
from apps.skills.logic.catalogue.written import HEAD_FILE, files
from apps.skills.models import Catalogue, CatalogueDraft, Way
from apps.skills.operations.importing import LOCK, Import, import_catalogue
from apps.skills.operations.planning import Plan, plan_import
from apps.skills.queries.editing import digest
from apps.skills.queries.stored import stored_catalogue
from apps.users.models import User


class DraftGoneError(LookupError):
    """The draft was imported or thrown away."""


class DraftMovedError(Exception):
    """The draft, or the catalogue below it, is another than the one that was shown."""


def newest_catalogue() -> int | None:
    """Return the id of the catalogue in force; None before the first import."""
    return Catalogue.objects.values_list("pk", flat=True).first()


def seal(draft: CatalogueDraft, *, base: int | None) -> str:
    """Return what stands for a draft over a catalogue: another one when either has changed."""
    said = json.dumps([base, draft.way, draft.files], sort_keys=True)
    return hashlib.sha256(said.encode()).hexdigest()[:32]


@transaction.atomic
def start_draft(
    *, files: Mapping[str, str], way: Way, put_back: Catalogue | None = None, now: datetime, by: User
) -> CatalogueDraft:
    """Keep files as a draft and return it."""
    return CatalogueDraft.objects.create(
        files=dict(files), way=way, put_back=put_back, base_id=newest_catalogue(), made_at=now, by=by
    )


@transaction.atomic
def write_file(  # noqa: PLR0913 - each says one thing about what is written
    *, draft_id: int, name: str, text: str, seen: str, now: datetime, by: User
) -> CatalogueDraft:
    """Write one file of a draft.

    Raises DraftGoneError, and DraftMovedError when somebody wrote this file since the writer began:
    `seen` stands for the text at that time.
    """
    del now, by  # every operation takes them; a draft stays its author's
    draft = _locked(draft_id)
    if name in draft.files and digest(draft.files[name]) != seen:
        raise DraftMovedError(draft_id)
    draft.files[name] = text
    draft.base_id = newest_catalogue()
    draft.save(update_fields=["files", "base"])
    return draft


@transaction.atomic
def discard_draft(*, draft_id: int, now: datetime, by: User) -> None:
    """Throw a draft away. Raises DraftGoneError."""
    del now, by  # every operation takes them
    _locked(draft_id).delete()


def commit_draft(*, draft_id: int, shown: str, now: datetime, by: User) -> Import:
    """Import a draft and return what that changed. The draft is gone afterwards.

    Raises DraftGoneError; DraftMovedError when it would not be what `shown` seals; and
    CatalogueFaultsError. Nothing was written then.
    """
    base, draft = newest_catalogue(), CatalogueDraft.objects.filter(pk=draft_id).first()
    if draft is None:
        raise DraftGoneError(draft_id)
    sheet = planned(draft, stored_catalogue())[0]
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
        # What was read above is what was shown, unless somebody else came in between.
        if shown != seal(_locked(draft_id), base=newest_catalogue()) or shown != seal(draft, base=base):
            raise DraftMovedError(draft_id)
        done = import_catalogue(sheet=sheet, now=now, by=by)
        CatalogueDraft.objects.filter(pk=draft_id).delete()
    return done


def _locked(draft_id: int) -> CatalogueDraft:
    draft = CatalogueDraft.objects.select_for_update().filter(pk=draft_id).first()
    if draft is None:
        raise DraftGoneError(draft_id)
    return draft


def planned(draft: CatalogueDraft, stored: Stored) -> tuple[Sheet, Plan]:
    """Return a draft as it meets the stored catalogue, and what it would change; nothing is written.

    Raises CatalogueFaultsError with every fault in its place.
    """
    sheet = _sheet(draft, stored, placed=False)
    try:
        return sheet, plan_import(sheet, stored)
    except CatalogueFaultsError:
        # Only now it is worth the time to find the lines of what the draft does not bring.
        sheet = _sheet(draft, stored, placed=True)
        return sheet, plan_import(sheet, stored)


def _sheet(draft: CatalogueDraft, stored: Stored, *, placed: bool) -> Sheet:
    if draft.way == Way.WHOLE:
        return read_texts(draft.files)
    places = places_of(files(stored.contents)) if placed else {}
    if draft.way == Way.ENTRIES:
        sheet = read_texts(draft.files)
        add_entries(sheet, stored.contents, places=places)
        return sheet
    # The edition stands in a file of its own: another one that gives it gives it twice.
    known = Sheet() if HEAD_FILE in draft.files else Sheet(edition=stored.contents.edition)
    sheet = read_texts(draft.files, known)
    replace_files(sheet, stored.contents, names=set(draft.files), places=places)
    return sheet
