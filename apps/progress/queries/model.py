"""The forgetting curve in force, and those that older states were made with."""

from __future__ import annotations

from dataclasses import dataclass

from apps.progress.logic.memory import Curve
from apps.progress.models import DecayModel


@dataclass(frozen=True, slots=True)
class Model:
    """A version of the curve."""

    id: int
    name: str
    version: int
    curve: Curve


_known: dict[int, Model] = {}  # parameters of a version never change, so no entry is ever stale


def active_model() -> Model:
    """Return the model in force; one statement.

    Raises DecayModel.DoesNotExist where none is, which the migrations rule out.
    """
    row = DecayModel.objects.get(active=True)
    return _known.setdefault(row.pk, _model(row))


def curve_of(model_id: int) -> Curve:
    """Return the curve of a model; one statement at its first use in a process, none after."""
    if model_id not in _known:
        _known[model_id] = _model(DecayModel.objects.get(pk=model_id))
    return _known[model_id].curve


def _model(row: DecayModel) -> Model:
    return Model(row.pk, row.name, row.version, Curve(tuple(row.parameters)))
