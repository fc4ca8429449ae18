from __future__ import annotations

import pytest

from apps.skills.logic.catalogue.cycles import closing_path, cycles
from tests.skills.cases import catalogue, fault, faults, skill


def ring(size: int) -> dict[str, list[str]]:
    return {f"s{n}": [f"s{(n + 1) % size}"] for n in range(size)}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("skills", "told"),
    [
        ([skill("a", {"a": 0.5})], "16: skills[0].prerequisites[0].id: closes a circle: a → a"),
        (
            [skill("a", {"b": 0.5}), skill("b", {"a": 0.5})],
            "30: skills[1].prerequisites[0].id: closes a circle: a → b → a",
        ),
        (
            [skill("x", {"a": 0.1}), skill("a", {"b": 0.5}), skill("b", {"c": 0.5}), skill("c", {"a": 0.5})],
            "58: skills[3].prerequisites[0].id: closes a circle: a → b → c → a",
        ),
    ],
)
def test_a_circle_is_shown_as_the_path_that_closes(skills: list[str], told: str) -> None:
    assert fault(catalogue(*skills)) == f"catalogue.yaml:{told}"


@pytest.mark.django_db
def test_two_circles_are_told_together() -> None:
    pairs = [skill("a", {"b": 0.5}), skill("b", {"a": 0.5}), skill("c", {"d": 0.5}), skill("d", {"c": 0.5})]
    told = faults(catalogue(*pairs))
    assert [line.partition("circle: ")[2] for line in told[:2]] == ["a → b → a", "c → d → c"]
    assert told[2:] == ["2 faults; nothing was written."]


def test_a_circle_of_ten_thousand_is_found_without_recursion() -> None:
    (found,) = cycles(ring(10_000))
    assert found == [f"s{n}" for n in range(10_000)]


def test_a_long_circle_names_its_ends_and_counts_the_rest() -> None:
    ends = [*(f"s{n}" for n in range(10)), "… 9,981 more …", *(f"s{n}" for n in range(9991, 10_000)), "s0"]
    assert closing_path([f"s{n}" for n in range(10_000)]) == " → ".join(ends)


def test_a_graph_without_circles_has_none() -> None:
    needs = {"d": ["b", "c"], "b": ["a"], "c": ["a", "b"], "a": [], "e": ["unknown"]}
    assert list(cycles(needs)) == []
