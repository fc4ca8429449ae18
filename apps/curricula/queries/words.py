"""The words of states, sides and degrees, in the reader's language."""

from __future__ import annotations

from django.utils.html import escape
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from apps.core.words import STATE_WORDS
from apps.curricula.logic.listing import Words
from apps.skills.logic.balance import Heel


def list_words() -> Words:
    """Return the words of the list view, escaped."""
    return Words(
        states={state: escape(word) for state, word in STATE_WORDS.items()},
        heads=(
            escape(_("Skill")),
            escape(_("State")),
            escape(_("Retention")),
            escape(_("Due")),
            escape(_("Needs")),
            escape(_("Opens")),
        ),
        not_started=escape(_("not started")),
        refresh=escape(pgettext("due for a", "refresh")),
        step=escape(_("Step %d")),
        at_target=escape(_("%d of %d at target")),
        slipping=escape(_("%d slipping")),
        nothing=escape(pgettext("needs", "nothing")),
    )


def degrees(value: float) -> str:
    """Return degrees to the nearest half, without a sign: 10°, 9½°."""
    halves = round(abs(value) * 2)
    whole, half = divmod(halves, 2)
    if not half:
        return f"{whole}°"
    return f"{whole or ''}½°"


def leaning(heel: Heel) -> str:
    """Return how the keel lies: 10° to ML, 3½° to DevOps, 0°."""
    shown = degrees(heel.degrees)
    if shown == "0°":
        return shown
    return (
        _("%(degrees)s to ML") % {"degrees": shown}
        if heel.degrees > 0
        else _("%(degrees)s to DevOps") % {"degrees": shown}
    )
