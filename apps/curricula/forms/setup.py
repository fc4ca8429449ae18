"""What set-up asks: a role, hours and a time zone; then levels, skill by skill."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from itertools import groupby
from typing import Final
from zoneinfo import available_timezones

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from apps.core.forms import StyledForm
from apps.curricula.operations import Aim

LEVELS: Final = {"0": 0, "1": 1, "2": 2, "3": 3}
LEVEL_FIELD: Final = "level-"  # followed by the slug of a skill
# The tz database also holds old names and fixed offsets: nobody lives in those.
REGIONS: Final = (
    "Africa",
    "America",
    "Antarctica",
    "Asia",
    "Atlantic",
    "Australia",
    "Europe",
    "Indian",
    "Pacific",
)


class AimForm(StyledForm, forms.Form):
    """The first step of set-up."""

    role = forms.ChoiceField(
        label=_("Which role do you aim at?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose a role; you can change it at any time.")},
    )
    hours = forms.DecimalField(
        label=_("Hours a week"),
        help_text=_("In a common week."),
        min_value=0,
        max_value=60,
        max_digits=6,
        decimal_places=4,
        widget=forms.NumberInput(attrs={"step": "0.5", "inputmode": "decimal"}),
        error_messages={
            "required": _("Write how many hours, for example 4."),
            "invalid": _("Write hours as a number, for example 4."),
        },
    )
    time_zone = forms.ChoiceField(
        label=_("Time zone"), help_text=_("Your days begin and end by it."), widget=forms.Select
    )

    @classmethod
    def asking(
        cls,
        sent: QueryDict | None,
        *,
        roles: Iterable[tuple[str, str]],
        zone: str,
        initial: Mapping[str, object],
    ) -> AimForm:
        """Return the form over roles (slug and name) for somebody who lives in a zone."""
        form = cls(sent, initial=dict(initial))
        form.fields["role"].choices = list(roles)  # type: ignore[attr-defined]  # a ChoiceField
        form.fields["time_zone"].choices = zones(zone)  # type: ignore[attr-defined]  # a ChoiceField
        return form

    def aim(self) -> Aim:
        """Return what was said; only of a valid form."""
        said = self.cleaned_data
        return Aim(said["role"], round(Decimal(said["hours"]) * 60), said["time_zone"])


def zones(current: str) -> list[tuple[str, str | list[tuple[str, str]]]]:
    """Return the zones of the world by region as choices, with UTC and the current one first."""
    names = sorted(name for name in available_timezones() if name.split("/")[0] in REGIONS)
    first = [(name, name) for name in dict.fromkeys((current, "UTC")) if name not in names]
    return [
        *first,
        *(
            (region, [(name, name.partition("/")[2].replace("_", " ").replace("/", ", ")) for name in mine])
            for region, mine in groupby(names, key=lambda name: name.split("/")[0])
        ),
    ]


def read_levels(sent: Mapping[str, str]) -> dict[str, int]:
    """Return the levels that were sent, by skill slug; what is no level is passed over."""
    return {
        field.removeprefix(LEVEL_FIELD): LEVELS[value]
        for field, value in sent.items()
        if field.startswith(LEVEL_FIELD) and value in LEVELS
    }
