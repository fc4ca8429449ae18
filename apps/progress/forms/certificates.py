"""What one says of a certificate."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from itertools import groupby
from typing import Any, Final

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext as _g
from django.utils.translation import gettext_lazy as _

from apps.core.forms import StyledForm
from apps.progress.logic.certificates import (
    CertificateFault,
    CertificateField,
    NewCertificate,
    certificate_faults,
)
from apps.progress.logic.entries import EARLIEST, LINK_MOST
from apps.skills.models import Certification

FAULT_TEXTS: Final[dict[tuple[CertificateField, CertificateFault], Promise]] = {
    ("earned_on", "future"): _("That day has not come yet."),
    ("earned_on", "too early"): _("A day before 1970 cannot be recorded."),
    ("expires_on", "too early"): _("Its last day lies after the day on which you earned it."),
    ("link", "too long"): _("A link has 2,048 characters at most; this one is longer."),
    ("link", "characters"): _("The link holds characters that no address has."),
    ("link", "address"): _("A link begins with https://, names a host, and carries no password."),
}
UNKNOWN: Final = _("That is no certification of the catalogue.")
TWICE: Final = _("You have recorded this one for that day already. A renewal has a later day.")


class CertificateForm(StyledForm, forms.Form):
    """Which certification, when it was earned, until when, and where it can be seen."""

    certification = forms.TypedChoiceField(
        label=_("Certification"),
        coerce=int,
        error_messages={"invalid_choice": UNKNOWN},
    )
    earned_on = forms.DateField(label=_("Earned on"))
    expires_on = forms.DateField(
        label=_("Valid until"), required=False, help_text=_("Its last day. Leave it empty if it has none.")
    )
    link = forms.CharField(
        label=_("Link"),
        max_length=LINK_MOST,
        required=False,
        help_text=_("Where it can be seen, such as the page of a badge. Only you read it here."),
    )
    form_token = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        today: date,
        offered: Iterable[Certification] | None,
        **rest: Any,  # noqa: ANN401 - handed on
    ) -> None:
        """Take what was sent, when, and the certifications to choose from; None where one is corrected."""
        super().__init__(data, **rest)
        self.today = today
        if offered is None:
            del self.fields["certification"]
        else:
            self.fields["certification"].choices = _choices(offered)  # type: ignore[attr-defined] # a ChoiceField
        days = {"type": "date", "class": "input", "min": EARLIEST.isoformat()}
        bounded = {**days, "max": today.isoformat()}
        self.fields["earned_on"].widget = forms.DateInput(bounded, "%Y-%m-%d")
        self.fields["expires_on"].widget = forms.DateInput(days, "%Y-%m-%d")
        self.fields["link"].widget.attrs["inputmode"] = "url"

    def clean(self) -> dict[str, Any]:
        """Hold the fields against what a certificate can be."""
        cleaned = super().clean() or {}
        if not self.errors:
            for field, fault in certificate_faults(self.certificate(), today=self.today).items():
                self.add_error(field, str(FAULT_TEXTS[field, fault]))
        return cleaned

    def certificate(self) -> NewCertificate:
        """Return the certificate that the fields amount to."""
        fields = ("earned_on", "expires_on", "link", "form_token")
        return NewCertificate(**{name: self.cleaned_data[name] for name in fields})

    def say_unknown(self) -> None:
        """Object that no such certification is offered."""
        self.add_error("certification", str(UNKNOWN))

    def say_twice(self) -> None:
        """Object that the same is on record."""
        self.add_error("earned_on", str(TWICE))


def _choices(offered: Iterable[Certification]) -> list[tuple[str, str | list[tuple[str, str]]]]:
    """Return the certifications under their issuers; what its issuer has retired says so."""
    groups: list[tuple[str, str | list[tuple[str, str]]]] = [("", _g("Choose one"))]
    for issuer, of_issuer in groupby(offered, key=lambda row: row.issuer):
        groups.append((issuer, [(str(row.pk), _name(row)) for row in of_issuer]))
    return groups


def _name(row: Certification) -> str:
    return _g("%(name)s (retired)") % {"name": row.name} if row.status == "retired" else row.name
