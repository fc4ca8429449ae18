"""Authors, their drafts, and what a browser sends of them."""

from __future__ import annotations

import html
import re

from django.test import Client

from apps.skills.models import (
    CatalogueDraft,
    Way,
)
from apps.skills.operations import drafts
from apps.skills.operations.previews import DraftPage, Preview, draft_page
from apps.users.models import User
from tests.factories import UserFactory
from tests.skills.cases import NOW

SKILLS = "skills/ml.yaml"


def author() -> User:
    user: User = UserFactory.create(is_staff=True, name="Ana Ruiz")
    return user


def signed_in(user: User | None = None) -> Client:
    client = Client()
    client.force_login(user or author())
    return client


def drafted(files: dict[str, str], way: Way = Way.FILES) -> CatalogueDraft:
    return drafts.start_draft(files=files, way=way, now=NOW, by=author())


def page_of(files: dict[str, str], way: Way = Way.FILES) -> DraftPage:
    return draft_page(drafted(files, way).pk)


def preview(files: dict[str, str], way: Way = Way.FILES) -> Preview:
    page = page_of(files, way)
    assert page.faults == ()
    assert page.preview is not None
    return page.preview


def told(files: dict[str, str], way: Way = Way.FILES) -> list[tuple[str, str, str]]:
    """Return kind, name and place of every change of a draft."""
    return [(row.change.kind, row.change.name, row.change.place) for row in preview(files, way).rows]


def faults(files: dict[str, str], way: Way = Way.FILES) -> list[str]:
    return [str(fault) for fault in page_of(files, way).faults]


def commit(draft: CatalogueDraft, client: Client | None = None) -> int:
    page = draft_page(draft.pk)
    answer = (client or signed_in()).post(f"/catalogue/drafts/{draft.pk}/commit/", {"seal": page.seal})
    return answer.status_code


def edit(client: Client, name: str, old: str, new: str) -> str:
    """Edit a file as a browser does and return the address of the draft."""
    page = client.get(f"/catalogue/edit/?file={name}").content.decode()
    text, seen = typed(page)
    assert old in text
    sent = {"text": text.replace(old, new).replace("\n", "\r\n"), "seen": seen}
    return str(client.post(f"/catalogue/edit/?file={name}", sent).headers["Location"])


def typed(page: str) -> tuple[str, str]:
    text = re.search(r"<textarea[^>]*>\n(.*?)</textarea>", page, re.DOTALL)
    seen = re.search(r'name="seen" value="([0-9a-f]{32})"', page)
    assert text
    assert seen
    return html.unescape(text[1]), seen[1]


def seal_of(client: Client, address: str) -> str:
    found = re.search(r'name="seal" value="([0-9a-f]{32})"', client.get(address).content.decode())
    assert found
    return found[1]
