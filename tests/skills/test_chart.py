from __future__ import annotations

import json
from dataclasses import replace
from xml.etree import ElementTree as ET

import pytest

from apps.skills.logic.chart import (
    ENGLISH,
    ChartSegments,
    LaneFacts,
    Mark,
    SkillFacts,
    Words,
    course_markup,
    from_json,
    join,
    node_markup,
    segments,
    to_json,
)
from apps.skills.logic.chart.lanes import name_lines
from apps.skills.logic.layout import Spot, lay_out

SPOTS = {
    "python": Spot("Python", 0, ()),
    "evaluation": Spot("Evaluation", 0, ("python",)),
    "serving": Spot("Model serving in brief", 1, ("python", "evaluation")),
    "networks": Spot("Networks", 1, ()),
}
IDS = {slug: at for at, slug in enumerate(SPOTS, 1)}
NAMES = {"python": "Python", "evaluation": "Evaluation", "serving": 'A <b> & "c"', "networks": "Networks"}
LOCKED = Mark("locked")


def chart() -> ChartSegments:
    return segments(
        lay_out(SPOTS, 2),
        skills={slug: SkillFacts(IDS[slug], slug, NAMES[slug]) for slug in SPOTS},
        lane_facts=[
            LaneFacts("MLF", "ML foundations", 0.8),
            LaneFacts("PLT", "Platform & <infrastructure>", 0.2),
        ],
    )


def marks(**changed: Mark) -> dict[int, Mark]:
    return {IDS[slug]: changed.get(slug, LOCKED) for slug in SPOTS}


def drawn(**changed: Mark) -> ET.Element:
    """The map of the chart, read as XML."""
    markup = join(chart(), marks=marks(**changed), course=[], target=0.8)
    return ET.fromstring(f"<both>{markup}</both>")[1]  # noqa: S314  # our own markup


def node(root: ET.Element, slug: str) -> ET.Element:
    return next(each for each in root.iter("a") if each.get("id") == f"n-{slug}")


def test_a_skill_is_a_link_with_everything_that_scripts_and_readers_need() -> None:
    found = node(drawn(serving=Mark("fading", 0.82)), "serving")
    assert found.attrib == {
        "class": "node",
        "id": "n-serving",
        "href": "/skills/serving/",
        "data-state": "fading",
        "data-id": "serving",
        "data-needs": "evaluation",
        "data-col": "2",
        "data-row": "69",
        "aria-label": 'A <b> & "c": fading, 82%.',
    }
    assert [span.text for span in found.iter("tspan")] == ["Model serving ", "in brief "]


@pytest.mark.parametrize(
    ("mark", "parts"),
    [
        (Mark("locked"), ["node-box", "c"]),
        (Mark("ready"), ["node-box", "c"]),
        (Mark("learning", 0.0), ["node-box", "m-track", "m-level", "c"]),
        (Mark("learning", 0.5), ["node-box", "m-track", "m-level", "c"]),
        (Mark("fresh", 0.95), ["node-box", "m-track", "m-level", "m-mark", "c"]),
        (Mark("fading", 0.82), ["node-box", "m-track", "m-level", "m-mark", "c"]),
        (Mark("faded", 0.4), ["node-box", "m-track", "m-level", "m-mark", "c"]),
    ],
)
def test_a_bar_stands_where_there_is_something_to_measure_and_a_waterline_on_held_skills(
    mark: Mark, parts: list[str]
) -> None:
    found = node(drawn(python=mark), "python")
    assert [each.get("class") for each in found if each.tag != "text"] == parts
    assert next(each.get("href") for each in found if each.tag == "use") == f"#g-{mark.state}"


@pytest.mark.parametrize(
    ("level", "width", "said"),
    [(0.5, "74", "50%"), (0.999, "147.9", "99%"), (0.001, "0.1", "1%"), (1, "148", "100%"), (0, "0", "0%")],
)
def test_the_bar_and_the_number_agree_and_neither_is_rounded_to_an_end(
    level: float, width: str, said: str
) -> None:
    found = node(drawn(python=Mark("learning", level)), "python")
    assert next(each.get("width") for each in found if each.get("class") == "m-level") == width
    assert found.get("aria-label") == f"Python: learning, {said}."


def test_the_waterline_stands_at_the_target() -> None:
    markup = node_markup(chart(), IDS["python"], Mark("fresh", 0.9), target=0.5)
    x = chart().nodes[IDS["python"]].x
    assert f'<path class="m-mark" d="M{x + 1 + 74} ' in markup


def edge_classes(root: ET.Element) -> dict[tuple[str, str], str]:
    return {
        (str(each.get("data-a")), str(each.get("data-b"))): str(each.get("class"))
        for each in root.iter("path")
        if each.get("data-a")
    }


def test_lines_tell_whether_their_source_is_held_and_whether_they_leave_the_lane() -> None:
    assert edge_classes(drawn(python=Mark("learning", 0.5))) == {
        ("python", "evaluation"): "edge edge-todo",
        ("evaluation", "serving"): "edge edge-far edge-todo",
    }
    assert edge_classes(drawn(python=Mark("faded", 0.5), evaluation=Mark("fresh", 0.9))) == {
        ("python", "evaluation"): "edge edge-met",
        ("evaluation", "serving"): "edge edge-far edge-met",
    }


def test_a_course_lies_over_the_chart_as_one_group_of_lines_and_flags() -> None:
    course = [IDS["evaluation"], 999, IDS["serving"]]
    markup = join(chart(), marks=marks(evaluation=Mark("ready")), course=course, target=0.8)
    root = ET.fromstring(f"<both>{markup}</both>")[1]  # noqa: S314  # our own markup
    assert node(root, "evaluation").get("aria-label") == "Evaluation: ready. Step 1 of your course."
    assert node(root, "serving").get("aria-label") == 'A <b> & "c": locked. Step 2 of your course.'
    group = next(each for each in root.iter("g") if each.get("id") == "legs-on-chart")
    assert [each.get("class") for each in group] == [
        "edge edge-course", "leg-ring", "leg-dot", "leg-no", "leg-dot", "leg-no"
    ]  # fmt: skip
    assert [(each.get("data-a"), each.get("data-b")) for each in group.iter("path")] == [
        ("evaluation", "serving")
    ]
    assert course_markup(chart(), course) in markup


def test_one_skill_alone_has_the_markup_that_it_has_on_the_chart() -> None:
    mark = Mark("fading", 0.7)
    whole = join(chart(), marks=marks(python=mark), course=[IDS["python"]], target=0.8)
    assert node_markup(chart(), IDS["python"], mark, target=0.8, step=1) in whole


def test_a_skill_without_a_mark_is_an_error_not_a_guess() -> None:
    with pytest.raises(KeyError):
        join(chart(), marks={}, course=[], target=0.8)


def test_segments_survive_being_stored() -> None:
    assert from_json(json.loads(json.dumps(to_json(chart())))) == chart()


def test_the_keel_lies_over_the_first_lane_that_is_more_devops_than_ml() -> None:
    root = drawn()
    line = next(each.get("d") for each in root.iter("path") if each.get("class") == "keel-line")
    lane = lay_out(SPOTS, 2).lanes[1]
    assert line == f"M0 {lane.y + 30}H{chart().width}"


def test_words_of_the_chart_can_be_translated() -> None:
    words = Words(
        states={**ENGLISH.states, "locked": "verschlossen"},
        step="Schritt {number} deines Kurses.",
        domain="Gebiet",
        first_column="Anfang",
        column="Stufe {number}",
        chart="Karte: {number}",
    )
    markup = join(chart(), marks=marks(), course=[IDS["python"]], target=0.8, words=words)
    assert 'aria-label="Python: verschlossen. Schritt 1 deines Kurses."' in markup
    assert [word in markup for word in ("Gebiet<", "Anfang<", "Stufe 3<", 'aria-label="Karte: 4"')] == [
        True
    ] * 4


def test_an_empty_catalogue_has_an_empty_chart() -> None:
    empty = segments(lay_out({}, 0), skills={}, lane_facts=[])
    assert "Skill chart: 0 skills" in join(empty, marks={}, course=[1], target=0.8)


@pytest.mark.parametrize(
    ("name", "lines"),
    [
        ("Training and experiments", ["Training and", "experiments"]),
        ("Unbreakablelongword", ["Unbreakablelongword"]),
        ("A B", ["A B"]),
    ],
)
def test_a_lanes_name_wraps_at_fifteen_characters(name: str, lines: list[str]) -> None:
    assert name_lines(name) == lines


def test_nothing_of_the_chart_is_shared_between_learners() -> None:
    before = chart()
    kept = replace(before)
    join(before, marks=marks(python=Mark("fresh", 1)), course=[IDS["python"]], target=0.9)
    assert before == kept
