"""The form of whoever comes from another service for the first time."""

from __future__ import annotations

from allauth.socialaccount import forms as allauth_forms
from django import forms
from django.utils.translation import gettext_lazy as _

from apps.core.forms import StyledForm
from apps.users.forms.accounts import SignUpForm


class FirstTimeForm(StyledForm, allauth_forms.SignupForm):  # type: ignore[misc]  # allauth is untyped
    """Name and zone; the address is the one that the service vouches for."""

    name = SignUpForm.declared_fields["name"]
    time_zone = SignUpForm.declared_fields["time_zone"]
    field_order = ("name", "email", "time_zone")

    def word(self) -> None:
        """Word its fields."""
        address: forms.Field = self.fields["email"]
        address.label = _("E-mail address")
        # Whatever is sent for it counts for nothing: the service vouches for this one alone.
        address.disabled = True

    def clean_time_zone(self) -> str:
        """Return the zone of the device, or UTC where it is none that we know."""
        return SignUpForm.clean_time_zone(self)
