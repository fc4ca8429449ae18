from __future__ import annotations

import re
from itertools import combinations, pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from apps.skills.gateways.catalogue_files import read
from apps.skills.logic.catalogue.entries import SkillEntry
from apps.skills.logic.layout import Chart, Spot, lay_out
from apps.skills.logic.layout.geometry import NODE_HEIGHT, NODE_WIDTH, wrap
from apps.skills.logic.layout.laying import FINE_MOST
from apps.skills.logic.layout.lines import rounded
from apps.skills.logic.layout.rows import nearest_slots
from tests.catalogue import CONTENT

Segment = tuple[float, float, float, float]


@st.composite
def graphs(draw: st.DrawFn, most: int = 20) -> dict[str, Spot]:
    """Skills that need only skills before them, in up to four lanes."""
    many = draw(st.integers(1, most))
    spots = {}
    for at in range(many):
        needs = draw(st.lists(st.integers(0, at - 1), unique=True, max_size=4)) if at else []
        lane = draw(st.integers(0, 3))
        spots[f"s{at:02d}"] = Spot(f"Skill {at}", lane, tuple(f"s{need:02d}" for need in needs))
    return spots


def built_in() -> dict[str, Spot]:
    skills = read(Path(CONTENT)).entries("skills", SkillEntry)
    lanes = sorted({skill.domain for skill in skills})
    return {
        skill.id: Spot(skill.short, lanes.index(skill.domain), tuple(edge.id for edge in skill.prerequisites))
        for skill in skills
    }


def segments(path: str) -> list[Segment]:
    """The straight stretches of a line, its rounded corners as two legs."""
    points = [tuple(float(number) for number in pair) for pair in re.findall(r"(-?[\d.]+) (-?[\d.]+)", path)]
    return [(*one, *other) for one, other in pairwise(points)]  # type: ignore[misc]  # pairs of pairs


def crossed(chart: Chart) -> list[tuple[str, str, str]]:
    """The lines that run through a node, with its id."""
    found = []
    for edge in chart.edges:
        for x1, y1, x2, y2 in segments(edge.path):
            for slug, node in chart.nodes.items():
                across = max(x1, x2) > node.x and min(x1, x2) < node.x + NODE_WIDTH
                along = max(y1, y2) > node.y and min(y1, y2) < node.y + NODE_HEIGHT
                if across and along:
                    found.append((edge.source, edge.target, slug))
    return found


def overlapping(chart: Chart) -> list[tuple[str, str]]:
    return [
        (one, other)
        for (one, a), (other, b) in combinations(chart.nodes.items(), 2)
        if abs(a.x - b.x) < NODE_WIDTH and abs(a.y - b.y) < NODE_HEIGHT
    ]


def test_the_built_in_chart_is_clean() -> None:
    spots = built_in()
    chart = lay_out(spots, 12)
    assert (overlapping(chart), crossed(chart)) == ([], [])
    assert sum(len(needs) for needs in chart.needs.values()) == len(chart.edges)
    assert chart.nodes.keys() == spots.keys()


def test_the_same_graph_makes_the_same_chart() -> None:
    assert lay_out(built_in(), 12) == lay_out(built_in(), 12)


@settings(max_examples=25, deadline=None)
@given(graphs())
def test_nodes_never_overlap_and_lines_never_cross_a_node(spots: dict[str, Spot]) -> None:
    chart = lay_out(spots, 4)
    assert (overlapping(chart), crossed(chart)) == ([], [])


@settings(max_examples=25, deadline=None)
@given(graphs())
def test_a_skill_stands_right_of_all_that_it_needs_and_inside_its_lane(spots: dict[str, Spot]) -> None:
    chart = lay_out(spots, 4)
    for slug, spot in spots.items():
        node, lane = chart.nodes[slug], chart.lanes[spot.lane]
        assert all(chart.nodes[need].column < node.column for need in spot.needs)
        assert lane.y <= node.y <= node.y + NODE_HEIGHT <= lane.y + lane.height
        assert node.x + NODE_WIDTH <= chart.width


@settings(max_examples=25, deadline=None)
@given(graphs())
def test_drawn_needs_lead_to_the_same_skills_as_all_needs(spots: dict[str, Spot]) -> None:
    def reached(needs: dict[str, tuple[str, ...]], slug: str) -> set[str]:
        return set().union(*({need} | reached(needs, need) for need in needs[slug]))

    drawn = dict(lay_out(spots, 4).needs)
    every = {slug: spot.needs for slug, spot in spots.items()}
    assert {slug: reached(drawn, slug) for slug in spots} == {slug: reached(every, slug) for slug in spots}


def test_a_need_that_another_implies_is_not_drawn() -> None:
    spots = {"a": Spot("A", 0, ()), "b": Spot("B", 0, ("a",)), "c": Spot("C", 0, ("a", "b"))}
    chart = lay_out(spots, 1)
    assert dict(chart.needs) == {"a": (), "b": ("a",), "c": ("b",)}
    assert [(edge.source, edge.target) for edge in chart.edges] == [("a", "b"), ("b", "c")]


def test_a_crowded_cell_gives_way_to_the_right() -> None:
    spots = {name: Spot(name, 0, ()) for name in "abcd"} | {
        "x": Spot("x", 0, ("a",)), "y": Spot("y", 0, ("x",))
    }  # fmt: skip
    chart = lay_out(spots, 1)
    assert {slug: node.column for slug, node in chart.nodes.items()} == {
        "a": 0, "b": 1, "c": 2, "d": 0, "x": 1, "y": 2
    }  # fmt: skip


def test_an_empty_graph_is_an_empty_chart() -> None:
    chart = lay_out({}, 0)
    assert (dict(chart.nodes), chart.edges, chart.lanes, chart.columns) == ({}, (), (), 0)


@pytest.mark.parametrize("chain", [True, False])
def test_twenty_thousand_skills_are_placed_without_lines(chain: bool) -> None:  # noqa: FBT001  # a case
    spots = {
        f"s{at:05d}": Spot("S", at % 12, (f"s{at - 1:05d}",) if at and chain else ()) for at in range(20_000)
    }
    chart = lay_out(spots, 12)
    assert (len(chart.nodes), chart.edges, chart.columns) == (20_000, (), 20_000 if chain else 1)
    assert len({(node.x, node.y) for node in chart.nodes.values()}) == 20_000


def test_the_largest_chart_with_lines_has_them_all() -> None:
    spots = {
        f"s{at:03d}": Spot("S", at % 12, (f"s{at - 50:03d}",) if at >= 50 else ()) for at in range(FINE_MOST)
    }
    assert len(lay_out(spots, 12).edges) == FINE_MOST - 50


@pytest.mark.parametrize(
    ("label", "lines"),
    [
        ("Kubernetes", ("Kubernetes",)),
        ("Kubernetes autoscaling", ("Kubernetes", "autoscaling")),
        ("Supply-chain/security-x", ("Supply-chain/", "security-x")),
        ("abcdefghijklmnopqrstuv", ("abcdefghijklmnopqrs…",)),
    ],
)
def test_a_label_breaks_nearest_its_middle(label: str, lines: tuple[str, ...]) -> None:
    assert wrap(label) == lines


@given(st.lists(st.floats(0, 5), min_size=1, max_size=4), st.integers(4, 6))
def test_slots_are_the_nearest_of_all_combinations(goals: list[float], rows: int) -> None:
    goals = sorted(round(goal, 3) for goal in goals)
    best = min(
        combinations(range(rows), len(goals)),
        key=lambda slots: round(sum(abs(slot - goal) for slot, goal in zip(slots, goals, strict=True)), 6),
    )
    assert nearest_slots(goals, rows) == best


def test_corners_are_rounded_and_short_legs_less_so() -> None:
    assert rounded([(0, 0), (20, 0), (20, 6), (40, 6)]) == ("M0 0L17 0Q20 0 20 3L20 3Q20 6 23 6L40 6")
