"""What people say of themselves in the settings."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from apps.core.forms import StyledForm
from apps.curricula.forms.setup import zones
from apps.curricula.operations import Settings
from apps.curricula.queries.settings import ProfilePage, percent
from apps.users.models import User
from apps.users.operations import Profile


class ProfileForm(StyledForm, forms.Form):
    """Profile and role."""

    name = forms.CharField(
        label=_("Name"),
        max_length=100,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": _("Write the name that others know you by.")},
    )
    time_zone = forms.ChoiceField(
        label=_("Time zone"), error_messages={"invalid_choice": _("Choose a zone of the list.")}
    )
    role = forms.ChoiceField(
        label=_("Role"), required=False, error_messages={"invalid_choice": _("Choose a role of the list.")}
    )
    hours = forms.DecimalField(
        label=_("Hours a week"),
        min_value=0,
        max_value=60,
        max_digits=6,
        decimal_places=4,
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
        error_messages={
            "required": _("Write how many hours, for example 4."),
            "invalid": _("Write hours as a number, for example 4."),
            "min_value": _("Write 0 or more hours."),
            "max_value": _("Write at most 60 hours."),
        },
    )
    target = forms.ChoiceField(
        label=_("Target retention"), error_messages={"invalid_choice": _("Choose a target of the list.")}
    )
    keys = forms.ChoiceField(label=_("Single-letter keys"), choices=(("on", _("On")), ("off", _("Off"))))

    @classmethod
    def asking(cls, sent: QueryDict | None, *, learner: User, page: ProfilePage) -> ProfileForm:
        """Return the form as a learner stands now, bound to what was sent where something was."""
        form = cls(sent, initial=_as_it_stands(learner, page))
        none = [] if page.role else [("", _("Not chosen yet"))]
        for name, choices in {
            "time_zone": zones(learner.time_zone),
            "role": [*none, *page.roles],
            "target": list(page.targets),
        }.items():
            form.fields[name].choices = choices  # type: ignore[attr-defined]  # each is a ChoiceField
        form.fields["time_zone"].help_text = _("It is %(clock)s there now.") % {"clock": page.clock}
        return form

    def settings(self) -> Settings:
        """Return what was said; only of a valid form."""
        said = self.cleaned_data
        profile = Profile(
            name=said["name"],
            time_zone=said["time_zone"],
            minutes_a_week=round(Decimal(said["hours"]) * 60),
            single_letter_keys=said["keys"] == "on",
        )
        return Settings(profile=profile, role=said["role"], target=float(Decimal(said["target"]) / 100))


def _as_it_stands(learner: User, page: ProfilePage) -> Mapping[str, object]:
    return {
        "name": learner.name,
        "time_zone": learner.time_zone,
        "role": page.role,
        "hours": f"{learner.minutes_a_week / 60:g}",
        "target": percent(learner.target_retention),
        "keys": "on" if learner.single_letter_keys else "off",
    }
