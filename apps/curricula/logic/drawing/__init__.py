"""Instruments drawn as SVG: the heel gauge, the bar of the two sides, the curve of retention.

Every function returns markup whose texts are escaped. Colours come from the style sheet through
classes and `data-state`, so themes, print and a strict content security policy all hold. Words
come from the caller, who knows the reader's language.
"""

from apps.curricula.logic.drawing.balance import heel_gauge, sides_bar
from apps.curricula.logic.drawing.curve import CurveWords, RetentionCurve, Span, retention_curve

__all__ = ["CurveWords", "RetentionCurve", "Span", "heel_gauge", "retention_curve", "sides_bar"]
