"""The parts of the chart between those that depend on a learner, made once for a catalogue."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from html import escape
from typing import Any, Final

from apps.skills.logic.chart import lanes
from apps.skills.logic.chart.lanes import TOP, LaneFacts
from apps.skills.logic.layout.geometry import NODE_HEIGHT, NODE_WIDTH, Chart, Edge, Node
from apps.skills.logic.layout.lines import number

FORMAT: Final = 1  # raise it whenever segments or geometry change: stored charts are then made anew

__all__ = ["FORMAT", "ChartSegments", "LaneFacts", "SkillFacts", "from_json", "segments", "to_json"]


@dataclass(frozen=True, slots=True)
class SkillFacts:
    """A skill as the chart needs it."""

    id: int
    slug: str
    name: str


@dataclass(frozen=True, slots=True)
class NodeSegments:
    """One skill: markup between its state, its words and its bar."""

    x: int
    y: int
    column: int
    opening: str  # … data-state="
    label: str  # " data-id=… aria-label="Name: "
    box: str  # "><rect class="node-box" …/>
    bar: str  # track and the start of the level: … width="
    mark: str  # " height="3"/> is followed by the waterline, which ends here
    glyph: str  # <use href="#g-
    plain: str  # rest after the state, without a bar
    barred: str  # the same, moved up over a bar


@dataclass(frozen=True, slots=True)
class EdgeGroup:
    """The lines that leave one skill, in the same lane or to others, as long as it is not held, and then."""

    source: int
    targets: tuple[int, ...]
    todo: tuple[str, ...]
    met: tuple[str, ...]
    all_todo: str
    all_met: str


@dataclass(frozen=True, slots=True)
class ChartSegments:
    """Everything of the chart that does not depend on a learner."""

    width: int
    height: int
    lanes: str  # inside of the left drawing, without the heading
    backdrop: str  # stripes of lanes and columns, the line of the even keel
    columns: tuple[int, ...]  # left edges, for headings
    edges: tuple[EdgeGroup, ...]
    nodes: Mapping[int, NodeSegments]  # in the order of reading


def segments(
    chart: Chart, *, skills: Mapping[str, SkillFacts], lane_facts: Sequence[LaneFacts]
) -> ChartSegments:
    """Return the segments of a laid out chart; lanes from the top, as they were laid out."""

    def reading(slug: str) -> tuple[int, int, int]:
        node = chart.nodes[slug]
        return node.lane, node.column, node.y

    return ChartSegments(
        width=chart.width,
        height=chart.height + TOP,
        lanes=lanes.labels(chart, lane_facts),
        backdrop=lanes.backdrop(chart, lane_facts),
        columns=lanes.column_edges(chart),
        edges=tuple(_edge_groups(chart.edges, skills)),
        nodes={
            skills[slug].id: _node(chart.nodes[slug], skills[slug], chart.needs[slug])
            for slug in sorted(chart.nodes, key=reading)
        },
    )


def _node(node: Node, skill: SkillFacts, needs: Sequence[str]) -> NodeSegments:
    x, y, width, height = node.x, node.y, NODE_WIDTH, NODE_HEIGHT
    return NodeSegments(
        x=x,
        y=y,
        column=node.column,
        opening=f'<a class="node" id="n-{skill.slug}" href="/skills/{skill.slug}/" data-state="',
        label=(
            f'" data-id="{skill.slug}" data-needs="{" ".join(needs)}" data-col="{node.column}" '
            f'data-row="{y}" aria-label="{escape(skill.name)}: '
        ),
        box=f'"><rect class="node-box" x="{x}" y="{y}" width="{width}" height="{height}" rx="4"/>',
        bar=(
            f'<rect class="m-track" x="{x + 1}" y="{y + height - 4}" width="{width - 2}" height="3"/>'
            f'<rect class="m-level" x="{x + 1}" y="{y + height - 4}" width="'
        ),
        mark=f' {y + height - 6}v6"/>',
        glyph='<use href="#g-',
        plain=_rest(node, lifted=0),
        barred=_rest(node, lifted=1),
    )


def _rest(node: Node, *, lifted: int) -> str:
    first = node.y + (20.5 if len(node.lines) == 1 else 14) - lifted
    spans = "".join(
        # Words of a label that is spoken from its parts must not run together.
        f'<tspan x="{node.x + 26}" y="{number(first + 12.5 * at)}">{escape(line)}'
        f"{'' if line[-1:] in '–-/' else ' '}</tspan>"
        for at, line in enumerate(node.lines)
    )
    return (
        f'" class="c" x="{node.x + 7}" y="{number(node.y + 9.5 - lifted)}" width="14" height="14"/>'
        f"<text>{spans}</text></a>"
    )


def _edge_groups(edges: Sequence[Edge], skills: Mapping[str, SkillFacts]) -> Iterator[EdgeGroup]:
    """Yield lines between lanes first: those inside a lane are drawn over them."""
    for same in (False, True):
        groups: dict[str, list[Edge]] = {}
        for edge in edges:
            if edge.same_lane == same:
                groups.setdefault(edge.source, []).append(edge)
        for source, leaving in groups.items():
            todo = tuple(_edge(edge, "edge-todo") for edge in leaving)
            met = tuple(_edge(edge, "edge-met") for edge in leaving)
            targets = tuple(skills[edge.target].id for edge in leaving)
            yield EdgeGroup(skills[source].id, targets, todo, met, "".join(todo), "".join(met))


def _edge(edge: Edge, state: str) -> str:
    far = "" if edge.same_lane else " edge-far"
    return f'<path class="edge{far} {state}" data-a="{edge.source}" data-b="{edge.target}" d="{edge.path}"/>'


def to_json(chart: ChartSegments) -> dict[str, Any]:
    """Return segments as plain values that a JSON column keeps."""
    return {
        "format": FORMAT,
        **{name: getattr(chart, name) for name in ("width", "height", "lanes", "backdrop")},
        "columns": list(chart.columns),
        "edges": [[group.source, group.targets, group.todo, group.met] for group in chart.edges],
        "nodes": [[skill, *asdict(node).values()] for skill, node in chart.nodes.items()],
    }


def from_json(stored: Mapping[str, Any]) -> ChartSegments:
    """Return the segments that to_json stored."""
    return ChartSegments(
        **{name: stored[name] for name in ("width", "height", "lanes", "backdrop")},
        columns=tuple(stored["columns"]),
        edges=tuple(
            EdgeGroup(source, tuple(targets), tuple(todo), tuple(met), "".join(todo), "".join(met))
            for source, targets, todo, met in stored["edges"]
        ),
        nodes={skill: NodeSegments(*parts) for skill, *parts in stored["nodes"]},
    )
