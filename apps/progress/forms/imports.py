"""A file that is chosen, and what is meant by what it says."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final, Literal, cast

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from apps.core.forms import StyledForm
from apps.progress.logic.files.cells import fold
from apps.progress.operations.imports import PIECE, Choices, NewFile
from apps.progress.queries.named import NAMES_MOST, skill_names

ENDINGS: Final[dict[str, Literal["csv", "yaml"]]] = {
    ".csv": "csv",
    ".txt": "csv",
    ".yaml": "yaml",
    ".yml": "yaml",
}
WORKBOOKS: Final = (".xlsx", ".xls", ".xlsm", ".ods", ".numbers")
OUT: Final = "out"


class FileForm(StyledForm, forms.Form):
    """The file to bring in."""

    file = forms.FileField(
        label=_("File"),
        allow_empty_file=True,  # which is then said as any other fault of a file
        help_text=_("CSV or YAML in UTF-8, 25 MB and 250,000 rows at most."),
        widget=forms.FileInput({"accept": ".csv,.yaml,.yml,text/csv,application/yaml"}),
        error_messages={"required": _("Choose a file."), "invalid": _("Choose a file.")},
    )
    form_token = forms.UUIDField(required=False, widget=forms.HiddenInput)
    instead_of = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def clean_file(self) -> UploadedFile[Any]:
        """Tell by its name what the file is."""
        file = cast("UploadedFile[Any]", self.cleaned_data["file"])
        name = (file.name or "").lower()
        if name.endswith(WORKBOOKS):
            raise forms.ValidationError(_("That is a workbook. Save its sheet as CSV UTF-8 and choose that."))
        if not name.endswith(tuple(ENDINGS)):
            raise forms.ValidationError(_("Choose a file whose name ends in .csv, .yaml or .yml."))
        return file

    def new_file(self) -> NewFile:
        """Return the file that a valid form brings."""
        file = cast("UploadedFile[Any]", self.cleaned_data["file"])
        name = file.name or ""
        ending = next(ending for ending in ENDINGS if name.lower().endswith(ending))
        return NewFile(
            name=name,
            format=ENDINGS[ending],
            pieces=file.chunks(PIECE),
            form_token=self.cleaned_data["form_token"],
            instead_of=self.cleaned_data["instead_of"],
        )


def choices_sent(data: Mapping[str, str]) -> tuple[Choices, dict[str, str]]:
    """Return what was chosen, and what was typed and names no skill, by the text in lower case.

    Field name-N says which text of the file is meant, skill-N and other-N what it means; word-N and
    kind-N the same for kinds.
    """
    skills: dict[str, int] = {}
    unknown: dict[str, str] = {}
    typed = any(data.get(f"other-{at}") for at in range(NAMES_MOST))
    names = skill_names() if typed else {}
    for said, chosen, other in _each(data, "name", "skill", "other"):
        if other.strip():
            found = names.get(fold(other))
            if found is None:
                unknown[said] = other[:120]
            else:
                skills[said] = found
        elif chosen == OUT:
            skills[said] = 0
        elif chosen.isascii() and chosen.isdigit() and len(chosen) < 19:
            skills[said] = int(chosen)
    words = _each(data, "word", "kind", "")
    kinds = {said: "" if chosen == OUT else chosen for said, chosen, _ in words if chosen}
    return Choices(skills, kinds), unknown


def _each(data: Mapping[str, str], *fields: str) -> Iterator[tuple[str, ...]]:
    for at in range(NAMES_MOST):
        said = data.get(f"{fields[0]}-{at}", "")[:200]
        if said:
            yield (said, *(data.get(f"{field}-{at}", "") for field in fields[1:]))
