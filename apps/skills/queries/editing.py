"""A file of the catalogue in the hands of an author."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Final

from apps.skills.logic.catalogue.written import files
from apps.skills.models import CatalogueDraft, Way
from apps.skills.queries.stored import stored_catalogue

BY_DOMAIN: Final = ("skills", "resources", "labs")
LINES_KEPT_FREE: Final = 3  # below the last line, to go on writing


class FileUnknownError(LookupError):
    """There is no such file of the catalogue, and nothing that could be written into it."""


@dataclass(frozen=True, slots=True)
class EditPage:
    """A file in the hands of an author."""

    name: str
    text: str
    seen: str  # stands for the text from which the author begins
    rows: int
    draft: int | None
    line: int  # marked; 0 for none
    numbers: tuple[str, str, str]  # of the lines before the marked one, it, and after


def edit_page(name: str, *, draft_id: int | None, line: int) -> EditPage:
    """Return a file to edit: as the draft has it, else as it is stored.

    Raises FileUnknownError, also where the draft is gone or cannot take up that file.
    """
    text = None
    if draft_id is not None:
        draft = CatalogueDraft.objects.filter(pk=draft_id).first()
        if draft is None or (name not in draft.files and draft.way != Way.FILES):
            raise FileUnknownError(name)
        text = draft.files.get(name)
    if text is None:
        text = stored_text(name)
    return page_of_text(name, text, draft_id=draft_id, line=line)


def page_of_text(name: str, text: str, *, draft_id: int | None, line: int = 0, seen: str = "") -> EditPage:
    """Return a page that edits a text, begun from it or from another one, for which `seen` stands."""
    many = text.count("\n") + LINES_KEPT_FREE
    line = line if 0 < line <= many else 0
    return EditPage(
        name=name,
        text=text,
        seen=seen or digest(text),
        rows=many,
        draft=draft_id,
        line=line,
        numbers=(_numbers(1, line - 1), str(line or ""), _numbers(line + 1, many)),
    )


def _numbers(first: int, last: int) -> str:
    return "".join(f"{number}\n" for number in range(first, last + 1))


def digest(text: str) -> str:
    """Return what stands for a text."""
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def stored_text(name: str) -> str:
    """Return a file of the stored catalogue. Raises FileUnknownError."""
    stored = stored_catalogue().contents
    texts = files(stored)
    if name in texts:
        return texts[name]
    section, _, rest = name.partition("/")
    if section in BY_DOMAIN and rest in {f"{domain.id}.yaml" for domain in stored.domains}:
        return f"{section}: []\n"
    raise FileUnknownError(name)
