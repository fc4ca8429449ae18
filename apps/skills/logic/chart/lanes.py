"""What stands behind the skills of the chart: lanes with their names, columns, the even keel."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Final

from apps.skills.logic.layout.geometry import (
    GAP_X,
    MARGIN_LEFT,
    NODE_WIDTH,
    Chart,
    column_x,
)

TOP: Final = 30  # height of the headings
LANES_WIDTH: Final = 104
NAME_WIDTH: Final = 15  # characters a line of a lane's name


@dataclass(frozen=True, slots=True)
class LaneFacts:
    """A domain as the chart needs it; its ML share 0 to 1."""

    code: str
    short: str
    ml_share: float


def labels(chart: Chart, facts: Sequence[LaneFacts]) -> str:
    """Return codes and names of the lanes, with the keel's line."""
    return _stripes(chart, LANES_WIDTH) + _names(chart, facts) + _keel(chart, facts, LANES_WIDTH)


def backdrop(chart: Chart, facts: Sequence[LaneFacts]) -> str:
    """Return stripes behind every other lane, the scale over the columns and the keel's line."""
    return _stripes(chart, chart.width) + _scale(chart) + _keel(chart, facts, chart.width)


def column_edges(chart: Chart) -> tuple[int, ...]:
    """Return where the heading of each column begins."""
    return tuple(column_x(column) for column in range(chart.columns))


def _stripes(chart: Chart, width: int) -> str:
    return "".join(
        f'<rect class="lane-alt" x="0" y="{lane.y + TOP}" width="{width}" height="{lane.height}"/>'
        for lane in chart.lanes[1::2]
    )


def _names(chart: Chart, facts: Sequence[LaneFacts]) -> str:
    out = []
    for lane, fact in zip(chart.lanes, facts, strict=True):
        y = lane.y + TOP
        out.append(f'<text class="lane-code" x="12" y="{y + 24}">{escape(fact.code)}</text>')
        out += [
            f'<text class="lane-name" x="12" y="{y + 41 + 13 * at}">{escape(line)}</text>'
            for at, line in enumerate(name_lines(fact.short))
        ]
    return "".join(out)


def name_lines(name: str) -> list[str]:
    """Return a lane's name in lines of at most 15 characters; a longer word has a line to itself."""
    lines: list[str] = []
    for word in name.split():
        if lines and len(f"{lines[-1]} {word}") <= NAME_WIDTH:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines


def _keel(chart: Chart, facts: Sequence[LaneFacts], width: int) -> str:
    """Draw a line over the first lane that is more DevOps than ML; lanes go down by ML share."""
    for lane, fact in zip(chart.lanes, facts, strict=True):
        if fact.ml_share < 0.5:
            return f'<path class="keel-line" d="M0 {lane.y + TOP}H{width}"/>'
    return ""


def _scale(chart: Chart) -> str:
    """Draw the black and white bar at the head of the chart, a piece for each column."""
    out = []
    for column in range(chart.columns):
        before = MARGIN_LEFT if column == 0 else GAP_X // 2
        x, width = column_x(column) - before, NODE_WIDTH + before + GAP_X // 2
        out.append(f'<rect class="neat-{"ab"[column % 2]}" x="{x}" y="0" width="{width}" height="5"/>')
    return "".join(out)
