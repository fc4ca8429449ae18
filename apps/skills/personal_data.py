"""What the skills app keeps about a person: the role aimed at, their name under imports of the catalogue."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

from apps.skills.models import Catalogue, CatalogueDraft, RoleChoice
from apps.users.personal_data import Part

CATALOGUE: Final = "it tells of the catalogue"


PARTS: Final = (
    Part(
        model=RoleChoice,
        owner="learner",
        name="role",
        about=_("The role you aim at."),
        fields=("role__slug",),
        left_out={"id": "the number of the row; nothing outside refers to it"},
    ),
    Part(
        model=CatalogueDraft,
        owner="by",
        name="catalogue-drafts",
        about=_("Changes of the catalogue that you began and did not import."),
        fields=("id", "way", "files", "made_at"),
        left_out=dict.fromkeys(("base", "put_back"), CATALOGUE),
    ),
    Part(
        model=Catalogue,
        owner="by",
        name="catalogue-imports",
        about=_("When you imported a catalogue."),
        fields=("id", "imported_at"),
        left_out=dict.fromkeys(("version", "as_of", "digest", "changes", "chart"), CATALOGUE),
        kept="everybody's catalogue rests on it; no name stands by it any more",
    ),
)
