from __future__ import annotations

import pytest
from pytest_django import DjangoAssertNumQueries

from apps.skills.models import RoleChoice
from apps.skills.operations import RoleNotFoundError, choose_role
from apps.users.models import User
from tests.factories import RoleFactory, UserFactory
from tests.skills.cases import NOW

pytestmark = pytest.mark.django_db


def choose(learner: User, role_id: int) -> RoleChoice:
    return choose_role(learner=learner, role_id=role_id, now=NOW, by=learner)


def test_a_choice_takes_the_place_of_an_earlier_one_and_makes_pages_anew() -> None:
    learner, first, second = UserFactory(), RoleFactory(), RoleFactory()
    choose(learner, first.pk)
    choose(learner, second.pk)
    learner.refresh_from_db()
    assert [(row.learner, row.role) for row in RoleChoice.objects.all()] == [(learner, second)]
    assert learner.page_version == 2


def test_a_role_that_is_unknown_or_retired_is_not_found_and_nothing_changes() -> None:
    learner, retired = UserFactory(), RoleFactory(retired_at=NOW)
    for role_id in (retired.pk, retired.pk + 1):
        with pytest.raises(RoleNotFoundError):
            choose(learner, role_id)
    learner.refresh_from_db()
    assert (RoleChoice.objects.count(), learner.page_version) == (0, 0)


def test_choosing_takes_the_same_statements_each_time(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    learner, role = UserFactory(), RoleFactory()
    choose(learner, role.pk)
    with django_assert_num_queries(9):
        choose(learner, role.pk)
