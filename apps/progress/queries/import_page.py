"""An import as its page shows it, and the list of all of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from django.utils.translation import gettext as _

from apps.core.dates import local_day, long_day, short_day
from apps.progress.logic.files.cells import NOT_BY_FILE, meant_kind
from apps.progress.models import WORKING, FileFormat, ImportState, Kind, ProgressImport
from apps.progress.queries.named import NAMES_MOST
from apps.progress.queries.staged import (
    Barred,
    Error,
    Said,
    barred_of,
    errors_of,
    kinds_of,
    names_of,
    stream_errors,
)
from apps.progress.words import COLUMNS, fault_words
from apps.skills.models import Skill
from apps.skills.queries import snapshot
from apps.users.models import User

ERRORS_MOST: Final = 50
LISTED_MOST: Final = 50


@dataclass(frozen=True, slots=True)
class ErrorLine:
    """One error as a line of the table."""

    lines: str  # 208 to 209; empty where the whole file is meant
    column: str
    stands: str
    wrong: str
    names: str  # the name that can be matched beside it
    said: str  # the word that is no kind, in lower case,
    kind: str  # and the kind it may mean


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a file says, and what may be meant."""

    key: str
    said: str
    rows: int
    options: tuple[tuple[str, str, bool], ...]  # value, word, chosen
    other: str  # what was typed and names no skill
    error: str


@dataclass(frozen=True, slots=True)
class Summary:
    """An import without what is in it."""

    id: int
    name: str
    state: str
    words: str  # for the state
    when: str
    rows: int
    adds: int
    undone: bool


@dataclass(frozen=True, slots=True)
class ImportPage:
    """An import with everything its page shows."""

    id: int
    name: str
    state: str
    at_work: bool
    stopping: bool
    progress: int
    total: int
    lines: int
    rows: int
    adds: int
    already: int
    left_out: int
    bad_rows: int
    errors: int
    minutes: int
    span: str
    skills: int
    kept: int
    undo_until: str  # empty where it cannot be undone any more
    undone_on: str
    came_in_on: str
    shown: tuple[ErrorLine, ...]
    names: tuple[Meaning, ...]
    all_names: int
    kinds: tuple[Meaning, ...]
    unknown_rows: int
    barred: tuple[Barred, ...]
    known: tuple[str, ...]  # names of skills to choose from

    @property
    def can_start(self) -> bool:
        """Whether its rows may come in."""
        return self.state == ImportState.READY and not self.errors and self.adds > 0


def import_of(learner: User, import_id: int) -> ProgressImport | None:
    """Return an import of a learner; one statement."""
    source = ProgressImport.objects.of(learner).filter(pk=import_id).first()
    if source is not None:
        source.learner = learner  # known already
    return source


def imports_list(learner: User, *, now: datetime) -> tuple[Summary, ...]:
    """Return a learner's imports, newest first; one statement."""
    today = local_day(now, learner.zone)
    found = ProgressImport.objects.of(learner).exclude(format=FileFormat.ROWS, adds=0).order_by("-pk")
    return tuple(_summary(source, learner, today=today) for source in found[:LISTED_MOST])


def import_page(
    source: ProgressImport, *, undo_until: datetime | None, now: datetime, sent: dict[str, str] | None = None
) -> ImportPage:
    """Return an import as its page shows it; seven statements at most while it waits for choices, else none.

    `sent` are names that were typed for what the file says and belong to no skill, by the field.
    """
    learner, today = source.learner, local_day(now, source.learner.zone)
    open_ = source.state == ImportState.READY
    errors = errors_of(source, most=ERRORS_MOST) if open_ and source.errors else []
    names = names_of(source, most=NAMES_MOST) if open_ else []
    kinds = kinds_of(source, most=NAMES_MOST) if open_ else []
    cards = {pk: card.name for pk, card in snapshot().skills.items()} if names else {}
    known = _known(names, source, cards)
    fields = (
        "name", "state", "progress", "total", "lines", "rows", "adds", "already", "left_out", "bad_rows",
        "errors", "minutes", "skills", "kept",
    )  # fmt: skip
    return ImportPage(
        id=source.pk,
        **{name: getattr(source, name) for name in fields},
        at_work=source.state in WORKING,
        stopping=source.stop_asked,
        span=_span(source, today=today),
        undo_until=_day(undo_until, learner, today),
        undone_on=_day(source.undone_at, learner, today),
        came_in_on=_day(source.finished_at, learner, today),
        shown=tuple(_line(error, matched={name.key for name in names}) for error in errors),
        names=tuple(_meaning(name, source, known[name.key], sent or {}) for name in names),
        all_names=names[0].all_said if names else 0,
        kinds=tuple(_kind_meaning(kind, source) for kind in kinds),
        unknown_rows=sum(said.rows for said in (*names, *kinds)),
        barred=tuple(barred_of(source)) if open_ and source.errors else (),
        known=tuple(cards.values()),
    )


def error_rows(source: ProgressImport) -> Iterator[tuple[str, ...]]:
    """Yield every error as cells: line, last line, character, column, what stands there, what is wrong."""
    for error in stream_errors(source):
        where = (str(number) if number else "" for number in error[:3])
        words = fault_words(error.code, hint=error.hint, stands=error.stands)
        yield (*where, error.column, error.stands, words)


def _line(error: Error, *, matched: set[str]) -> ErrorLine:
    is_kind = error.code == "no kind"
    lines = f"{error.line:,}" if error.last_line <= error.line else f"{error.line:,} – {error.last_line:,}"
    return ErrorLine(
        lines=lines if error.line else "",
        column=str(COLUMNS[error.column]) if error.column else "",
        stands=error.stands,
        wrong=fault_words(error.code, hint=error.hint, stands=error.stands),
        names=error.stands if error.code == "no skill" and error.stands.lower() in matched else "",
        said=error.stands.lower() if is_kind else "",
        kind=meant_kind(error.stands) if is_kind else "",
    )


def _known(
    names: list[Said], source: ProgressImport, cards: dict[int, str]
) -> dict[str, list[tuple[int, str]]]:
    """Return the skills to offer for each name, the chosen one first; one statement at most."""
    offered: dict[str, list[int]] = {}
    for name in names:
        chosen = source.choices.get("skills", {}).get(name.key)
        meant = source.suggestions.get(name.key, [])
        offered[name.key] = list(dict.fromkeys([*([chosen] if chosen else []), *meant]))
    # One that has left the catalogue may have been chosen by its name.
    gone = {pk for meant in offered.values() for pk in meant if pk not in cards}
    words = dict(Skill.objects.filter(pk__in=gone).values_list("pk", "name")) if gone else {}
    return {key: [(pk, cards.get(pk) or words.get(pk, "")) for pk in meant] for key, meant in offered.items()}


def _meaning(
    name: Said, source: ProgressImport, known: list[tuple[int, str]], sent: dict[str, str]
) -> Meaning:
    chosen = source.choices.get("skills", {}).get(name.key)
    first = known[0][0] if known and chosen is None else chosen
    options = [
        ("", _("Choose a skill"), first is None),
        *((str(pk), word, pk == first) for pk, word in known),
    ]
    options.append(("out", _("Leave these rows out"), chosen == 0))
    other = sent.get(name.key, "")
    error = _("No skill goes by that name.") if other else ""
    return Meaning(name.key, name.said, name.rows, tuple(options), other, error)


def _kind_meaning(kind: Said, source: ProgressImport) -> Meaning:
    chosen = source.choices.get("kinds", {}).get(kind.key)
    first = meant_kind(kind.said) if chosen is None else chosen
    kinds = [(one.value, str(one.label), one.value == first) for one in Kind if one.value not in NOT_BY_FILE]
    options = [("", _("Choose a kind"), not first and chosen is None), *kinds]
    options.append(("out", _("Leave these rows out"), chosen == ""))
    return Meaning(kind.key, kind.said, kind.rows, tuple(options), "", "")


def _summary(source: ProgressImport, learner: User, *, today: date) -> Summary:
    when = source.undone_at or source.finished_at or source.asked_at
    return Summary(
        id=source.pk,
        name=source.name,
        state=source.state,
        words=str(ImportState(source.state).label),
        when=_day(when, learner, today),
        rows=source.rows,
        adds=source.adds,
        undone=source.state == ImportState.UNDONE,
    )


def _span(source: ProgressImport, *, today: date) -> str:
    if source.first_day is None or source.last_day is None:
        return ""
    first, last = (short_day(day, today=today) for day in (source.first_day, source.last_day))
    return first if first == last else _("%(first)s to %(last)s") % {"first": first, "last": last}


def _day(moment: datetime | None, learner: User, today: date) -> str:
    if moment is None:
        return ""
    local = moment.astimezone(learner.zone)
    return f"{long_day(local.date(), today=today)}, {local:%H:%M}"
