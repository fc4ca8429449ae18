"""The instruments as SVG: well-formed, within their frame, words apart, texts escaped."""

from __future__ import annotations

import itertools
import re
import xml.etree.ElementTree as ET
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.curricula.logic.drawing import (
    CurveWords,
    RetentionCurve,
    Span,
    heel_gauge,
    retention_curve,
    sides_bar,
)
from apps.curricula.logic.drawing.frame import NARROW, WIDE, Size
from apps.curricula.logic.drawing.labels import Box, Label, place
from apps.curricula.logic.drawing.ticks import ticks

TODAY = date(2026, 11, 24)
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
DECAY, FACTOR = -0.1542, 0.9 ** (1 / -0.1542) - 1
WORDS = CurveWords(
    title="Retention",
    today="Today, 82%",
    under="under the target",
    due="5 Dec",
    due_says="falls under",
    after="with practice today: 23 Mar",
    after_short="23 Mar",
    months=MONTHS,
)


def curve(*spans: Span, stability: float = 16.0, last: date = date(2026, 10, 12)) -> RetentionCurve:
    return RetentionCurve(
        today=TODAY,
        target=0.8,
        state="fading",
        spans=spans,
        stability=stability,
        last_day=last,
        due_on=last + timedelta(days=int(3.316 * stability)),
        stability_after=36.0,
        decay=DECAY,
        factor=FACTOR,
        words=WORDS,
    )


def texts(svg: str) -> list[str]:
    return [element.text or "" for element in ET.fromstring(svg).iter("text")]  # noqa: S314 - our own markup


def numbers(svg: str) -> list[float]:
    drawn = re.findall(r' (?:d|x|y|cx|cy|width|height)="([^"]*)"', svg)
    return [float(number) for part in drawn for number in re.findall(r"-?\d*\.?\d+", part)]


def points(path: str) -> list[tuple[float, float]]:
    return [(float(x), float(y)) for x, y in re.findall(r"(-?[\d.]+) (-?[\d.]+)", path)]


def the_path(svg: str, css: str) -> str:
    found = re.search(rf'<path class="{css}" d="([^"]*)"', svg)
    assert found is not None
    return found[1]


def test_the_mast_leans_left_to_ml_and_right_to_devops() -> None:
    to_ml = heel_gauge(degrees=10.0, even_within=4.5, title="")
    to_devops = heel_gauge(degrees=-10.0, even_within=4.5, title="")
    assert re.findall(r"rotate\((\S+) ", to_ml + to_devops) == ["-10", "10"]


@pytest.mark.parametrize(
    ("degrees", "turn"), [(30.0, "-30"), (47.3, "-30"), (-90.0, "30"), (0.0, "0"), (-0.01, "0")]
)
def test_the_mast_stops_at_thirty_degrees(degrees: float, turn: str) -> None:
    gauge = heel_gauge(degrees=degrees, even_within=6.0, title="")
    assert re.findall(r"rotate\((\S+) ", gauge) == [turn]


def test_too_early_to_say_is_a_hull_upright_without_a_mast() -> None:
    gauge = heel_gauge(degrees=None, even_within=6.0, title="")
    assert ("rotate" in gauge, "heel-mast" in gauge, "heel-hull" in gauge) == (False, False, True)


def test_the_even_keel_is_as_wide_as_the_band() -> None:
    wide = the_path(heel_gauge(degrees=0, even_within=30.0, title=""), "heel-ok")
    assert wide == "M96 34.5A108 108 0 0 1 204 34.5"


def test_the_gauge_says_its_title_and_its_sides() -> None:
    gauge = heel_gauge(degrees=3.0, even_within=6.0, title='3° to <ML> & "on"', sides=("M&L", "Ops"))
    assert ET.fromstring(gauge).get("aria-label") == '3° to <ML> & "on"'  # noqa: S314 - our own markup
    assert texts(gauge)[-2:] == ["M&L", "Ops"]


@pytest.mark.parametrize(
    ("share", "solid", "hatched"),
    [(0.0, "0", "299"), (0.5, "150", "149"), (1.0, "300", "0"), (1.2, "300", "0"), (-0.1, "0", "299")],
)
def test_the_bar_is_split_at_the_ml_share(share: float, solid: str, hatched: str) -> None:
    bar = sides_bar(ml_share=share, band=None, title="")
    assert re.findall(r'class="side-(\w+)"[^>]*? width="(\S+)"', bar) == [("ml", solid), ("ops", hatched)]


def test_the_band_of_the_role_is_two_ticks() -> None:
    assert (
        the_path(sides_bar(ml_share=0.5, band=(0.42, 0.51), title=""), "side-mid") == "M126 -3v20M153 -3v20"
    )


def test_the_past_meets_the_present_and_the_future_starts_there() -> None:
    drawn = retention_curve(curve(Span(date(2026, 10, 12), 43, 16.0)), wide=True)
    assert points(the_path(drawn, "c-past"))[-1] == points(the_path(drawn, "c-next"))[0]


def test_practice_today_rises_from_the_present() -> None:
    drawn = retention_curve(curve(Span(date(2026, 10, 12), 43, 16.0)), wide=True)
    start, top = points(the_path(drawn, "c-if"))[:2]
    assert (start, top) == (points(the_path(drawn, "c-next"))[0], (start[0], WIDE.top))


def test_half_a_practice_does_not_return_to_the_top() -> None:
    drawn = retention_curve(replace(curve(), elapsed_after=20), wide=True)
    assert points(the_path(drawn, "c-if"))[1][1] > WIDE.top


def test_without_a_practice_to_propose_nothing_is_promised() -> None:
    quiet = replace(curve(), stability_after=None, words=replace(WORDS, after="", after_short=""))
    drawn = retention_curve(quiet, wide=True)
    assert ("c-if" in drawn, quiet.again_on()) == (False, None)


def test_the_axis_starts_at_forty_per_cent_unless_memory_falls_near_it() -> None:
    well = retention_curve(curve(Span(date(2026, 10, 12), 43, 16.0)), wide=True)
    ago = (TODAY - date(2021, 3, 1)).days
    badly = retention_curve(
        curve(Span(date(2021, 3, 1), ago, 8.0), stability=8.0, last=date(2021, 3, 1)), wide=True
    )
    percents = [[t for t in texts(drawn) if t.endswith("%") and " " not in t] for drawn in (well, badly)]
    assert percents == [["40%", "60%", "100%", "80%"], ["0%", "20%", "40%", "60%", "100%", "80%"]]


def test_a_target_near_a_line_of_the_grid_takes_its_place() -> None:
    drawn = retention_curve(replace(curve(), target=0.79), wide=True)
    assert [t for t in texts(drawn) if t.endswith("%") and " " not in t] == ["40%", "60%", "100%", "79%"]


def test_a_skill_touched_today_draws_its_words_inside() -> None:
    today = curve(Span(TODAY, 0, 2.3), stability=2.3, last=TODAY)
    drawn = retention_curve(today, wide=True)
    assert points(the_path(drawn, "c-past")) == [(WIDE.left, WIDE.top)]
    assert '<text class="strong" x="38" y="13" text-anchor="start">Today, 82%</text>' in drawn


def test_without_a_practice_the_past_is_drawn_from_the_first_day_of_the_curve() -> None:
    drawn = retention_curve(curve(last=date(2026, 11, 1)), wide=False)
    assert points(the_path(drawn, "c-past"))[0] == (NARROW.left, NARROW.top)


def test_words_and_state_are_escaped() -> None:
    nasty = replace(curve(), state='"><script>', words=replace(WORDS, title='<b>"', due="<i>", under="&"))
    drawn = retention_curve(nasty, wide=True)
    assert ("<script" in drawn, "<b>" in drawn, "<i>" in drawn) == (False, False, False)
    assert ET.fromstring(drawn).get("aria-label") == '<b>"'  # noqa: S314 - our own markup


spans = st.lists(
    st.tuples(st.integers(0, 400), st.floats(0.001, 30_000)), min_size=0, max_size=12
)  # days to the next, stability


@given(
    spans, st.floats(0.001, 30_000), st.sampled_from([0.7, 0.8, 0.9, 0.95]), st.sampled_from([WIDE, NARROW])
)
def test_every_curve_stays_in_its_frame(
    past: list[tuple[int, float]], after: float, target: float, size: Size
) -> None:
    start = TODAY - timedelta(days=sum(days for days, _ in past))
    drawn_spans = []
    for days, stability in past:
        drawn_spans.append(Span(start, days, stability))
        start += timedelta(days=days)
    last = drawn_spans[-1].start if drawn_spans else TODAY
    stability = past[-1][1] if past else 5.0
    due = last + timedelta(days=min(1461, int(3.316 * stability)))
    shown = RetentionCurve(
        TODAY,
        target,
        "fresh",
        tuple(drawn_spans),
        stability,
        last,
        due,
        after,
        DECAY,
        FACTOR,
        WORDS,
        due_after=TODAY + timedelta(days=min(1461, int(3.316 * after))),
    )
    drawn = retention_curve(shown, wide=size.wide)
    for css in ("c-past", "c-next", "c-if"):
        for x, y in points(the_path(drawn, css)):
            assert size.left <= x <= size.right
            assert size.top <= y <= size.bottom


@given(st.dates(date(1990, 1, 1), date(2060, 1, 1)), st.integers(1, 40_000), st.sampled_from([292.0, 672.0]))
def test_names_on_the_axis_of_time_never_touch(start: date, days: int, width: float) -> None:
    end = start + timedelta(days=days)
    named = ticks(start, end, width=width, months=MONTHS)
    places = [width * (tick.day - start).days / days for tick in named]
    halves = [6.2 * len(tick.name) / 2 for tick in named]
    for (a, half_a), (b, half_b) in itertools.pairwise(zip(places, halves, strict=True)):
        assert b - a > half_a + half_b
    assert all(start <= tick.day <= end for tick in named)


def test_a_month_is_named_and_january_by_its_year() -> None:
    named = ticks(date(2026, 10, 20), date(2027, 3, 20), width=672.0, months=MONTHS)
    assert [tick.name for tick in named] == ["Nov", "Dec", "2027", "Feb", "Mar"]


@given(
    st.lists(
        st.builds(
            Label,
            words=st.text("abc", min_size=1, max_size=20),
            x=st.floats(0, 700),
            y=st.floats(40, 200),
            prefer=st.sampled_from(["start", "end"]),
        ),
        max_size=3,
    )
)
def test_labels_never_cover_one_another(labels: list[Label]) -> None:
    placed = [label.box(WIDE) for label in place(labels, WIDE, [])]
    assert not any(a.meets(b) for a, b in itertools.combinations(placed, 2))


def test_a_label_moves_off_a_line_that_crosses_it() -> None:
    size: Size = WIDE
    (moved,) = place([Label("5 Dec", 100, 100)], size, [Box(90, 95, 200, 105)])
    assert not moved.box(size).meets(Box(90, 95, 200, 105))
