"""What learners say about mail, and when they are away."""

from __future__ import annotations

from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.core.forms import StyledForm
from apps.nudges.models import MailPreferences
from apps.nudges.operations.preferences import Choice
from apps.nudges.queries.words import WEEKDAYS
from apps.users.models import AbsenceKind
from apps.users.operations import Span

DAYS: Final = tuple((str(number), name) for number, name in enumerate(WEEKDAYS, start=1))
HOURS: Final = tuple((str(hour), f"{hour:02d}:00") for hour in range(24))
NO_DAY: Final = _("Choose a day of the list.")
NO_DATE: Final = _("Write a date, for example 2026-12-21.")


class MailForm(StyledForm, forms.Form):
    """Which mail comes, and when."""

    digest = forms.BooleanField(label=_("Weekly digest"), required=False)
    day = forms.ChoiceField(
        label=_("Digest on"), choices=DAYS, error_messages={"invalid_choice": NO_DAY, "required": NO_DAY}
    )
    hour = forms.ChoiceField(
        label=_("At"),
        choices=HOURS,
        error_messages={
            "invalid_choice": _("Choose an hour of the list."),
            "required": _("Choose an hour of the list."),
        },
    )
    quiet = forms.MultipleChoiceField(
        label=_("Quiet days"),
        choices=DAYS,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Nothing is sent on these days but mail about your account."),
        error_messages={"invalid_choice": NO_DAY},
    )

    @classmethod
    def standing(cls, preferences: MailPreferences) -> MailForm:
        """Return the form as a learner's choices stand."""
        return cls(
            initial={
                "digest": preferences.digest and not preferences.stopped,
                "day": str(preferences.digest_day),
                "hour": str(preferences.digest_hour),
                "quiet": [str(day) for day in preferences.quiet_days],
            }
        )

    def clean(self) -> dict[str, Any]:
        """Refuse a digest on a day on which nothing may come."""
        said = super().clean() or {}
        if said.get("digest") and said.get("day") in said.get("quiet", []):
            self.add_error(
                "day", _("That is one of your quiet days: choose another, or let mail come on it.")
            )
        return said

    def choice(self) -> Choice:
        """Return what was said; only of a valid form."""
        said = self.cleaned_data
        return Choice(
            digest=said["digest"],
            day=int(said["day"]),
            hour=int(said["hour"]),
            quiet_days=[int(day) for day in said["quiet"]],
        )


class AbsenceForm(StyledForm, forms.Form):
    """A holiday or a time on call."""

    FAULTS: Final = {
        "ends before it begins": ("last", _("It ends before it begins.")),
        "over": ("last", _("That is over already.")),
        "too long": ("last", _("A year at most.")),
        "overlaps": ("first", _("You are away on some of these days already.")),
        "too many": ("first", _("Fifty lie ahead already: take one away first.")),
        "kind": ("kind", _("Choose holiday or on call.")),
    }

    kind = forms.ChoiceField(
        label=_("What"),
        choices=AbsenceKind.choices,
        error_messages={"invalid_choice": _("Choose holiday or on call.")},
    )
    first = forms.DateField(
        label=_("From"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": NO_DATE, "invalid": NO_DATE},
    )
    last = forms.DateField(
        label=_("Until, that day included"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": NO_DATE, "invalid": NO_DATE},
    )

    def span(self) -> Span:
        """Return what was said; only of a valid form."""
        said = self.cleaned_data
        return Span(said["kind"], said["first"], said["last"])

    def refuse(self, fault: str) -> None:
        """Say at its field why an absence cannot be."""
        self.add_error(*self.FAULTS[fault])
