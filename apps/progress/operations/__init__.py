"""What is written of progress: one transaction each, whose writes on one learner follow one another."""

from apps.progress.logic.entries import NewEntry
from apps.progress.operations.assessment import AssessedLevel, assess
from apps.progress.operations.errors import (
    EntryRefusedError,
    EvidenceNotFound,
    LevelRefusedError,
    OutcomeNotFound,
    SkillNotFound,
    TargetRefusedError,
)
from apps.progress.operations.evidence import (
    correct_evidence,
    log_evidence,
    restore_evidence,
    undo_evidence,
    withdraw_evidence,
)
from apps.progress.operations.models import ensure_model
from apps.progress.operations.moved import Change, Logged, Moved
from apps.progress.operations.outcomes import show_outcome
from apps.progress.operations.rebuild import rebuild_memory
from apps.progress.operations.reckoning import change_target, reckon_catalogue

__all__ = [
    "AssessedLevel",
    "Change",
    "EntryRefusedError",
    "EvidenceNotFound",
    "LevelRefusedError",
    "Logged",
    "Moved",
    "NewEntry",
    "OutcomeNotFound",
    "SkillNotFound",
    "TargetRefusedError",
    "assess",
    "change_target",
    "correct_evidence",
    "ensure_model",
    "log_evidence",
    "rebuild_memory",
    "reckon_catalogue",
    "restore_evidence",
    "show_outcome",
    "undo_evidence",
    "withdraw_evidence",
]
