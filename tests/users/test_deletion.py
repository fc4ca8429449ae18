"""Deleting an account leaves nothing about its owner, and everything about everybody else."""
# ruff: noqa: S608 - the names come from the database itself

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.cached_db import SessionStore
from django.contrib.sessions.models import Session
from django.db import DatabaseError, connection, transaction
from django.http.response import HttpResponseBase
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from apps.progress.models import Evidence
from apps.users.letters import letter
from apps.users.models import OutgoingMail, User
from apps.users.operations.erasure import LastSuperuserError, delete_account
from tests.catalogue import import_small
from tests.factories import PASSWORD, SkillFactory, UserFactory
from tests.users.filling import fill, secret
from tests.users.mailbox import last_mail

PAGE = "/settings/data/delete/"


def person(**fields: object) -> User:
    user: User = UserFactory.create(**fields)
    return user


def delete(user: User) -> bool:
    farewell = letter("account_deleted", to=user.email, context={"name": user.name})
    return delete_account(person=user, farewell=farewell, now=timezone.now(), by=user)


def confirmed(user: User) -> Client:
    """Return a browser whose user said their password a moment ago."""
    client = Client()
    client.force_login(user)
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD, "next": PAGE})
    return client


# -- Nothing is left, and nothing else is touched


def tables() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'")
        return sorted(name for (name,) in cursor.fetchall())


def rows() -> dict[str, list[str]]:
    """Return every row of the database as PostgreSQL writes it."""
    found = {}
    with connection.cursor() as cursor:
        for table in tables():
            cursor.execute(f'SELECT t::text FROM "{table}" t ORDER BY 1')
            found[table] = [text for (text,) in cursor.fetchall()]
    return found


def references(user_id: int) -> dict[str, int]:
    """Return how many rows of each table refer to a person by a foreign key."""
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT conrelid::regclass::text, attname FROM pg_constraint
                 JOIN pg_attribute ON attrelid = conrelid AND attnum = conkey[1]
                WHERE contype = 'f' AND confrelid = 'users_user'::regclass"""
        )
        found = {}
        for table, column in cursor.fetchall():
            cursor.execute(f'SELECT count(*) FROM {table} WHERE "{column}" = %s', [user_id])
            found[f"{table}.{column}"] = cursor.fetchone()[0]
        return found


def mentions(*words: str) -> set[str]:
    """Return the tables in which a row holds any of some words."""
    return {table for table, texts in rows().items() for text in texts if any(word in text for word in words)}


@pytest.mark.django_db
def test_no_row_of_the_whole_database_mentions_who_is_gone_and_no_other_row_is_changed() -> None:
    import_small()
    person(email="boss@example.org", is_staff=True)
    other, gone = person(email="otto@example.org"), person(email="quill@example.org", name="Quill")
    fill(other)
    alone = rows()
    account = next(row for row in alone["users_user"] if gone.email in row)
    fill(gone)
    assert {table for table, count in references(gone.pk).items() if not count} == set()
    assert delete(gone)

    assert {table: count for table, count in references(gone.pk).items() if count} == {}
    assert mentions(gone.email, secret(gone)) == {"users_outgoingmail"}
    signed_in = [SessionStore(key).get(SESSION_KEY) for key in Session.objects.values_list("pk", flat=True)]
    assert signed_in == [str(other.pk)]

    left = rows()
    assert {table for table in alone if set(alone[table]) - set(left[table])} == {"users_user"}
    assert [row for row in alone["users_user"] if row not in left["users_user"]] == [account]
    # The catalogue that somebody imported stays, without their name.
    assert {table for table in left if set(left[table]) - set(alone[table])} == {
        "users_outgoingmail",
        "skills_catalogue",
    }


@pytest.mark.django_db
def test_what_remains_is_the_farewell_which_says_no_more_than_that() -> None:
    import_small()
    person(email="boss@example.org", is_staff=True)
    gone = person(email="quill@example.org", name="Quill")
    fill(gone)
    delete(gone)
    mail = OutgoingMail.objects.get()
    assert (mail.to, mail.subject) == ("quill@example.org", "Your Evenkeel account is deleted")
    assert last_mail("quill@example.org").state == "queued"


@pytest.mark.django_db
def test_it_takes_as_many_statements_for_one_row_as_for_many() -> None:
    few, many = person(), person()
    skill = SkillFactory.create()
    for user, count in ((few, 1), (many, 50)):
        for _ in range(count):
            Evidence.objects.create(learner=user, skill=skill, day="2026-11-30", kind="read")
    counts = []
    delete(person())  # what Django keeps in the process from then on is looked up
    for user in (few, many):
        with CaptureQueriesContext(connection) as statements:
            delete(user)
        counts.append(len(statements))
    assert counts == [counts[0]] * 2


@pytest.mark.django_db
@pytest.mark.parametrize("somebody_else_goes", [False, True])
def test_the_log_loses_a_row_in_no_other_way(*, somebody_else_goes: bool) -> None:
    learner, other = person(), person()
    if somebody_else_goes:
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('evenkeel.erases', %s, true)", [str(other.pk)])
    row = Evidence.objects.create(learner=learner, skill=SkillFactory.create(), day="2026-11-30", kind="read")
    with pytest.raises(DatabaseError, match="goes only with its learner"), transaction.atomic():
        row.delete()
    assert list(Evidence.objects.all()) == [row]


# -- Its page


@pytest.mark.django_db
def test_the_page_asks_for_the_password_first() -> None:
    client = Client()
    client.force_login(person())
    assert client.get(PAGE).headers["Location"].startswith(reverse("account_reauthenticate"))
    assert (
        client.post(PAGE, {"address": "x"}).headers["Location"].startswith(reverse("account_reauthenticate"))
    )


@pytest.mark.django_db
def test_whoever_types_another_address_deletes_nothing() -> None:
    user = person(email="quill@example.org")
    client = confirmed(user)
    assert "Type your e-mail address" in client.get(PAGE).content.decode()
    for typed, words in (
        ("otto@example.org", "not the address of this account"),
        ("", "Type your e-mail address"),
    ):
        answer = client.post(PAGE, {"address": typed})
        assert (answer.status_code, words in answer.content.decode()) == (422, True)
    assert User.objects.filter(pk=user.pk).exists()


@pytest.mark.django_db
def test_whoever_types_the_address_is_gone_and_signed_out_everywhere() -> None:
    user = person(email="quill@example.org")
    client, elsewhere = confirmed(user), Client()
    elsewhere.force_login(user)
    answer = client.post(PAGE, {"address": " Quill@Example.org "}, follow=True)
    assert answer.redirect_chain == [(reverse("account_login"), 302)]
    assert "Your account is deleted" in answer.content.decode()
    assert (User.objects.count(), Session.objects.count()) == (0, 0)
    assert [browser.get("/settings/data/").status_code for browser in (client, elsewhere)] == [302, 302]


@pytest.mark.django_db
def test_whoever_is_halfway_in_is_out_too() -> None:
    user, other = person(), person()
    for somebody in (user, other):
        Client().post(reverse("account_login"), {"login": somebody.email, "password": PASSWORD})
    assert Session.objects.count() == 2
    delete(user)
    (left,) = Session.objects.values_list("pk", flat=True)
    assert other.email in str(SessionStore(left).load())


@pytest.mark.django_db
def test_a_form_sent_again_is_harmless() -> None:
    user, other = person(), person()
    client = confirmed(user)
    client.post(PAGE, {"address": user.email})
    assert client.post(PAGE, {"address": user.email}).status_code == 302
    assert delete(user) is False
    assert list(User.objects.all()) == [other]
    assert OutgoingMail.objects.count() == 1


@pytest.mark.django_db
def test_the_last_who_may_give_rights_stays() -> None:
    boss = person(is_staff=True, is_superuser=True)
    person(is_superuser=True, is_active=False)
    with pytest.raises(LastSuperuserError):
        delete(boss)
    answer = confirmed(boss).post(PAGE, {"address": boss.email})
    assert (answer.status_code, "You are the last who may give rights" in answer.content.decode()) == (
        422,
        True,
    )
    person(is_superuser=True)
    assert delete(boss)


# -- Others at the same moment


def blocked() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
        return bool(cursor.fetchone()[0])


def wait_until_blocked() -> None:
    pause = Event()
    for _ in range(200):
        if blocked():
            return
        pause.wait(0.05)
    pytest.fail("Nobody waited for the deletion.")


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("write", ["log", "put off", "profile"])
def test_a_write_that_meets_the_deletion_ends_at_the_sign_in_page_and_leaves_nothing(write: str) -> None:
    user, skill = person(), SkillFactory.create()
    client = Client()
    client.force_login(user)
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            assert delete(user)
            answer = pool.submit(send, client, write, skill.slug)
            wait_until_blocked()
        assert answer.result().headers["Location"] == reverse("account_login")
    assert mentions(user.email) == {"users_outgoingmail"}
    assert {table: count for table, count in references(user.pk).items() if count} == {}
    assert client.get("/").status_code == 302


def send(client: Client, write: str, slug: str) -> HttpResponseBase:
    day = timezone.localdate().isoformat()
    try:
        if write == "log":
            return client.post("/log/new/", {"skill": slug, "day": day, "minutes": "5", "kind": "read"})
        if write == "put off":
            return client.post("/next/later/", {"skill": slug})
        return client.post(
            "/settings/profile/",
            {"name": "A", "time_zone": "UTC", "role": "", "hours": "4", "target": "80", "keys": "on"},
        )
    finally:
        connection.close()


@pytest.mark.django_db(transaction=True)
def test_two_who_alone_may_give_rights_cannot_both_leave_at_once() -> None:
    pair = [person(is_superuser=True), person(is_superuser=True)]

    def attempt(user: User) -> bool:
        try:
            return delete(user)
        except LastSuperuserError:
            return False
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(attempt, pair)) == [False, True]
    assert User.objects.count() == 1
