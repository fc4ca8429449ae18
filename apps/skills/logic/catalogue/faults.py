"""What is wrong with catalogue files, and where: every fault names file, line and field path."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from apps.skills.logic.catalogue.values import CODE, DATED, DAY, OUTCOME, SLUG

Path = tuple[str | int, ...]
SHOWN: Final = 50

# Types of pydantic's errors → what we say; the words of the library speak of Python.
WORDS: Final = {
    "missing": "is missing",
    "extra_forbidden": "is not a key that is known here",
    "string_type": "must be text; put it in quotes",
    "int_type": "must be a whole number",
    "float_type": "must be a number",
    "bool_type": "must be true or false",
    "tuple_type": "must be a list",
    "dict_type": "must be a mapping of keys to values",
    "model_type": "must be a mapping of keys to values",
    "model_attributes_type": "must be a mapping of keys to values",
    "finite_number": "must be a finite number",
    "string_too_short": "is shorter than {min_length} characters",
    "string_too_long": "is longer than {max_length} characters",
    "greater_than_equal": "must be at least {ge:g}",
    "less_than_equal": "must be at most {le:g}",
    "too_long": "has more than {max_length} items",
    "literal_error": "must be one of: {expected}",
}
PATTERNS: Final = {
    SLUG: "must be an id of lower-case letters, digits and single hyphens",
    OUTCOME: "must be a skill's id, a slash and an outcome's id",
    CODE: "must be three capital letters or digits",
    DAY: "must be a day like '2026-11-24'",
    DATED: "must be a year, month or day like '2026', '2026-11' or '2026-11-24'",
}


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """One thing that is wrong."""

    file: str
    line: int  # from 1; 0 when the whole file is meant
    path: str  # skills[3].prerequisites[0].encompasses
    message: str
    column: int = 0  # from 1; 0 when the line says enough

    def __str__(self) -> str:
        where = [self.file, *(str(n) for n in (self.line, self.column) if n)]
        return ": ".join([":".join(where), *([self.path] if self.path else []), self.message])


class CatalogueFaultsError(ValueError):
    """The files cannot be imported; nothing was written."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        """Take the faults of all files together."""
        self.faults = sorted(set(faults))
        super().__init__(report(self.faults))


def report(faults: Sequence[Fault]) -> str:
    """Return the first fifty faults, a line each, and how many there are in all."""
    lines = [str(fault) for fault in faults[:SHOWN]]
    more = f" (the first {SHOWN} are shown)" if len(faults) > SHOWN else ""
    noun = "fault" if len(faults) == 1 else "faults"
    return "\n".join([*lines, f"{len(faults)} {noun}{more}; nothing was written."])


def dotted(path: Iterable[str | int]) -> str:
    """Return a field path as people write it: skills[3].prerequisites[0].encompasses."""
    text = ""
    for part in path:
        # A key may hold anything; the terminal that shows it must not obey it.
        step = part if isinstance(part, int) or part.isprintable() else repr(part)
        text += f"[{step}]" if isinstance(step, int) else f".{step}" if text else step
    return text


def words(kind: str, context: dict[str, object], fallback: str) -> str:
    """Return what to say of a pydantic error of a type; its own message where we have none."""
    if kind == "string_pattern_mismatch":
        return PATTERNS[str(context["pattern"])]
    if kind == "string_too_short" and context["min_length"] == 1:
        return "must not be empty"
    # A tuple of two that lacks its second value names the place that is missing.
    return WORDS[kind].format(**context) if kind in WORDS else fallback
