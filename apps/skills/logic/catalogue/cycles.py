"""Circles among what skills need: found without recursion, told as the path that closes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

NAMES_SHOWN: Final = 20


def cycles(needs: Mapping[str, Sequence[str]]) -> Iterator[list[str]]:
    """Yield circles, each as the skills along it without the first repeated at the end.

    One at most for every skill from which a search begins: whoever breaks it and imports again
    learns of the next. Needed skills that are no keys are passed over. Time grows with skills and edges.
    """
    done: set[str] = set()
    for root in needs:
        if root not in done:
            found = _search(root, needs, done)
            if found:
                yield found


def _search(root: str, needs: Mapping[str, Sequence[str]], done: set[str]) -> list[str]:
    trail: dict[str, Iterator[str]] = {root: iter(needs[root])}
    while trail:
        skill, ahead = next(reversed(trail.items()))
        lower = next(ahead, None)
        if lower is None:
            done.add(skill)
            del trail[skill]
        elif lower in trail:
            done.update(trail)
            along = list(trail)
            return along[along.index(lower) :]
        elif lower in needs and lower not in done:
            trail[lower] = iter(needs[lower])
    return []


def closing_path(cycle: Sequence[str]) -> str:
    """Return a circle as text: a → b → c → a; of a long one the middle is counted, not named."""
    names = [*cycle, cycle[0]]
    if len(names) > NAMES_SHOWN:
        half = NAMES_SHOWN // 2
        left_out = len(names) - 2 * half
        names = [*names[:half], f"… {left_out:,} more …", *names[-half:]]
    return " → ".join(names)
