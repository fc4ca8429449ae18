"""Joins the segments of the chart with what a learner holds: strings only, no layout, no templates."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from apps.skills.logic.chart.lanes import LANES_WIDTH, TOP
from apps.skills.logic.chart.segments import ChartSegments, EdgeGroup, NodeSegments
from apps.skills.logic.chart.words import ENGLISH, Words
from apps.skills.logic.layout.geometry import NODE_HEIGHT, NODE_WIDTH

HELD: Final = frozenset({"fresh", "fading", "faded"})
LEVEL_WIDTH: Final = NODE_WIDTH - 2


@dataclass(frozen=True, slots=True)
class Mark:
    """How a skill stands with a learner: the level is what is mastered or retained, 0 to 1."""

    state: str  # locked, ready, learning, fresh, fading or faded
    level: float | None = None  # None where there is nothing to measure: no bar


def join(
    chart: ChartSegments,
    *,
    marks: Mapping[int, Mark],
    course: Sequence[int],
    target: float,
    words: Words = ENGLISH,
) -> str:
    """Return the chart's SVG: a drawing of lane names and one of the map.

    Every skill of the chart needs a mark (KeyError). `course` holds the ids of the proposed skills in
    order; ids that the chart does not have are passed over. `target` is the share at which held
    skills bear their waterline.
    """
    steps = {skill: step for step, skill in enumerate((s for s in course if s in chart.nodes), 1)}
    line = _waterline(target)
    nodes = [
        part
        for skill, node in chart.nodes.items()
        for part in _node_parts(node, marks[skill], steps.get(skill), line, words)
    ]
    lines = _edges(chart.edges, marks)
    return "".join(
        [*_before(chart, words), *lines, "</g>", *nodes, course_markup(chart, course), "</g></svg>"]
    )


def node_markup(  # noqa: PLR0913  # what a skill looks like depends on all of these
    chart: ChartSegments,
    skill: int,
    mark: Mark,
    *,
    target: float,
    step: int | None = None,
    words: Words = ENGLISH,
) -> str:
    """Return the markup of one skill alone, as the chart has it; it is swapped by its id, n- and slug.

    Raises KeyError for a skill that is not on the chart.
    """
    return "".join(_node_parts(chart.nodes[skill], mark, step, _waterline(target), words))


def course_markup(chart: ChartSegments, course: Sequence[int]) -> str:
    """Return the course, id legs-on-chart: its lines, its numbered flags, a ring round the first.

    It lies over everything else and takes no pointer, so that a changed course is one swapped group.
    Ids that the chart does not have are passed over.
    """
    steps = [skill for skill in course if skill in chart.nodes]
    parts = ['<g class="legs-on-chart" id="legs-on-chart" aria-hidden="true">', *_course_lines(chart, steps)]
    for step, skill in enumerate(steps, 1):
        x, y = chart.nodes[skill].x, chart.nodes[skill].y
        if step == 1:
            width, height = NODE_WIDTH + 6, NODE_HEIGHT + 6
            ring = f'x="{x - 3}" y="{y - 3}" width="{width}" height="{height}" rx="6"'
            parts.append(f'<rect class="leg-ring" {ring}/>')
        parts.append(
            f'<circle class="leg-dot" cx="{x}" cy="{y}" r="8.5"/>'
            f'<text class="leg-no" x="{x}" y="{y + 4}">{step}</text>'
        )
    return "".join([*parts, "</g>"])


def _course_lines(chart: ChartSegments, steps: Sequence[int]) -> list[str]:
    on_course = frozenset(steps)
    return [
        # Of its classes none but these: a line that is faint on the chart would stay faint here.
        '<path class="edge edge-course' + path[path.index('" data-a=') :]
        for group in chart.edges
        if group.source in on_course
        for target, path in zip(group.targets, group.met, strict=True)
        if target in on_course
    ]


def _waterline(target: float) -> float:
    return 1 + LEVEL_WIDTH * target


def _node_parts(
    node: NodeSegments, mark: Mark, step: int | None, waterline: float, words: Words
) -> tuple[str, ...]:
    state, level = mark.state, mark.level
    said = words.states[state]
    course = f" {words.step.format(number=step)}" if step else ""
    if level is None:
        return (
            node.opening,
            state,
            node.label,
            f"{said}.{course}",
            node.box,
            node.glyph,
            state,
            node.plain,
        )
    return (
        node.opening,
        state,
        node.label,
        f"{said}, {_percent(level)}%.{course}",
        node.box,
        node.bar,
        _short(LEVEL_WIDTH * level),
        '" height="3"/>',
        f'<path class="m-mark" d="M{_short(node.x + waterline)}{node.mark}' if state in HELD else "",
        node.glyph,
        state,
        node.barred,
    )


def _short(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")


def _percent(level: float) -> int:
    """Round, but never to 100 what is less, nor to 0 what is something."""
    shown = round(level * 100)
    if shown >= 100:
        return 100 if level >= 1 else 99
    return 1 if shown <= 0 < level else shown


def _edges(groups: Iterable[EdgeGroup], marks: Mapping[int, Mark]) -> list[str]:
    return [group.all_met if marks[group.source].state in HELD else group.all_todo for group in groups]


def _before(chart: ChartSegments, words: Words) -> list[str]:
    height = chart.height
    label = words.chart.format(number=len(chart.nodes))
    headings = "".join(
        f'<text class="col-name" x="{x}" y="20">{_column(column, words)}</text>'
        for column, x in enumerate(chart.columns)
    )
    left = f'width="{LANES_WIDTH}" height="{height}" viewBox="0 0 {LANES_WIDTH} {height}"'
    right = f'width="{chart.width}" height="{height}" viewBox="0 0 {chart.width} {height}"'
    return [
        f'<svg class="chart-lanes" {left} aria-hidden="true">',
        chart.lanes,
        f'<text class="col-name" x="12" y="20">{words.domain}</text></svg>',
        f'<svg class="chart-map" {right} role="group" aria-label="{label}">',
        chart.backdrop,
        headings,
        f'<g transform="translate(0 {TOP})"><g aria-hidden="true">',
    ]


def _column(column: int, words: Words) -> str:
    return words.first_column if column == 0 else words.column.format(number=column + 1)
