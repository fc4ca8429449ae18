"""What the curricula app keeps about a person: what they put off, and what they put first."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

from apps.curricula.models import Postponement, StepChoice
from apps.users.personal_data import Part

NUMBER: Final = "the number of the row; nothing outside refers to it"

PARTS: Final = (
    Part(
        model=Postponement,
        owner="learner",
        name="put-off",
        about=_("The skills that you did not want proposed, and until when."),
        fields=("skill__slug", "until"),
        left_out={"id": NUMBER},
    ),
    Part(
        model=StepChoice,
        owner="learner",
        name="next-step",
        about=_("The step that you chose instead of the one proposed."),
        fields=("skill__slug", "chosen_on"),
        left_out={"id": NUMBER},
    ),
)
