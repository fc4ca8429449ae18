"""What is written of progress: one transaction each, whose writes on one learner follow one another."""

from apps.progress.logic.certificates import NewCertificate
from apps.progress.logic.entries import NewEntry
from apps.progress.logic.proofs import Answer, NewProof
from apps.progress.operations.assessment import AssessedLevel, assess
from apps.progress.operations.certificates import (
    correct_certificate,
    extend_certificate,
    record_certificate,
    restore_certificate,
    withdraw_certificate,
)
from apps.progress.operations.errors import (
    CertificateNotFound,
    CertificateRefusedError,
    CertificateTwiceError,
    CertificationNotFound,
    EntryRefusedError,
    EvidenceNotFound,
    LabNotFound,
    LevelRefusedError,
    NameRefusedError,
    OutcomeNotFound,
    OwnReviewError,
    ProofAcceptedError,
    ProofNotFound,
    ProofRefusedError,
    ReviewClosedError,
    ReviewNotFound,
    ReviewsOpenError,
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
from apps.progress.operations.moved import Change, Logged, Moved, Proved, Recorded
from apps.progress.operations.outcomes import show_outcome
from apps.progress.operations.proofs import correct_proof, record_proof, restore_proof, withdraw_proof
from apps.progress.operations.rebuild import rebuild_memory
from apps.progress.operations.reckoning import change_target, reckon_catalogue
from apps.progress.operations.reviews import answer_review, ask_review, revoke_review, take_back_review
from apps.progress.operations.rows import Imported, NewRow, import_rows

__all__ = [
    "Answer",
    "AssessedLevel",
    "CertificateNotFound",
    "CertificateRefusedError",
    "CertificateTwiceError",
    "CertificationNotFound",
    "Change",
    "EntryRefusedError",
    "EvidenceNotFound",
    "Imported",
    "LabNotFound",
    "LevelRefusedError",
    "Logged",
    "Moved",
    "NameRefusedError",
    "NewCertificate",
    "NewEntry",
    "NewProof",
    "NewRow",
    "OutcomeNotFound",
    "OwnReviewError",
    "ProofAcceptedError",
    "ProofNotFound",
    "ProofRefusedError",
    "Proved",
    "Recorded",
    "ReviewClosedError",
    "ReviewNotFound",
    "ReviewsOpenError",
    "SkillNotFound",
    "TargetRefusedError",
    "answer_review",
    "ask_review",
    "assess",
    "change_target",
    "correct_certificate",
    "correct_evidence",
    "correct_proof",
    "ensure_model",
    "extend_certificate",
    "import_rows",
    "log_evidence",
    "rebuild_memory",
    "reckon_catalogue",
    "record_certificate",
    "record_proof",
    "restore_certificate",
    "restore_evidence",
    "restore_proof",
    "revoke_review",
    "show_outcome",
    "take_back_review",
    "undo_evidence",
    "withdraw_certificate",
    "withdraw_evidence",
    "withdraw_proof",
]
