"""Words of the log for templates."""

from functools import lru_cache

from django import template
from django.urls import reverse

from apps.progress.models import Kind

register = template.Library()


@register.filter
def kind_word(kind: str) -> str:
    """Return the word of a kind of evidence."""
    return str(Kind(kind).label)


@register.filter
def grouped(number: int) -> str:
    """Return a number as people write it: 1,206."""
    return f"{number:,}"


@register.filter
@lru_cache(maxsize=4096)
def skill_address(slug: str) -> str:
    """Return the address of a skill's page; a table asks for many, and reversing each is what costs."""
    return reverse("skill", args=[slug])
