"""Puts a row about a person into every table that the register names."""
# ruff: noqa: SLF001 - `_meta` is the public name of what a model knows about itself
# ruff: noqa: ANN401 - the columns of any table

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4

from allauth.account.models import EmailAddress
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group
from django.contrib.contenttypes.models import ContentType
from django.contrib.postgres.fields import ArrayField
from django.contrib.sessions.models import Session
from django.db.models import Field, ForeignKey, Model
from django.db.models import fields as kinds
from django.db.models.fields.json import JSONField
from django.test import Client

from apps.skills.models import Catalogue
from apps.users.models import DataExport, OutgoingMail, User
from apps.users.personal_data import Part, parts

NOW = datetime(2026, 12, 1, 9, tzinfo=UTC)


def fill(person: User) -> None:
    """Put one row at least into each registered table; each text says whose it is."""
    for part in parts():
        if not part.of(person).exists():
            _row_of(part, person)
        assert part.of(person).exists(), f"tests/users/filling.py makes no row of {part.model._meta.label}."


def secret(person: User) -> str:
    """Return the word that stands in every text about a person."""
    return f"of-{person.email.partition('@')[0]}"


def _row_of(part: Part, person: User) -> None:
    made = SPECIAL.get(part.model)
    if made is not None:
        made(person, part)
    else:
        make(part.model, person)


def make(model: type[Model], person: User, **fields: Any) -> Model:
    """Make a row of any table by what its columns can hold."""
    fields = {**SAID.get(model._meta.label, {}), **fields}
    for field in model._meta.concrete_fields:
        if field.name not in fields and (field.is_relation or not field.primary_key):
            value = _value(field, person)
            if value is not None:
                fields[field.name] = value
    return model._default_manager.create(**fields)


def _value(field: Field[Any, Any], person: User) -> Any:
    if isinstance(field, ForeignKey):
        return _related(field, person)
    if isinstance(field, kinds.CharField | kinds.TextField) and not field.choices:
        return _text(field, person)
    if field.null or field.has_default() or field.has_db_default():
        return None
    if field.choices:
        return field.choices[0][0]
    if isinstance(field, kinds.DateField):
        return _later(field)
    return next((value() for kind, value in VALUES if isinstance(field, kind)), None)


def _related(field: ForeignKey[Any, Any], person: User) -> Any:
    model = field.related_model
    if model is User:
        return person
    if field.null:
        return None
    owned = next((part for part in parts() if part.model is model), None)
    return (owned.of(person) if owned else model._default_manager).first() or make(model, person)


def _later(field: kinds.DateField[Any, Any]) -> date:
    """Return a moment or a day, later for a column further down: from stands before until."""
    if isinstance(field, kinds.DateTimeField):
        return NOW + timedelta(minutes=field.creation_counter)
    return NOW.date() + timedelta(days=field.creation_counter)


def _text(field: Field[Any, Any], person: User) -> str | None:
    if field.max_length is not None and field.max_length < 20:
        return None if field.blank or field.has_default() else "x"
    return secret(person) if not isinstance(field, kinds.EmailField) else person.email


VALUES: tuple[tuple[type[Field[Any, Any]], Callable[[], Any]], ...] = (
    (kinds.UUIDField, uuid4),
    (kinds.GenericIPAddressField, lambda: "192.0.2.1"),
    (kinds.BooleanField, lambda: False),
    (kinds.FloatField, lambda: 1.0),
    (kinds.IntegerField, lambda: 1),
    (kinds.BinaryField, lambda: b"zip"),
    (JSONField, dict),
    (ArrayField, list),
)
# What rules of a table ask for beyond the kinds of its columns.
SAID: dict[str, dict[str, Any]] = {
    "skills.Skill": {"level": "foundation", "ageing": "medium", "ml_weight": 0.5},
    "skills.Role": {"band_low": 0.4, "band_high": 0.6},
    "skills.Lab": {"minutes": 60},
    "progress.Evidence": {"kind": "read"},
    "progress.LabReview": {"verdict": "accepted", "answered_at": NOW},
}


def _session(person: User, _part: Part) -> None:
    Client().force_login(person)


def _group(person: User, _part: Part) -> None:
    person.groups.add(Group.objects.get_or_create(name="authors")[0])


def _permission(person: User, _part: Part) -> None:
    person.user_permissions.add(ContentType.objects.get_for_model(User).permission_set.order_by("pk")[0])


def _catalogue(person: User, _part: Part) -> None:
    Catalogue.objects.create(version=1, digest="d", by=person)


def _mail(person: User, _part: Part) -> None:
    OutgoingMail.objects.create(to=person.email, sender="e@example.org", subject="Hello", text=secret(person))


def _address(person: User, _part: Part) -> None:
    EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)


def _export(person: User, _part: Part) -> None:
    DataExport.objects.create(owner=person)


def _journal(person: User, part: Part) -> None:
    staff = person if part.owner else User.objects.get(email="boss@example.org")
    of = ContentType.objects.get_for_model(User)
    LogEntry.objects.create(
        user=staff, content_type=of, object_id=str(person.pk), object_repr=person.email, action_flag=2
    )


SPECIAL: dict[type[Model], Callable[[User, Part], None]] = {
    Session: _session,
    User.groups.through: _group,
    User.user_permissions.through: _permission,
    Catalogue: _catalogue,
    OutgoingMail: _mail,
    EmailAddress: _address,
    DataExport: _export,
    LogEntry: _journal,
}
