"""Words of the log for templates."""

from django import template

from apps.progress.models import Kind

register = template.Library()


@register.filter
def kind_word(kind: str) -> str:
    """Return the word of a kind of evidence."""
    return str(Kind(kind).label)
