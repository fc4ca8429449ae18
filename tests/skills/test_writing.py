"""Writing files of the catalogue in the browser, and uploading them."""

from __future__ import annotations

import html

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from apps.skills.models import (
    CatalogueDraft,
    Lab,
    Skill,
    Way,
)
from apps.skills.queries.editing import stored_text
from tests.catalogue import SMALL, import_small
from tests.skills.cases import counts, lab
from tests.skills.drafting import (
    SKILLS,
    commit,
    drafted,
    signed_in,
    typed,
)
from tests.skills.test_hostile_files import HOSTILE

pytestmark = pytest.mark.django_db


def test_two_who_write_the_same_file_of_a_draft_do_not_write_over_each_other_unasked() -> None:
    import_small()
    client = signed_in()
    draft = drafted({SKILLS: stored_text(SKILLS)})
    address = f"/catalogue/edit/?file={SKILLS}&draft={draft.pk}"
    text, seen = typed(client.get(address).content.decode())
    assert client.post(address, {"text": text + "# mine\n", "seen": seen}).status_code == 302
    answer = client.post(address, {"text": text + "# theirs\n", "seen": seen})
    assert answer.status_code == 422
    kept, seen = typed(answer.content.decode())
    assert kept == text + "# theirs\n"
    assert client.post(address, {"text": kept, "seen": seen}).status_code == 302
    draft.refresh_from_db()
    assert draft.files == {SKILLS: text + "# theirs\n"}


def test_a_file_that_is_none_of_the_catalogue_cannot_be_edited() -> None:
    import_small()
    client = signed_in()
    whole = drafted({"set.yaml": "version: 2\n"}, Way.WHOLE)
    for query in (
        "file=other.yaml",
        "file=skills/other.yaml",
        "file=../roles.yaml",
        "file=",
        "file=coverage.yaml",
        f"file=roles.yaml&draft={whole.pk}",
        "file=roles.yaml&draft=999999",
    ):
        assert (query, client.get(f"/catalogue/edit/?{query}").status_code) == (query, 404)
    # A number that no row could have is no draft.
    assert client.get(f"/catalogue/edit/?file=roles.yaml&draft={9**40}&line={9**40}").status_code == 200
    assert client.get(f"/catalogue/edit/?file=set.yaml&draft={whole.pk}").status_code == 200


def uploaded(files: dict[str, bytes], way: str = "whole") -> tuple[int, str]:
    """Upload files and return the status and the page that follows."""
    sent = [SimpleUploadedFile(name, data) for name, data in files.items()]
    answer = signed_in().post("/catalogue/upload/", {"files": sent, "way": way}, follow=True)
    return answer.redirect_chain[-1][
        1
    ] if answer.redirect_chain else answer.status_code, answer.content.decode()


def test_several_files_are_uploaded_at_once_whatever_folders_they_came_from() -> None:
    status, said = uploaded({"skills/ml.yaml": SMALL.encode(), "labs/ml.yaml": lab(skill="python").encode()})
    assert status == 302
    assert sorted(CatalogueDraft.objects.get().files) == ["2-ml.yaml", "ml.yaml"]
    assert "Draft of the first catalogue" in said
    assert commit(CatalogueDraft.objects.get()) == 302
    assert (Skill.objects.current().count(), Lab.objects.current().count()) == (4, 1)


def test_an_upload_without_files_or_without_a_way_is_asked_again() -> None:
    assert signed_in().post("/catalogue/upload/", {"way": "whole"}).status_code == 422
    assert uploaded({"a.yaml": b"version: 1\n"}, way="files")[0] == 422
    assert CatalogueDraft.objects.count() == 0


@pytest.mark.parametrize(("text", "told_of_it"), HOSTILE)
def test_a_hostile_file_ends_at_once_with_its_place_in_the_browser_too(
    text: str | bytes, told_of_it: str
) -> None:
    before = counts()
    data = text if isinstance(text, bytes) else text.encode("utf-8", "surrogatepass")
    status, said = uploaded({"hostile.yaml": data})
    assert html.escape(f"hostile.yaml{told_of_it}") in said
    assert status in {302, 422}
    assert counts() == before


def test_a_file_of_more_than_five_megabytes_is_not_kept() -> None:
    status, said = uploaded({"a.yaml": b"#" * (5 * 1024 * 1024 + 1)})
    assert (status, CatalogueDraft.objects.count()) == (422, 0)
    assert "a.yaml: is larger than 5 MB" in said
