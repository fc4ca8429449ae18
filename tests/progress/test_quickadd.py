from __future__ import annotations

import time
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.progress.logic.entries import BY_HAND
from apps.progress.logic.quickadd import Parsed, choose, parse
from apps.progress.logic.quickadd.kinds import DEEDS
from tests.progress.cases import TODAY, ago

NAMES = {
    "feature stores",
    "technical writing",
    "git fundamentals",
    "clustering, anomalies and recommendation",
}


def read(text: str) -> Parsed:
    return parse(text, today=TODAY, names=NAMES)


def test_a_whole_line_is_understood() -> None:
    parsed = read("45m feature stores built yesterday: migrated two")
    assert (parsed.skill, parsed.named, parsed.minutes, parsed.day, parsed.kind, parsed.note) == (
        "feature stores",
        True,
        45,
        ago(1),
        "built",
        "migrated two",
    )
    assert (parsed.faults, parsed.doubts, parsed.missing) == ({}, frozenset(), ())
    assert [(span.part, parsed.text[span.start : span.end]) for span in parsed.spans] == [
        ("minutes", "45m"),
        ("skill", "feature stores"),
        ("kind", "built"),
        ("day", "yesterday"),
        ("note", ": migrated two"),
    ]


@given(order=st.permutations(["45m", "drift detection", "built", "yesterday"]))
def test_the_order_of_the_parts_does_not_matter(order: list[str]) -> None:
    parsed = read(" ".join(order))
    assert (parsed.skill, parsed.minutes, parsed.kind, parsed.day) == (
        "drift detection",
        45,
        "built",
        ago(1),
    )


@given(order=st.permutations(["45m", "drift detection", "built", "yesterday"]))
def test_commas_between_the_parts_make_no_note(order: list[str]) -> None:
    parsed = read(", ".join(order))
    assert (parsed.skill, parsed.minutes, parsed.kind, parsed.day, parsed.note) == (
        "drift detection",
        45,
        "built",
        ago(1),
        "",
    )


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("45m", 45),
        ("45 min", 45),
        ("45 minutes", 45),
        ("1h", 60),
        ("1 hour", 60),
        ("2 hrs", 120),
        ("1h30", 90),
        ("1h30m", 90),
        ("1 h 25", 85),
        ("1h 5m", 65),
        ("1.5h", 90),
        ("1,5 h", 90),
        ("0.25 hours", 15),
        ("half an hour", 30),
        ("an hour", 60),
        ("an hour and a half", 90),
        ("90", 90),
        ("1440m", 1440),
        ("0m", 0),
    ],
)
def test_minutes_are_understood_however_they_are_written(text: str, minutes: int) -> None:
    for line in (f"{text} drift built", f"drift built {text}", f"drift {text.upper()} built"):
        parsed = read(line)
        assert (parsed.minutes, parsed.skill, parsed.faults) == (minutes, "drift", {})


@pytest.mark.parametrize("text", ["9999999h", "1441m", "25h", "24h01", "9" * 4000 + "h", "1" * 4000 + "m"])
def test_more_than_a_day_is_too_much(text: str) -> None:
    assert read(f"drift {text}").faults == {"minutes": "too large"}


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("today", TODAY),
        ("this morning", TODAY),
        ("yesterday", ago(1)),
        ("the day before yesterday", ago(2)),
        ("3 days ago", ago(3)),
        ("a week ago", ago(7)),
        ("2 weeks ago", ago(14)),
        ("tuesday", TODAY),  # which today is
        ("last tuesday", ago(7)),
        ("monday", ago(1)),
        ("on Monday", ago(1)),
        ("last monday", ago(1)),
        ("Wed", ago(6)),
        ("sunday", ago(2)),
        ("12 nov", date(2026, 11, 12)),
        ("Nov 12", date(2026, 11, 12)),
        ("12th November", date(2026, 11, 12)),
        ("12 nov 2025", date(2025, 11, 12)),
        ("December 24, 2025", date(2025, 12, 24)),
        ("24 december", date(2025, 12, 24)),  # the latest that has been
        ("29 feb", date(2024, 2, 29)),
        ("2026-11-12", date(2026, 11, 12)),
        ("12.11.2026", date(2026, 11, 12)),
    ],
)
def test_days_are_understood_however_they_are_written(text: str, day: date) -> None:
    for line in (f"{text} drift built 45m", f"drift built 45m {text}"):
        parsed = read(line)
        assert (parsed.day, parsed.skill, parsed.minutes, parsed.faults) == (day, "drift", 45, {})


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("2026-11-25", "future"),
        ("24 december 2026", "future"),
        ("2026-02-31", "unknown"),
        ("31 feb", "unknown"),
        ("99.99.2026", "unknown"),
        ("1969-12-31", "too early"),
        ("0001-01-01", "too early"),
    ],
)
def test_a_day_that_cannot_be_is_said_to_be_none(text: str, fault: str) -> None:
    assert read(f"drift built 45m {text}").faults == {"day": fault}


def test_a_day_before_all_days_is_no_fault_of_ours() -> None:
    assert read("drift 9999 weeks ago").faults == {"day": "too early"}


@pytest.mark.parametrize(("kind", "word"), [(kind, word) for kind, words in DEEDS.items() for word in words])
def test_every_word_for_a_deed_says_its_kind_and_leaves_the_skill(kind: str, word: str) -> None:
    parsed = read(f"{word} drift detection 20m")
    assert (parsed.kind, parsed.skill) == (kind, "drift detection")


def test_every_kind_but_a_check_has_words() -> None:
    assert set(DEEDS) == BY_HAND


def test_a_word_that_may_belong_to_a_skill_hints_and_stays() -> None:
    parsed = read("technicl writing 30m")
    assert (parsed.kind, parsed.skill) == ("wrote", "technicl writing")


def test_a_deed_outweighs_a_hint() -> None:
    assert read("read the drift workshop notes 20m").kind == "read"


def test_a_skills_own_name_is_its_own_even_with_words_of_a_kind_and_commas() -> None:
    parsed = read("clustering, anomalies and recommendation 1.5h read: chapter 3")
    assert (parsed.skill, parsed.kind, parsed.note) == (
        "clustering, anomalies and recommendation",
        "read",
        "chapter 3",
    )
    assert read("reviewed technical writing 20m").kind == "reviewed"


def test_words_beside_a_skills_name_go_into_the_note() -> None:
    assert read("reviewed PR 1482 feature stores 20m").note == "PR 1482"
    assert read("reviewed PR 1482 feature stores 20m: joins").note == "PR 1482; joins"


def test_whom_one_paired_with_goes_into_the_note() -> None:
    parsed = read("paired with Ana on drift detection 1h30 last monday")
    assert (parsed.kind, parsed.skill, parsed.note, parsed.minutes) == (
        "paired",
        "drift detection",
        "with Ana",
        90,
    )


@pytest.mark.parametrize(
    ("text", "note"),
    [
        ("drift built 45m: fixed two: a and b", "fixed two: a and b"),
        ("drift built 45m, PSI alerts, and more", "PSI alerts, and more"),
        ("drift built 45m; PSI alerts", "PSI alerts"),
        ("drift built 45m – PSI alerts", "PSI alerts"),
        ('drift built 45m "PSI: alerts, 20m"', "PSI: alerts, 20m"),
        ("“PSI alerts” drift built 45m", "PSI alerts"),
        ("drift: 45m, built, PSI alerts", "PSI alerts"),
        ("drift built 45m, a", "a"),
    ],
)
def test_a_note_follows_a_colon_or_comma_or_stands_in_quotes(text: str, note: str) -> None:
    parsed = read(text)
    assert (parsed.note, parsed.skill, parsed.minutes, parsed.kind) == (note, "drift", 45, "built")


@pytest.mark.parametrize(
    ("link", "kind"),
    [
        ("https://www.coursera.org/learn/mlops", "course"),
        ("https://www.udacity.com/course/x", "course"),
        ("https://www.edx.org/learn/x", "course"),
        ("https://github.com/acme/app/pull/1482", "built"),
        ("https://github.com/acme/app/issues/3", "community"),
        ("https://github.com/acme/app", "read"),
        ("https://stackoverflow.com/questions/1/x", "community"),
        ("https://www.youtube.com/watch?v=x", "watched"),
        ("https://youtu.be/x", "watched"),
        ("https://arxiv.org/abs/2401.1", "read"),
        ("https://medium.com/@a/b", "read"),
        ("https://docs.example.org/", "read"),
        ("https://example.org/docs/x", "read"),
        ("https://www.meetup.com/mlops/events/1", "attended"),
        ("https://www.credly.com/badges/x", "certified"),
    ],
)
def test_a_link_of_a_known_place_proposes_a_kind(link: str, kind: str) -> None:
    parsed = read(f"{link} drift 20m")
    assert (parsed.link, parsed.kind, parsed.kind_proposed) == (link, kind, True)
    said = read(f"{link} drift 20m explained")
    assert (said.kind, said.kind_proposed) == ("explained", False)


def test_an_unknown_place_and_no_word_leave_the_kind_open() -> None:
    assert read("https://example.org/x drift 20m").missing == ("kind",)


def test_a_place_whose_name_only_ends_alike_proposes_nothing() -> None:
    assert read("https://evilcoursera.org/learn drift 20m").kind is None


def test_a_link_loses_the_mark_that_ends_its_sentence() -> None:
    parsed = read("drift read 20m (https://example.org/a).")
    assert (parsed.link, parsed.skill) == ("https://example.org/a", "drift")


@pytest.mark.parametrize(
    "link", ["https://me:pw@example.org/", "http://[::1", "https://", "https://example.org:99999/"]
)
def test_a_link_that_is_none_is_said_to_be_none(link: str) -> None:
    parsed = read(f"drift read 20m {link}")
    assert parsed.faults in ({"link": "address"}, {})
    assert parsed.faults or not parsed.link


def test_two_times_or_days_or_deeds_are_doubtful() -> None:
    assert read("drift 20m 30m read").doubts == {"minutes"}
    assert read("drift 20m monday 2026-11-01 read").doubts == {"day"}
    assert read("drift 20m read and built").doubts == {"kind"}


def test_a_version_number_is_no_time() -> None:
    parsed = read("python 3 2h coded")
    assert (parsed.skill, parsed.minutes) == ("python 3", 120)


def test_several_bare_numbers_are_no_time() -> None:
    parsed = read("python 3 and 4 coded")
    assert (parsed.minutes, parsed.skill) == (None, "python 3 and 4")


def test_a_name_takes_the_place_of_the_words_that_meant_it() -> None:
    assert read("45m drift built").naming("Drift detection") == "45m Drift detection built"
    assert read("45m built drfit").naming("Drift detection") == "45m built Drift detection "
    assert read("drift").naming("Drift detection") == "Drift detection "
    assert read("45m built").naming("Drift detection") == "45m built Drift detection "
    assert read("45m feature stores").naming("GitOps") == "45m GitOps "
    assert read("").naming("GitOps") == "GitOps "


@given(text=st.text(max_size=300) | st.from_regex(r"[0-9hm.,:;\- \"“”a-z]{0,200}", fullmatch=True))
def test_no_text_breaks_it_and_no_word_of_a_letter_is_lost(text: str) -> None:
    parsed = read(text)
    assert parsed.text == text
    for one, next_one in zip(parsed.spans, parsed.spans[1:], strict=False):
        assert one.end <= next_one.start
    covered = {place for span in parsed.spans for place in range(span.start, span.end)}
    left = "".join(letter for place, letter in enumerate(text) if place not in covered)
    # What no span covers is punctuation, blanks and joining words, or was too much for a skill's name.
    assert all(
        not word.strip("0123456789") or word.lower() in {"i", "we", "a", "an", "s"} or len(word) < 30
        for word in left.split()
    )


@given(
    skill=st.sampled_from(["drift detection", "kubernetes", "large-scale processing", "ci/cd"]),
    minutes=st.integers(0, 1440),
    kind=st.sampled_from(["built", "read", "explained", "reviewed"]),
    back=st.integers(0, 3000),
    note=st.from_regex(r"[A-Za-z][A-Za-z ]{0,30}[A-Za-z]", fullmatch=True),
)
def test_what_is_written_is_what_is_read(skill: str, minutes: int, kind: str, back: int, note: str) -> None:
    day = TODAY - timedelta(days=back)
    parsed = read(f'{minutes}m {kind} {skill} {day.isoformat()} "{note}"')
    assert (parsed.minutes, parsed.kind, parsed.skill, parsed.day, parsed.note) == (
        minutes,
        kind,
        skill,
        day,
        note.strip(),
    )


@pytest.mark.parametrize(
    "text",
    [
        "1h " * 1500,
        "monday, " * 550,
        ": , ; " * 700,
        '"' * 4400,
        "“" * 4400,
        "a: " * 1400,
        "https://" * 540,
        "\u202e\u05d0\U0001f600" * 1400,
        "built " * 700,
        "9" * 4400,
        "." * 4400,
        "on " * 1400,
        "1h30 last monday built: " * 180,
    ],
)
def test_the_nastiest_text_takes_little_time(text: str) -> None:
    began = time.perf_counter()
    read(text[:4400])
    assert time.perf_counter() - began < 0.5


def test_a_text_longer_than_any_entry_is_not_read_at_all() -> None:
    parsed = read("x" * 1_000_000)
    assert (parsed.faults, len(parsed.text)) == ({"note": "too long"}, 4448)


def test_a_note_longer_than_a_note_may_be_is_said_to_be_too_long() -> None:
    assert read("drift built 45m: " + "x" * 2001).faults == {"note": "too long"}


CANDIDATES = {
    1: ("Drift detection", "Drift"),
    2: ("Kubernetes fundamentals",),
    3: ("Kubernetes operations", "Kubernetes", "k8s cluster"),
    4: ("Feature stores",),
    5: ("Feature engineering",),
    6: ("Model compression", "Quantisation"),
}


@pytest.mark.parametrize(
    ("words", "sure", "choices"),
    [
        ("drift detection", 1, ()),
        ("DRIFT  Detection", 1, ()),
        ("drift", 1, ()),
        ("drfit", 1, ()),
        ("feture stores", 4, ()),
        ("feature store course", 4, ()),
        ("the feature stores", 4, ()),
        ("quantisation", 6, ()),
        ("k8s cluster", 3, ()),
        ("kubernetes", None, (2, 3, 1, 4, 5, 6)),
        ("kubernets", None, (2, 3, 1, 4, 5, 6)),
        ("feature", None, (4, 5, 1, 2, 3, 6)),
        ("drift kubernetes", None, (1, 2, 3, 4, 5, 6)),
        ("quantum", None, (1, 2, 3, 4, 5, 6)),
        ("k9s", None, (1, 2, 3, 4, 5, 6)),
        ("", None, (1, 2, 3, 4, 5, 6)),
    ],
)
def test_only_what_one_skill_alone_can_mean_is_certain(
    words: str, sure: int | None, choices: tuple[int, ...]
) -> None:
    match = choose(words, CANDIDATES)
    assert (match.sure, match.choices) == (sure, choices)
