"""The values that catalogue files are made of: slugs, one-line texts, shares, web addresses, days."""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated, Any, Final, LiteralString, NoReturn, TypeVar
from urllib.parse import urlsplit

from pydantic import AfterValidator, BeforeValidator, Field
from pydantic_core import PydanticCustomError

Item = TypeVar("Item")

# Controls, bidi overrides, surrogates and line separators: none may stand in a stored line of text.
UNPRINTABLE = re.compile(
    "[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufeff\ufffe\uffff]"
)


def refuse(message: LiteralString, **context: object) -> NoReturn:
    """Raise an error whose message is told as it stands, its {names} filled from the context."""
    kind = "refused"
    raise PydanticCustomError(kind, message, context)


def _one_line(value: str) -> str:
    found = UNPRINTABLE.search(value)
    if found:
        refuse("holds the character U+{code}, which is not allowed", code=f"{ord(found[0]):04X}")
    if value != value.strip():
        refuse("begins or ends with white space")
    return value


def _script(value: str) -> str:
    """Return commands or code without empty lines before and white space after it."""
    found = UNPRINTABLE.search(value.translate({ord("\t"): " ", ord("\n"): " "}))
    if found:
        refuse("holds the character U+{code}, which is not allowed", code=f"{ord(found[0]):04X}")
    # What a block of YAML adds or takes away at its ends, and nothing else, makes no other script.
    kept = value.rstrip().lstrip("\n")
    if not kept:
        refuse("must not be empty")
    if len(kept) > SCRIPT_MOST:
        refuse("is longer than {most} characters", most=SCRIPT_MOST)
    return kept


def _web_address(value: str) -> str:
    try:
        parts = urlsplit(value)
        usable = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.username is None
    except ValueError:
        usable = False
    if not usable or re.search(r"\s", value):
        refuse("must be an http or https address without user name")
    return value


def _calendar_day(value: str) -> str:
    try:
        date.fromisoformat(value)
    except ValueError:
        refuse("must be a day like '2026-11-24'")
    return value


def _listed(value: Any) -> Any:  # noqa: ANN401  # whatever stood in the file; validation follows
    return [value] if isinstance(value, str) else value


def _distinct(items: tuple[Item, ...]) -> tuple[Item, ...]:
    seen: set[Any] = set()
    for item in items:
        if item in seen:
            refuse("names `{item}` twice", item=item)
        seen.add(item)
    return items


def _not_empty(items: tuple[Item, ...]) -> tuple[Item, ...]:
    if not items:
        refuse("must name at least one")
    return items


SCRIPT_MOST: Final = 2000
ONE_LINE = AfterValidator(_one_line)
DISTINCT = AfterValidator(_distinct)
NOT_EMPTY = AfterValidator(_not_empty)
ONE_OR_MANY = BeforeValidator(_listed)
# Files hold lists; entries hold tuples, so that nothing read can change afterwards.
LIST = Field(strict=False)

SLUG: Final = r"^[a-z0-9]+(?:-[a-z0-9]+)*$"
OUTCOME: Final = r"^[a-z0-9-]+/[a-z0-9-]+$"
CODE: Final = r"^[A-Z0-9]{3}$"
DAY: Final = r"^\d{4}-\d{2}-\d{2}$"
DATED: Final = r"^\d{4}(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?)?$"
Slug = Annotated[str, Field(pattern=SLUG, max_length=60)]
SkillSlug = Annotated[str, Field(pattern=SLUG, max_length=80)]
OutcomeName = Annotated[str, Field(pattern=OUTCOME, max_length=141)]
Code = Annotated[str, Field(pattern=CODE)]
Share = Annotated[float, Field(ge=0, le=1)]
Short = Annotated[str, Field(min_length=1, max_length=22), ONE_LINE]
Name = Annotated[str, Field(min_length=1, max_length=120), ONE_LINE]
Sentence = Annotated[str, Field(min_length=1, max_length=400), ONE_LINE]
Word = Annotated[str, Field(min_length=1, max_length=80), ONE_LINE]
Script = Annotated[str, AfterValidator(_script)]  # the only text of several lines
Address = Annotated[str, Field(max_length=500), ONE_LINE, AfterValidator(_web_address)]
Day = Annotated[str, Field(pattern=DAY), AfterValidator(_calendar_day)]
Dated = Annotated[str, Field(pattern=DATED)]
PitfallNumber = Annotated[int, Field(ge=1, le=8)]
Skills = Annotated[tuple[SkillSlug, ...], LIST, DISTINCT]
