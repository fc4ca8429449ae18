"""What is wrong with a file, in words. docs/files.md lists them all."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.progress.logic.files.cells import meant_kind

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

# By the code of the fault; each says what to do where that is not plain.
FAULTS: Final[dict[str, StrPromise]] = {
    # The whole file
    "empty file": gettext_lazy("the file is empty"),
    "utf-16": gettext_lazy("this file is UTF-16; save it as CSV UTF-8"),
    "not utf-8": gettext_lazy("this byte is not UTF-8; the file looks like Latin-1, save it as CSV UTF-8"),
    "semicolons": gettext_lazy("this file is separated by semicolons; save it with commas"),
    "tabs": gettext_lazy("this file is separated by tabs; save it with commas"),
    "no header": gettext_lazy("the first line must name the columns: skill,date,minutes,kind,note"),
    "column missing": gettext_lazy("the header lacks %(hint)s; it names skill,date,minutes,kind,note"),
    "column twice": gettext_lazy("a column of this name stands in the header twice"),
    "unknown column": gettext_lazy("not a column; the columns are skill,date,minutes,kind,note"),
    "too many rows": gettext_lazy("one import has %(hint)s rows at most; split the file here"),
    # Rows
    "cells": gettext_lazy("%(hint)s cells where the header has 5; a note with commas stands in quotes"),
    "quote open": gettext_lazy("the quote that opens here never closes"),
    "quote inside": gettext_lazy("a quote closes in the middle of the cell; write a quote inside as two"),
    "long line": gettext_lazy("the line is longer than any row can be"),
    # Cells
    "empty": gettext_lazy("empty"),
    "no skill": gettext_lazy("no skill of that name"),
    "long skill": gettext_lazy("longer than the name of any skill"),
    "date": gettext_lazy("not a calendar date; write year-month-day, such as 2025-02-28"),
    "future": gettext_lazy("lies in the future; the latest day is %(hint)s"),
    "early": gettext_lazy("lies before 1970"),
    "minutes": gettext_lazy("not a whole number from 0 to 1440"),
    "no kind": gettext_lazy("not a kind"),
    "not by file": gettext_lazy("files cannot import this kind"),
    "long note": gettext_lazy("a note has 2,000 characters at most; this one has %(hint)s"),
    "character": gettext_lazy("a character %(hint)s that no text may hold"),
    # YAML
    "yaml": gettext_lazy("this is no YAML from here on: %(hint)s"),
    "no entries": gettext_lazy("the file must hold a list under the key entries"),
    "no list": gettext_lazy("under entries there must be a list"),
    "unknown key": gettext_lazy("not a key that is read here"),
    "key twice": gettext_lazy("this key stands there twice"),
    "key of many": gettext_lazy("a key must be a single word"),
    "key missing": gettext_lazy("the entry lacks %(hint)s"),
    "nested": gettext_lazy("there must be a single value here"),
    "no mapping": gettext_lazy("an entry has keys: skill, date, minutes, kind, note"),
    "alias": gettext_lazy("aliases are not read; write the value out"),
    "tag": gettext_lazy("tags are not read; leave it away"),
    "second document": gettext_lazy("a second document begins here; a file has one"),
    "deep": gettext_lazy("nested too deeply"),
}
# Said instead where there is something to propose.
PROPOSALS: Final[dict[str, StrPromise]] = {
    "date": gettext_lazy("not a calendar date; write %(hint)s"),
    "minutes": gettext_lazy("not a whole number from 0 to 1440; write %(hint)s"),
    "no kind": gettext_lazy("not a kind; did you mean %(hint)s?"),
    "unknown column": gettext_lazy("not a column; did you mean %(hint)s?"),
    "unknown key": gettext_lazy("not a key that is read here; did you mean %(hint)s?"),
}
COLUMNS: Final[dict[str, StrPromise]] = {
    "skill": gettext_lazy("skill"),
    "date": gettext_lazy("date"),
    "minutes": gettext_lazy("minutes"),
    "kind": gettext_lazy("kind"),
    "note": gettext_lazy("note"),
}


def fault_words(code: str, *, hint: str, stands: str) -> str:
    """Return what is wrong, and what to write instead where that is plain."""
    if code == "no kind":
        hint = meant_kind(stands)
    words = PROPOSALS[code] if hint and code in PROPOSALS else FAULTS[code]
    said = hint.replace(" / ", _(" or ")) if code == "date" else hint
    return str(words) % {"hint": said}
