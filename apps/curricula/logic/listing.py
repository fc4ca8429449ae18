"""The chart as a list: the same skills in words, joined from parts that change only with the catalogue."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Final

from apps.progress.logic.standing import STATES, State

METER_WIDTH: Final = 72


@dataclass(frozen=True, slots=True)
class Words:
    """The words of the list in the reader's language; escaped before they come here."""

    states: Mapping[str, str]  # state, and "course", to its word
    heads: tuple[str, str, str, str, str, str]  # skill, state, retention, due, needs, opens
    not_started: str
    refresh: str
    step: str  # with one %d
    at_target: str  # with %d of %d
    slipping: str  # with one %d
    nothing: str


@dataclass(frozen=True, slots=True)
class Listed:
    """The fixed side of a row."""

    skill: int
    slug: str
    name: str
    needs: tuple[str, ...]  # short names
    opens: int


@dataclass(frozen=True, slots=True)
class Lane:
    """The fixed side of a domain."""

    code: str
    name: str
    rows: tuple[Listed, ...]


@dataclass(frozen=True, slots=True)
class Now:
    """Where the learner stands with a skill today."""

    state: State
    level: float | None  # retention of a held skill, coverage of a learning one, 0 to 1
    at_target: bool = False
    due: str = ""  # already in words
    refresh: bool = False  # the cap makes it due, not forgetting
    step: int | None = None  # its place in the course, from 1


@dataclass(frozen=True, slots=True)
class LaneParts:
    """A domain's markup, cut where states come in."""

    code: str
    head: str
    rows: tuple[tuple[int, str, str], ...]  # skill, markup before its state, markup after


def parts(lanes: Sequence[Lane], *, words: Words, url: str) -> tuple[LaneParts, ...]:
    """Cut the list into what never changes; `url` is a skill's address with one %s for its slug."""
    cut = []
    for lane in lanes:
        head = (
            f'<svg class="i" aria-hidden="true"><use href="#i-chev"/></svg>'
            f'<span class="code">{escape(lane.code)}</span>'
            f"<b>{escape(lane.name)}</b>"
        )
        cut.append(
            LaneParts(lane.code, head, tuple(_row_parts(row, words=words, url=url) for row in lane.rows))
        )
    return tuple(cut)


def join(
    lanes: Sequence[LaneParts],
    *,
    now: Mapping[int, Now],
    words: Words,
    target: float,
    open_lanes: frozenset[str] = frozenset(),
) -> str:
    """Return the list's markup: one `details` a domain, a row a skill."""
    shared = _Shared.of(words, target=target)
    return "".join(
        _lane(lane, now=now, words=words, shared=shared, opened=lane.code in open_lanes) for lane in lanes
    )


def lane_of(lanes: Sequence[LaneParts], skill: int) -> str | None:
    """Return the code of the domain that lists a skill."""
    return next((lane.code for lane in lanes for row in lane.rows if row[0] == skill), None)


@dataclass(frozen=True, slots=True)
class _Shared:
    """Markup that many rows of one answer share."""

    glyphs: Mapping[str, str]
    badges: Mapping[str, str]
    table: str
    mark: str

    @classmethod
    def of(cls, words: Words, *, target: float) -> _Shared:
        glyphs = {state: _glyph(state) for state in (*STATES, "course")}
        badges: dict[str, str] = {
            state: f'<span class="badge" data-state="{state}">{glyphs[state]}{words.states[state]}</span>'
            for state in STATES
        }
        heads = "".join(
            f'<th scope="col"{" class=" + chr(34) + kind + chr(34) if kind else ""}>{word}</th>'
            for word, kind in zip(words.heads, ("", "", "", "", "opt", "opt r"), strict=True)
        )
        classes = "table table-fold table-inline table-skills"
        table = f'<table class="{classes}"><thead><tr>{heads}</tr></thead><tbody>'
        mark = f'<path class="m-mark" d="M{METER_WIDTH * target:.1f} -2v14"/>'
        return cls(glyphs, badges, table, mark)


def _glyph(state: str) -> str:
    return (
        f'<svg class="g" data-state="{state}" viewBox="0 0 16 16" aria-hidden="true">'
        f'<use href="#g-{state}"/></svg>'
    )


def _row_parts(row: Listed, *, words: Words, url: str) -> tuple[int, str, str]:
    needs = ", ".join(escape(name) for name in row.needs) or words.nothing
    before = f'<th scope="row"><a href="{url % row.slug}">{escape(row.name)}</a>'
    after = f'<td class="opt muted">{needs}</td><td class="opt r">{row.opens or ""}</td></tr>'
    return (row.skill, before, after)


def _lane(lane: LaneParts, *, now: Mapping[int, Now], words: Words, shared: _Shared, opened: bool) -> str:
    mine = [now[skill] for skill, _, _ in lane.rows]
    strip = "".join(shared.glyphs[one.state] for one in mine)
    rows = "".join(
        _row(before, after, one=one, words=words, shared=shared)
        for (_, before, after), one in zip(lane.rows, mine, strict=True)
    )
    return (
        f'<details class="lane"{" open" if opened else ""}><summary>{lane.head}'
        f'<span class="glyph-strip" aria-hidden="true">{strip}</span>'
        f'<span class="meta">{_summary(mine, words)}</span>'
        f"</summary>{shared.table}{rows}</tbody></table></details>"
    )


def _summary(mine: Sequence[Now], words: Words) -> str:
    slipping = sum(one.state in {"fading", "faded"} for one in mine)
    said = words.at_target % (sum(one.at_target for one in mine), len(mine))
    return f"{said}, {words.slipping % slipping}" if slipping else said


def _row(before: str, after: str, *, one: Now, words: Words, shared: _Shared) -> str:
    step = ""
    if one.step is not None:
        word = words.states["course"] if one.step == 1 else words.step % one.step
        step = f' <span class="badge" data-state="course">{shared.glyphs["course"]}{word}</span>'
    level = f'<td class="opt meta">{words.not_started}</td>'
    if one.level is not None:
        level = (
            f"<td>{_meter(one.level, one.state, mark='' if one.state == 'learning' else shared.mark)}</td>"
        )
    refresh = f' <span class="meta">{words.refresh}</span>' if one.refresh else ""
    return (
        f'<tr data-state="{one.state}">{before}{step}</th><td class="state">{shared.badges[one.state]}</td>'
        f'{level}<td class="end">{one.due}{refresh}</td>{after}'
    )


def _meter(level: float, state: State, *, mark: str) -> str:
    width = max(0.0, level * METER_WIDTH - 2)
    shown = min(round(level * 100), 99 if level < 1 else 100)
    return (
        f'<span class="meter" data-state="{state}"><svg viewBox="0 0 72 10" aria-hidden="true">'
        f'<rect class="m-track" width="72" height="10" rx="1"/>'
        f'<rect class="m-level" y="1" x="1" width="{width:.1f}" height="8"/>'
        f"{mark}</svg>{shown}%</span>"
    )
