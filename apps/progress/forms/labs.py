"""What one says of the proof of a lab, and what a reviewer says of it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from apps.core.forms import StyledForm
from apps.progress.logic.entries import EARLIEST, LINK_MOST, MINUTES_MOST, NOTE_MOST
from apps.progress.logic.proofs import (
    COMMENT_MOST,
    NAME_MOST,
    Answer,
    NameFault,
    NewProof,
    ProofFault,
    ProofField,
    name_fault,
    plain_name,
    proof_faults,
)

FAULT_TEXTS: Final[dict[tuple[ProofField, ProofFault], Promise]] = {
    ("day", "future"): _("That day has not come yet."),
    ("day", "too early"): _("A day before 1970 cannot be logged."),
    ("note", "missing"): _("Say what you kept, or give a link to it: somebody else is to see it."),
    ("note", "too long"): _("A note has 2,000 characters at most; this one is longer."),
    ("note", "characters"): _("The note holds characters that cannot be shown."),
    ("link", "too long"): _("A link has 2,048 characters at most; this one is longer."),
    ("link", "characters"): _("The link holds characters that no address has."),
    ("link", "address"): _("A link begins with http:// or https://, names a host, and carries no password."),
}  # fmt: skip
NAME_TEXTS: Final[dict[NameFault, Promise]] = {
    "missing": _("Give your name: the learner sees who reviewed the lab."),
    "too long": _("A name has 100 characters at most."),
    "characters": _("A name has none of these signs: < > / \\ @"),
}
VERDICTS: Final = ("accept", "not-yet")


class ProofForm(StyledForm, forms.Form):
    """The day, the time, and what was kept."""

    day = forms.DateField(label=_("Day"))
    minutes = forms.IntegerField(
        label=_("Minutes"),
        min_value=0,
        max_value=MINUTES_MOST,
        required=False,
        help_text=_("Leave it empty if you have logged the time already."),
    )
    note = forms.CharField(
        label=_("What you kept"),
        max_length=NOTE_MOST,
        required=False,
        widget=forms.Textarea({"rows": 6}),
        help_text=_("The output, a number, what you saw. No secrets: your reviewer reads it."),
    )
    link = forms.CharField(label=_("Link"), max_length=LINK_MOST, required=False)
    form_token = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        today: date,
        **rest: Any,  # noqa: ANN401 - handed on
    ) -> None:
        """Take what was sent, and when."""
        super().__init__(data, **rest)
        self.today = today
        bounds = {"max": today.isoformat(), "min": EARLIEST.isoformat()}
        self.fields["day"].widget = forms.DateInput({"type": "date", "class": "input", **bounds}, "%Y-%m-%d")
        self.fields["link"].widget.attrs["inputmode"] = "url"

    def clean(self) -> dict[str, Any]:
        """Hold the fields against what a proof can be."""
        cleaned = super().clean() or {}
        if not self.errors:
            for field, fault in proof_faults(self.proof(), today=self.today).items():
                self.add_error(field, str(FAULT_TEXTS[field, fault]))
        return cleaned

    def proof(self) -> NewProof:
        """Return the proof that the fields amount to."""
        fields = {name: self.cleaned_data[name] for name in ("day", "note", "link", "form_token")}
        return NewProof(minutes=self.cleaned_data["minutes"] or 0, **fields)


class ReviewForm(StyledForm, forms.Form):
    """Who reviews, what they say, and whether they accept."""

    name = forms.CharField(label=_("Your name"), max_length=NAME_MOST)
    comment = forms.CharField(
        label=_("Comment (optional)"),
        max_length=COMMENT_MOST,
        required=False,
        widget=forms.Textarea({"rows": 4}),
    )
    verdict = forms.ChoiceField(choices=[(verdict, verdict) for verdict in VERDICTS])

    def word(self) -> None:
        """Word what is missing."""
        self.fields["name"].error_messages["required"] = str(NAME_TEXTS["missing"])
        self.fields["name"].widget.attrs["autocomplete"] = "name"
        for wrong in ("required", "invalid_choice"):
            self.fields["verdict"].error_messages[wrong] = _("Choose: accept it, or not yet.")

    def clean_name(self) -> str:
        """Put the name on one line, and refuse what is none."""
        name = plain_name(self.cleaned_data["name"])
        if (fault := name_fault(name)) is not None:
            raise forms.ValidationError(str(NAME_TEXTS[fault]))
        return name

    def answer(self) -> Answer:
        """Return what a valid form says."""
        said = self.cleaned_data
        return Answer(said["name"], accepted=said["verdict"] == "accept", comment=said["comment"])
