"""Small marks that every page draws: icons, state shapes, retention meters."""

import json

from django import template
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe

from apps.core.words import STATE_WORDS

register = template.Library()


@register.simple_tag
def icon(name: str) -> SafeString:
    """Return an icon of the sprite; decoration, hidden from screen readers."""
    return format_html('<svg class="i" aria-hidden="true"><use href="#i-{}"/></svg>', name)


@register.simple_tag
def glyph(state: str) -> SafeString:
    """Return the shape of a state; the word for it stands beside, so readers skip the shape."""
    return format_html(
        '<svg class="g" data-state="{0}" viewBox="0 0 16 16" aria-hidden="true"><use href="#g-{0}"/></svg>',
        state,
    )


@register.simple_tag
def dots(name: str) -> SafeString:
    """Return the three dots of *therefore* or *because*."""
    return format_html(
        '<svg class="dots" viewBox="0 0 14 12" aria-hidden="true"><use href="#{}"/></svg>', name
    )


@register.simple_tag
def meter(value: float, state: str, target: float | None = None) -> SafeString:
    """Return a bar of 72 × 10 with the waterline; value and target 0 to 1.

    The number stands beside the drawing, which is hidden from readers.
    """
    mark = format_html('<path class="m-mark" d="M{} -2v14"/>', _short(target * 72)) if target else ""
    return format_html(
        '<span class="meter" data-state="{}"><svg viewBox="0 0 72 10" aria-hidden="true">'
        '<rect class="m-track" width="72" height="10" rx="1"/>'
        '<rect class="m-level" y="1" x="1" width="{}" height="8"/>{}</svg>{}%</span>',
        state,
        _short(max(0.0, value * 72 - 2)),
        mark,
        percent(value),
    )


@register.filter
def coded(text: str) -> SafeString:
    """Return a line of text in which `what stands between backticks` is set as code."""
    parts = conditional_escape(text).split("`")
    if len(parts) % 2 == 0:
        parts[-2:] = ["`".join(parts[-2:])]  # the last backtick has no partner
    marked = (f"<code>{part}</code>" if at % 2 else part for at, part in enumerate(parts))
    return mark_safe("".join(marked))  # noqa: S308  # escaped above


@register.filter
def as_json(value: object) -> str:
    """Return a value as JSON, for an attribute that a script reads; the template escapes it."""
    return json.dumps(value)


@register.filter
def percent(value: float) -> int:
    """Return a share as a whole per cent, never rounded up to 100 nor down to 0."""
    shown = round(value * 100)
    if shown >= 100 and value < 1:
        return 99
    return 1 if shown <= 0 < value else shown


@register.filter
def duration(minutes: int) -> str:
    """Return minutes as people say them: 45 min, 2 h, 1 h 25."""
    hours, rest = divmod(int(minutes), 60)
    if not hours:
        return f"{rest} min"
    return f"{hours} h {rest:02d}" if rest else f"{hours} h"


def _short(number: float) -> str:
    return f"{number:.1f}".rstrip("0").rstrip(".")


@register.filter
def state_word(state: str) -> str:
    """Return the word of a state of a skill, or of the proposed step under *course*."""
    return str(STATE_WORDS[state])
