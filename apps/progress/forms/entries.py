"""What one types to log something: one line, or every field; and what one asks the history for."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from apps.core.forms import StyledForm
from apps.progress.logic.entries import (
    EARLIEST,
    LINK_MOST,
    MINUTES_MOST,
    NOTE_MOST,
    Fault,
    Field,
    NewEntry,
    faults,
)
from apps.progress.logic.quickadd import NAMES_MOST, TEXT_MOST
from apps.progress.models import Evidence, Kind
from apps.progress.queries.found import Filters
from apps.progress.queries.proposals import SkillOption, Understood, skill_named, understand, understand_name
from apps.skills.queries import Snapshot
from apps.users.models import User

SEARCHED_MOST: Final = 200
# A check is answered, a certificate recorded with all that it covers, a lab accepted by somebody else.
NOT_TOLD: Final = (Kind.CHECKED, Kind.CERTIFIED, Kind.ACCEPTED)
BY_HAND: Final = [("", "–"), *((kind.value, kind.label) for kind in Kind if kind not in NOT_TOLD)]
CERTIFIED: Final = _(
    "A certificate is recorded by itself, with every skill that it covers. "
    "Record it under Certificates, or choose another kind."
)
FAULT_TEXTS: Final[dict[tuple[Field, Fault], Promise]] = {
    ("day", "future"): _("That day has not come yet."),
    ("day", "too early"): _("A day before 1970 cannot be logged."),
    ("day", "unknown"): _("No calendar has that day."),
    ("minutes", "too large"): _("A day has 1,440 minutes."),
    ("minutes", "too small"): _("Minutes cannot be fewer than none."),
    ("kind", "checked"): _("A check is answered, not logged by hand."),
    ("kind", "accepted"): _("A lab is accepted by a reviewer, not by yourself."),
    ("kind", "unknown"): _("That is no kind of doing we know."),
    ("note", "too long"): _("A note has 2,000 characters at most; this one is longer."),
    ("note", "characters"): _("The note holds characters that cannot be shown."),
    ("link", "too long"): _("A link has 2,048 characters at most; this one is longer."),
    ("link", "characters"): _("The link holds characters that no address has."),
    ("link", "address"): _("A link begins with http:// or https://, names a host, and carries no password."),
}  # fmt: skip
DOUBT_TEXTS: Final[dict[Field, Promise]] = {
    "minutes": _("More than one time stands there: leave one."),
    "day": _("More than one day stands there: leave one."),
}


class _ByFault(forms.Form):
    """A form that says in words what an entry cannot be."""

    def say_faults(self, found: Mapping[Field, Fault], *, at: str | None = None) -> None:
        """Add an error for each fault, under its field or all under one."""
        for field, fault in found.items():
            name = at or field
            self.add_error(name if name in self.fields else None, str(FAULT_TEXTS[field, fault]))


class QuickForm(_ByFault):
    """One line of text; skill and kind come beside it once the line left them open."""

    q = forms.CharField(max_length=TEXT_MOST)
    skill = forms.IntegerField(required=False)
    kind = forms.ChoiceField(choices=BY_HAND, required=False)
    form_token = forms.UUIDField(required=False)

    def __init__(self, data: Mapping[str, Any], *, learner: User, today: date) -> None:
        """Take what was sent, by whom and when."""
        super().__init__(data)
        self.learner, self.today = learner, today
        self.understood: Understood | None = None
        self.fields["q"].error_messages = {
            "required": _("Write what you did: a skill, how long, and what kind of doing."),
            "max_length": _("That is longer than a note and a link together can be. Shorten it."),
        }

    def clean(self) -> dict[str, Any]:
        """Understand the line, and say what it leaves open."""
        cleaned = super().clean() or {}
        if "q" not in cleaned:
            return cleaned
        chosen = cleaned.get("skill")
        self.understood = understand(cleaned["q"], learner=self.learner, today=self.today, chosen=chosen)
        parsed = self.understood.parsed
        self.say_faults(parsed.faults, at="q")
        for field, text in DOUBT_TEXTS.items():
            if field in parsed.doubts and field not in parsed.faults:
                self.add_error("q", str(text))
        if self.understood.skill is None:
            self.add_error("skill" if self.understood.options else "q", str(self._which()))
        self._clean_kind(cleaned.get("kind") or parsed.kind, doubtful="kind" in parsed.doubts)
        return cleaned

    @property
    def asks_kind(self) -> bool:
        """Whether the kind must be, or was, chosen beside the line."""
        return "kind" in self.errors or bool(self.data.get("kind"))

    @property
    def options(self) -> tuple[SkillOption, ...]:
        """The skills to choose from, the chosen one among them."""
        if self.understood is None or not ("skill" in self.errors or self.data.get("skill")):
            return ()
        chosen = (self.understood.skill,) if self.understood.skill else ()
        return (*chosen, *self.understood.options)

    def entry(self) -> NewEntry:
        """Return the entry that a valid form amounts to."""
        if self.understood is None or self.understood.skill is None:
            message = "only a valid form makes an entry"
            raise ValueError(message)
        parsed = self.understood.parsed
        return NewEntry(
            skill_id=self.understood.skill.id,
            day=parsed.day or self.today,
            minutes=parsed.minutes or 0,
            kind=self.cleaned_data["kind"] or parsed.kind or "",
            note=parsed.note,
            link=parsed.link,
            form_token=self.cleaned_data["form_token"],
        )

    def _clean_kind(self, kind: str | None, *, doubtful: bool) -> None:
        chosen = bool(self.cleaned_data.get("kind"))
        if not chosen and (kind is None or doubtful):
            self.add_error("kind", str(_("What kind of doing was it?")))
        elif kind == Kind.CERTIFIED:
            self.add_error("kind", str(CERTIFIED))

    @property
    def certificate_link(self) -> str | None:
        """The link of a line that tells of a certificate; empty where it bears none, None for other lines."""
        if self.understood is None or self.understood.parsed.kind != Kind.CERTIFIED:
            return None
        return self.understood.parsed.link

    def _which(self) -> Promise:
        if self.understood is not None and self.understood.options:
            return _("Which skill is it?")
        if self.understood is not None and self.understood.parsed.skill:
            return _("No skill goes by that name. Write another word of it, or find it on the roadmap.")
        return _("Which skill was it? Write a word of its name.")


class EntryForm(StyledForm, _ByFault):
    """Every field of an entry."""

    skill = forms.CharField(label=_("Skill"), max_length=NAMES_MOST)
    choice = forms.IntegerField(required=False)  # the skill, once its name left several
    kind = forms.ChoiceField(label=_("Kind"), choices=BY_HAND)
    day = forms.DateField(label=_("Day"))
    minutes = forms.IntegerField(label=_("Minutes"), min_value=0, max_value=MINUTES_MOST, required=False)
    note = forms.CharField(
        label=_("Note"), max_length=NOTE_MOST, required=False, widget=forms.Textarea({"rows": 3})
    )
    link = forms.CharField(label=_("Link"), max_length=LINK_MOST, required=False)
    form_token = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        learner: User,
        today: date,
        own: Evidence | None = None,
        **rest: Any,  # noqa: ANN401 - handed on
    ) -> None:
        """Take what was sent, by whom and when, and the entry that is corrected, if one is."""
        super().__init__(data, **rest)
        self.learner, self.today, self.own = learner, today, own
        self.skill_id = 0
        self.options: tuple[SkillOption, ...] = ()
        bounds = {"max": today.isoformat(), "min": EARLIEST.isoformat()}
        self.fields["day"].widget = forms.DateInput({"type": "date", "class": "input", **bounds}, "%Y-%m-%d")
        self.fields["link"].widget.attrs["inputmode"] = "url"
        if own is not None and own.kind == Kind.CERTIFIED:
            # Such an entry tells of a certificate that no list has; it may stay what it is.
            choices = [*BY_HAND, (Kind.CERTIFIED.value, Kind.CERTIFIED.label)]
            self.fields["kind"].choices = choices  # type: ignore[attr-defined] # a ChoiceField

    def clean(self) -> dict[str, Any]:
        """Find the skill, and hold the fields against what an entry can be."""
        cleaned = super().clean() or {}
        if "skill" in cleaned:
            self._find(cleaned["skill"], chosen=cleaned.get("choice"))
        if not self.errors:
            self.say_faults(faults(self.entry(), today=self.today))
        return cleaned

    def entry(self) -> NewEntry:
        """Return the entry that the fields amount to."""
        fields = {name: self.cleaned_data[name] for name in ("day", "kind", "note", "link", "form_token")}
        return NewEntry(skill_id=self.skill_id, minutes=self.cleaned_data["minutes"] or 0, **fields)

    def _find(self, name: str, *, chosen: int | None) -> None:
        # The entry's own skill is known even once it has left the catalogue.
        if self.own is not None and chosen is None and name == self.own.skill.name:
            self.skill_id = self.own.skill_id
            return
        skill, self.options = understand_name(name, learner=self.learner, today=self.today, chosen=chosen)
        if skill is not None:
            self.skill_id = skill.id
        elif self.options:
            self.add_error("choice", str(_("Which skill is it?")))
        else:
            self.add_error("skill", str(_("No skill goes by that name. Write another word of it.")))


class HistoryForm(StyledForm, forms.Form):
    """Which entries are asked for."""

    skill = forms.CharField(label=_("Skill"), max_length=200, required=False)
    domain = forms.ChoiceField(label=_("Domain"), required=False)
    kind = forms.ChoiceField(
        label=_("Kind"),
        required=False,
        choices=[("", _("Any")), *((kind.value, kind.label) for kind in Kind)],
    )
    first = forms.DateField(label=_("From"), required=False)
    last = forms.DateField(label=_("To"), required=False)
    text = forms.CharField(label=_("Words in the note"), max_length=SEARCHED_MOST, required=False)

    def __init__(self, data: Mapping[str, Any], *, catalogue: Snapshot) -> None:
        """Take what was asked for, of which catalogue."""
        super().__init__(data)
        self.catalogue = catalogue
        domains = [(domain.code, domain.name) for domain in catalogue.domains]
        self.fields["domain"].choices = [("", _("Any")), *domains]  # type: ignore[attr-defined] # a ChoiceField
        for name in ("first", "last"):
            self.fields[name].widget = forms.DateInput({"type": "date", "class": "input"}, "%Y-%m-%d")
        self.skill_id: int | None = None

    def clean_skill(self) -> str:
        """Find the skill by its name or slug, and say its name."""
        asked: str = self.cleaned_data["skill"]
        if not asked:
            return ""
        card = skill_named(asked, self.catalogue)
        if card is None:
            raise forms.ValidationError(_("No skill goes by exactly that name."))
        self.skill_id = card.id
        self.data = {**self.data, "skill": card.name}
        return card.name

    def clean(self) -> dict[str, Any]:
        """Put the days in order."""
        cleaned = super().clean() or {}
        first, last = cleaned.get("first"), cleaned.get("last")
        if first and last and first > last:
            self.add_error("last", str(_("This day lies before the first.")))
        return cleaned

    def filters(self) -> Filters:
        """Return what a valid form asks for."""
        asked = {name: self.cleaned_data[name] for name in ("domain", "kind", "first", "last", "text")}
        return Filters(skill_id=self.skill_id, **asked)
