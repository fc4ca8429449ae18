"""Which decay model is in force."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Max

from apps.progress.logic.memory import DEFAULT_PARAMETERS
from apps.progress.models import DecayModel


@transaction.atomic
def ensure_model() -> None:
    """Put the published defaults of FSRS-6 in force where no model is."""
    if DecayModel.objects.filter(active=True).exists():
        return
    newest = DecayModel.objects.aggregate(newest=Max("version"))["newest"] or 0
    DecayModel.objects.create(
        name="FSRS-6", version=newest + 1, parameters=list(DEFAULT_PARAMETERS), active=True
    )
