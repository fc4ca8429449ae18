"""What the pages of allauth's own views need to know."""

from django import template

from apps.users.providers import Provider, offered

register = template.Library()


@register.simple_tag
def providers() -> list[Provider]:
    """Return the services that people may sign in with."""
    return offered()
