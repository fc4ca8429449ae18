"""Addresses that are none, where some view takes one apart."""

from __future__ import annotations

import pytest
from django.test import Client

from apps.progress.logic.links import same_page, usual_kind
from tests.catalogue import import_small
from tests.factories import UserFactory

BROKEN = ("http://[::1", "https://]x[/", "http://exa\u2100mple.org/")


@pytest.mark.parametrize("address", BROKEN)
def test_what_is_no_address_is_written_in_one_way_and_stands_for_no_kind(address: str) -> None:
    assert (same_page(address), usual_kind(address)) == ((address,), None)


@pytest.mark.django_db
@pytest.mark.parametrize("address", BROKEN)
def test_a_broken_address_that_is_shared_is_said_to_be_one(address: str) -> None:
    import_small()
    client = Client()
    client.force_login(UserFactory())
    assert client.get("/log/", {"url": address}).status_code == 200
    suggested = client.get(
        "/log/suggest/", {"q": f"45m python built {address}"}, headers={"HX-Request": "true"}
    )
    assert suggested.status_code == 200
    assert client.post("/log/", {"q": f"45m python built {address}"}).status_code == 422


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["Origin", "Referer"])
def test_a_form_from_a_broken_address_is_refused(name: str) -> None:
    client = Client(enforce_csrf_checks=True)
    answer = client.post("/theme/", {"theme": "dark"}, headers={name: "http://[::1"})
    assert answer.status_code == 403
