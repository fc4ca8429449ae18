"""The log of what a learner did, and the memory states derived from it."""

from apps.progress.models.certificates import Certificate, CertificateQuerySet
from apps.progress.models.imports import (
    ENDED,
    WORKING,
    FileFormat,
    ImportFault,
    ImportPiece,
    ImportRow,
    ImportState,
    ProgressImport,
    ProgressImportQuerySet,
)
from apps.progress.models.labs import LabProof, LabReview, Verdict
from apps.progress.models.log import (
    MINUTES_MOST,
    Evidence,
    EvidenceQuerySet,
    ImplicitPractice,
    Kind,
    Visibility,
)
from apps.progress.models.memory import DecayModel, MemoryState, MemoryStateQuerySet
from apps.progress.models.said import OutcomeShown, SelfAssessment

__all__ = [
    "ENDED",
    "MINUTES_MOST",
    "WORKING",
    "Certificate",
    "CertificateQuerySet",
    "DecayModel",
    "Evidence",
    "EvidenceQuerySet",
    "FileFormat",
    "ImplicitPractice",
    "ImportFault",
    "ImportPiece",
    "ImportRow",
    "ImportState",
    "Kind",
    "LabProof",
    "LabReview",
    "MemoryState",
    "MemoryStateQuerySet",
    "OutcomeShown",
    "ProgressImport",
    "ProgressImportQuerySet",
    "SelfAssessment",
    "Verdict",
    "Visibility",
]
