"""Registers the progress app: the first decay model, and what a change of the catalogue sets off."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.apps import AppConfig
from django.db.models.signals import post_migrate

from apps.skills.logic.catalogue.reach import Reach
from apps.skills.signals import catalogue_changed, learners_counted, reach_asked


class ProgressConfig(AppConfig):
    """The progress app."""

    name = "apps.progress"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Listen for what happens below, and say what is kept about a person."""
        from apps.progress.personal_data import FILES, PARTS  # noqa: PLC0415 - models load after this module
        from apps.users import personal_data  # noqa: PLC0415 - as above

        personal_data.register(*PARTS)
        personal_data.register_files(*FILES)
        post_migrate.connect(put_first_model_in_force, sender=self)
        catalogue_changed.connect(reckon_states)
        learners_counted.connect(count_learners)
        reach_asked.connect(tell_reach)


def put_first_model_in_force(**_: object) -> None:
    """Make sure that a decay model is in force: an emptied database gets the first one again."""
    from apps.progress.operations import ensure_model  # noqa: PLC0415 - models load after this module

    ensure_model()


def reckon_states(*, skill_ids: frozenset[int], now: datetime, **_: object) -> None:
    """Reckon coverage, held and due days of the skills that an import changed, inside its transaction."""
    from apps.progress.operations import reckon_catalogue  # noqa: PLC0415 - as above

    reckon_catalogue(skill_ids=sorted(skill_ids), now=now)


def count_learners(*, skill_ids: frozenset[int], **_: object) -> set[int]:
    """Return the ids of the learners who have a state in any of some skills."""
    from apps.progress.queries import learners_touched  # noqa: PLC0415 - as above

    return learners_touched(skill_ids)


def tell_reach(*, ageing: Mapping[int, str], **_: object) -> dict[int, Reach]:
    """Return what skills mean to learners, for those who are about to change them."""
    from apps.progress.queries.reach import reach  # noqa: PLC0415 - as above

    return reach(ageing)
