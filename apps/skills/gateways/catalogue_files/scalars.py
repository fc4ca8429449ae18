"""What an unquoted YAML scalar means: null, true, false, a decimal number or text.

Whatever YAML 1.1 readers take for something else (no, 1_000, 010, 12:30, a date, .inf) is
refused instead of guessed: its author meant one thing and the next reader may see another.
"""

from __future__ import annotations

import math
import re
from typing import Final

CONSTANTS: Final[dict[str, bool | None]] = {"": None, "~": None, "null": None, "true": True, "false": False}
WHOLE: Final = re.compile(r"-?(?:0|[1-9][0-9]*)")
DECIMAL: Final = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?")
NUMBER_MOST: Final = 40  # characters; int() takes time that grows with the square of them
AMBIGUOUS: Final = re.compile(
    r"""
    [Yy]|[Nn]|[Yy]es|YES|[Nn]o|NO|[Oo]n|ON|[Oo]ff|OFF|True|TRUE|False|FALSE|Null|NULL|=|<<
    |[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?   # 12:30 counts in sixties
    |[-+]?0[xb][0-9a-fA-F_]+|[-+]?0o?[0-9_]+
    |[-+]?(?:[0-9][0-9_]*)?\.?[0-9_]*(?:[eE][-+]?[0-9]+)?(?<=[0-9_.])(?<!^[-+])
    |[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)
    |[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:[Tt ].*)?
    """,
    re.VERBOSE,
)


class AmbiguousError(ValueError):
    """The scalar reads as different things to different readers."""


def plain_value(text: str) -> str | int | float | bool | None:
    """Return what an unquoted scalar means.

    Raises AmbiguousError where YAML 1.1 and 1.2 disagree, for numbers that are not finite and
    for numbers of more than 40 characters.
    """
    if text in CONSTANTS:
        return CONSTANTS[text]
    if text[0] not in "-+.0123456789=<yYnNoOTF":
        return text
    number = _number(text)
    if number is not None:
        return number
    if len(text) <= NUMBER_MOST and AMBIGUOUS.fullmatch(text):
        msg = f"reads `{text}` without quotes: quote it to mean text, or write a plain decimal number"
        raise AmbiguousError(msg)
    return text


def _number(text: str) -> int | float | None:
    whole = WHOLE.fullmatch(text)
    if not whole and not DECIMAL.fullmatch(text):
        return None
    if len(text) > NUMBER_MOST:
        msg = f"is a number of {len(text)} characters; {NUMBER_MOST} are allowed"
        raise AmbiguousError(msg)
    if whole:
        return int(text)
    number = float(text)
    if not math.isfinite(number):
        msg = f"is {text}, which is too large for a number"
        raise AmbiguousError(msg)
    return number
