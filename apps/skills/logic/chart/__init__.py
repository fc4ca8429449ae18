"""The chart as SVG: segments made once at import, joined with a learner's states on each request."""

from apps.skills.logic.chart.joining import Mark, course_markup, join, node_markup
from apps.skills.logic.chart.segments import (
    ChartSegments,
    LaneFacts,
    SkillFacts,
    from_json,
    segments,
    to_json,
)
from apps.skills.logic.chart.words import ENGLISH, Words

__all__ = [
    "ENGLISH",
    "ChartSegments",
    "LaneFacts",
    "Mark",
    "SkillFacts",
    "Words",
    "course_markup",
    "from_json",
    "join",
    "node_markup",
    "segments",
    "to_json",
]
