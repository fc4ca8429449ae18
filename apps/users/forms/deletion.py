"""The form behind which an account ends."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from apps.core.forms import StyledForm


class DeletionForm(StyledForm, forms.Form):
    """Asks for the address, so that nobody deletes an account by pressing a button."""

    address = forms.CharField(
        label=_("Type your e-mail address"),
        max_length=254,
        error_messages={"required": _("Type your e-mail address to delete the account.")},
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}
        ),
    )

    def __init__(self, *args: Any, expected: str, **kwargs: Any) -> None:  # noqa: ANN401  # handed on as they came
        """Keep the address that has to be typed."""
        super().__init__(*args, **kwargs)
        self.expected = expected
        self.fields["address"].help_text = _("It is %(address)s.") % {"address": expected}

    def clean_address(self) -> str:
        """Refuse any other address."""
        typed: str = self.cleaned_data["address"].strip()
        if typed.lower() != self.expected:
            raise ValidationError(_("That is not the address of this account. Nothing was deleted."))
        return typed
