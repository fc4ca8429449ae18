"""Words that every app says alike, in the reader's language."""

from __future__ import annotations

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

STATE_WORDS: Final[dict[str, Promise]] = {
    "locked": _("Locked"),
    "ready": _("Ready"),
    "learning": _("Learning"),
    "fresh": _("Fresh"),
    "fading": _("Fading"),
    "faded": _("Faded"),
    "course": _("Do next"),
}
