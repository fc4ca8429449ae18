"""One line of text, understood as an entry of the log: "45m feature stores built yesterday: migrated two"."""

from apps.progress.logic.quickadd.line import NAMES_MOST, TEXT_MOST, Parsed, parse
from apps.progress.logic.quickadd.matching import Match, asked_words, choose
from apps.progress.logic.quickadd.spans import Span

__all__ = ["NAMES_MOST", "TEXT_MOST", "Match", "Parsed", "Span", "asked_words", "choose", "parse"]
