"""What authors send: the text of a file, or files."""

from __future__ import annotations

from typing import Any, Final

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _

from apps.skills.gateways.catalogue_files import text_of
from apps.skills.logic.catalogue.faults import Fault
from apps.skills.models import Way

FILES_MOST: Final = 200
NAME_MOST: Final = 100
READ_MOST: Final = 5 * 1024 * 1024 + 1  # a byte more than a file may have


class EditForm(forms.Form):
    """The text of a file."""

    text = forms.CharField(strip=False, required=False)
    seen = forms.CharField(max_length=32)

    def clean_text(self) -> str:
        """Return the text with single line feeds, whatever the browser made of them."""
        return str(self.cleaned_data["text"]).replace("\r\n", "\n").replace("\r", "\n")


class UploadForm(forms.Form):
    """One or several files, and how they meet what is stored."""

    way = forms.ChoiceField(
        choices=[
            (
                Way.ENTRIES,
                _("Add them: entries join the catalogue or replace those of the same id; the rest stays."),
            ),
            (
                Way.WHOLE,
                _("Replace with them: what a section that they name leaves out leaves the catalogue."),
            ),
        ]
    )

    def __init__(
        self,
        data: QueryDict | None = None,
        files: MultiValueDict[str, UploadedFile[bytes]] | None = None,
    ) -> None:
        """Take the files as the browser sent them, in their order."""
        super().__init__(data, files)
        self._sent = files.getlist("files") if files is not None else []
        self.texts: dict[str, str] = {}
        self.faults: list[Fault] = []

    def clean(self) -> dict[str, Any]:
        """Read the files; what is no text, or too long, is a fault and nothing is kept."""
        if not self._sent:
            self.add_error(None, _("Choose at least one file."))
        if len(self._sent) > FILES_MOST:
            self.add_error(None, _("Send at most %(most)d files at once.") % {"most": FILES_MOST})
            return self.cleaned_data
        for sent in self._sent:
            name = self._free_name((sent.name or "file.yaml")[-NAME_MOST:])
            self.texts[name], fault = text_of(name, sent.read(READ_MOST))
            self.faults += [fault] if fault else []
        if self.faults:
            self.add_error(None, _("These files cannot be read; nothing was kept."))
        return self.cleaned_data

    def _free_name(self, name: str) -> str:
        """Return a name that no other file has: browsers leave folders out."""
        free, number = name, 2
        while free in self.texts:
            free, number = f"{number}-{name}", number + 1
        return free
