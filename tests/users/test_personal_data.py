"""The register of what is kept about a person misses no table and no column."""
# ruff: noqa: SLF001 - `_meta` is the public name of what a model knows about itself

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

import pytest
from django.apps import apps
from django.db.models import EmailField, Field, ForeignKey, GenericIPAddressField, Model
from django.utils import timezone

from apps.progress.models import Evidence
from apps.skills.models import RoleChoice
from apps.users.models import User
from apps.users.personal_data import Part, parts, register
from tests.factories import RoleFactory, SkillFactory, UserFactory


def tables() -> list[type[Model]]:
    return [model for model in apps.get_models(include_auto_created=True) if not model._meta.proxy]


def relations() -> Iterator[tuple[type[Model], ForeignKey[Model, Model]]]:
    for model in tables():
        for field in model._meta.local_fields:
            if isinstance(field, ForeignKey):
                yield model, field


def named(model: type[Model], field: str) -> str:
    return f"{model._meta.label}.{field}"


def test_every_relation_to_a_person_is_registered() -> None:
    found = {named(model, field.name) for model, field in relations() if field.related_model is User}
    registered = {named(part.model, part.owner) for part in parts() if part.owner}
    assert found - registered == set(), "Name these in the app's personal_data module."


def test_every_table_that_hangs_on_a_personal_row_is_registered() -> None:
    erased = {part.model for part in parts() if part.owner and not part.kept}
    hanging = {
        named(model, field.name)
        for model, field in relations()
        if field.related_model in erased and model not in {part.model for part in parts()}
    }
    assert hanging == set(), (
        "Their rows would be in the way of an erasure: register them after what they hang on."
    )


def test_every_table_with_a_column_for_addresses_is_registered() -> None:
    personal = (EmailField, GenericIPAddressField)
    found = {
        named(model, field.name)
        for model in tables()
        for field in model._meta.local_fields
        if isinstance(field, personal) and model not in {part.model for part in parts()}
    }
    assert found == set()


def columns(model: type[Model]) -> set[str]:
    return {field.name for field in model._meta.concrete_fields}


@pytest.mark.parametrize("part", parts(), ids=lambda part: named(part.model, part.owner))
def test_every_column_is_handed_out_or_left_out_with_a_reason(part: Part) -> None:
    owner = part.owner.partition("__")[0].replace("pk", "id")
    handed_out = {field.partition("__")[0] for field in part.fields}
    assert columns(part.model) - {owner} == (handed_out | set(part.left_out)) - {owner}
    assert handed_out & set(part.left_out) == set()
    assert [column for column, reason in part.left_out.items() if not reason.strip()] == []
    assert bool(part.name) == bool(part.fields) == bool(part.about)


def test_what_hangs_on_other_rows_is_registered_after_them() -> None:
    seen: dict[type[Model], int] = defaultdict(int)
    late: list[str] = []
    for part in parts():
        path = part.owner.split("__")[:-1]
        model: type[Model] = part.model
        for step in path:
            field: Field[object, object] = model._meta.get_field(step)  # type: ignore[assignment]
            assert field.related_model is not None
            model = field.related_model
            if not seen[model]:
                late.append(named(part.model, part.owner))
        seen[part.model] += 1
    assert late == []


def test_a_relation_or_a_name_is_registered_once() -> None:
    with pytest.raises(ValueError, match=r"RoleChoice.learner is registered twice"):
        register(Part(model=RoleChoice, owner="learner"))
    with pytest.raises(ValueError, match="Two parts are called log"):
        register(Part(model=RoleChoice, owner="role", name="log"))


@pytest.mark.parametrize("part", [part for part in parts() if part.fields], ids=lambda part: part.name)
@pytest.mark.django_db
def test_every_row_of_a_part_bears_its_columns(part: Part) -> None:
    rows = [tuple(row) for row in part.export(UserFactory.create())]
    assert rows == [part.columns] * len(rows)
    assert len(set(part.columns)) == len(part.fields)


@pytest.mark.django_db
def test_a_part_hands_out_the_rows_of_one_person_by_the_names_of_things() -> None:
    learner, other = UserFactory.create(), UserFactory.create()
    for person in (learner, other):
        RoleChoice.objects.create(learner=person, role=RoleFactory.create(slug=f"role-of-{person.pk}"))
    skill = SkillFactory.create(slug="kubernetes")
    now = timezone.now()
    row = Evidence.objects.create(
        learner=learner, skill=skill, day=now.date(), minutes=30, kind="read", logged_at=now
    )
    found = {part.name: list(part.export(learner)) for part in parts() if part.name in {"role", "log"}}
    assert found == {
        "role": [{"role": f"role-of-{learner.pk}"}],
        "log": [
            {
                "id": row.pk,
                "skill": "kubernetes",
                "day": now.date(),
                "minutes": 30,
                "kind": "read",
                "grade": None,
                "note": "",
                "link": "",
                "visibility": "private",
                "certificate": None,
                "proof": None,
                "source_import": None,
                "replaces": None,
                "withdrawn": False,
                "logged_at": now,
            }
        ],
    }
