"""The page of a draft: what it would change, for whom, or everything that is wrong with it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Final, cast

from django.db.models import Count

from apps.skills.logic.catalogue import changelist, telling
from apps.skills.logic.catalogue.changelist import ChangeRow
from apps.skills.logic.catalogue.diff import Diff
from apps.skills.logic.catalogue.faults import SHOWN, CatalogueFaultsError, Fault
from apps.skills.logic.catalogue.notices import Notice, notices
from apps.skills.logic.catalogue.reach import Reach
from apps.skills.logic.catalogue.texts import TextDiff, text_diffs
from apps.skills.models import Catalogue, CatalogueDraft, RoleChoice, Skill
from apps.skills.operations.drafts import DraftGoneError, newest_catalogue, planned, seal
from apps.skills.operations.importing import Import, told
from apps.skills.operations.planning import Plan
from apps.skills.queries import drawing
from apps.skills.queries.stored import stored_catalogue
from apps.skills.signals import reach_asked

ROWS_SHOWN: Final = 100
TEXTS_SHOWN: Final = 30


@dataclass(frozen=True, slots=True)
class FileRow:
    """A file of a draft."""

    name: str
    lines: int


@dataclass(frozen=True, slots=True)
class DraftRow:
    """A thing that changes, and how many learners have a state in it or aim at it."""

    change: ChangeRow
    learners: int | None  # none where nobody can


@dataclass(frozen=True, slots=True)
class Tile:
    """Counts of one section."""

    section: str
    added: int
    changed: int
    gone: int


@dataclass(frozen=True, slots=True)
class Preview:
    """What a draft without faults would do."""

    rows: tuple[DraftRow, ...]
    left_out: int
    tiles: tuple[Tile, ...]
    renamed: int
    texts: tuple[TextDiff, ...]
    texts_left_out: bool
    notices: tuple[Notice, ...]
    learners: int
    redrawn: bool

    def __bool__(self) -> bool:
        return bool(self.rows) or self.redrawn


@dataclass(frozen=True, slots=True)
class DraftPage:
    """Everything the page of a draft prints."""

    id: int
    way: str
    by: str
    made_at: datetime
    files: tuple[FileRow, ...]
    put_back: str  # version and day of the import that it brings back; empty where it is none
    version: int  # in force
    wanted: int  # after it; 0 where it has faults
    moved: bool  # the catalogue is another than when the draft was made
    seal: str
    preview: Preview | None  # none where it has faults
    faults: tuple[Fault, ...]
    faults_in_all: int

    @property
    def faults_left_out(self) -> int:
        """How many are not shown."""
        return self.faults_in_all - len(self.faults)

    @property
    def names(self) -> frozenset[str]:
        """The names of the files, which can be edited here."""
        return frozenset(file.name for file in self.files)


def draft_page(draft_id: int, *, whole: bool = False) -> DraftPage:
    """Return the page of a draft, with all rows or the first hundred. Raises DraftGoneError."""
    base = newest_catalogue()
    draft = CatalogueDraft.objects.select_related("by", "put_back").filter(pk=draft_id).first()
    if draft is None:
        raise DraftGoneError(draft_id)
    stored = stored_catalogue()
    faults: tuple[Fault, ...] = ()
    preview, wanted = None, 0
    try:
        sheet, plan = planned(draft, stored)
    except CatalogueFaultsError as error:
        faults = tuple(error.faults)
    else:
        done = told(plan, redrawn=not plan.diff and drawing.is_stale())
        changes = changelist.rows(plan.diff, wanted=plan.wanted, sheet=sheet)
        preview = _preview(plan, done, changes, most=None if whole else ROWS_SHOWN)
        wanted = plan.wanted.edition.version or 1
    return DraftPage(
        id=draft.pk,
        way=str(draft.get_way_display()),
        by=draft.by.name,
        made_at=draft.made_at,
        files=tuple(FileRow(name, text.count("\n")) for name, text in sorted(draft.files.items())),
        put_back=_named(draft.put_back),
        version=stored.contents.edition.version or 0,
        wanted=wanted,
        moved=draft.base_id != base,
        seal=seal(draft, base=base),
        preview=preview,
        faults=faults[:SHOWN],
        faults_in_all=len(faults),
    )


def _named(catalogue: Catalogue | None) -> str:
    return str(catalogue.version) if catalogue else ""


def _preview(plan: Plan, done: Import, changes: list[ChangeRow], *, most: int | None) -> Preview:
    reach, aims = _reach(plan, changes), _aims()
    rows = (DraftRow(row, _learners(row, reach, aims)) for row in changes)
    moves = plan.diff.renamed
    found = list(islice(text_diffs(plan.stored.contents, plan.afterwards(), moves=moves), TEXTS_SHOWN + 1))
    return Preview(
        rows=tuple(islice(rows, most)),
        left_out=max(0, len(changes) - (most or len(changes))),
        tiles=tuple(_tiles(plan.diff)),
        renamed=len(moves),
        texts=tuple(found[:TEXTS_SHOWN]),
        texts_left_out=len(found) > TEXTS_SHOWN,
        notices=tuple(notices(changes, before=plan.stored.contents, reach=reach, aims=aims)),
        learners=done.learners,
        redrawn=done.redrawn,
    )


def _reach(plan: Plan, changes: list[ChangeRow]) -> dict[str, Reach]:
    """Return what the skills that change mean to learners, by the ids they have until then."""
    asked = {row.skill for row in changes if row.skill}
    later = {skill.id: skill.ageing for skill in plan.wanted.skills}
    found = Skill.objects.filter(slug__in=asked).values_list("pk", "slug", "ageing")
    slugs, ageing = {}, {}
    for pk, slug, today in found:
        slugs[pk], ageing[pk] = slug, later.get(plan.diff.renamed.get(slug, slug), today)
    answers = reach_asked.send(sender=Preview, ageing=ageing) if ageing else []
    tables = (cast("dict[int, Reach]", answer or {}) for _, answer in answers)
    return {slugs[pk]: reach for table in tables for pk, reach in table.items()}


def _aims() -> dict[str, int]:
    """Return how many learners aim at each role."""
    chosen = RoleChoice.objects.values_list("role__slug").annotate(many=Count("pk")).order_by()
    return dict(chosen)


def _learners(row: ChangeRow, reach: Mapping[str, Reach], aims: Mapping[str, int]) -> int | None:
    if row.skill:
        return reach.get(row.skill, Reach()).learners
    return aims.get(row.role, 0) if row.role else None


def _tiles(diff: Diff) -> Iterator[Tile]:
    for section in telling.NOUNS:
        found = diff.section(section)
        if found:
            added, gone = len(found.added) + len(found.restored), len(found.retired)
            yield Tile(section, added, len(found.changed), gone)
