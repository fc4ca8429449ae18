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
    "Certificate",
    "CertificateQuerySet",
    "DecayModel",
    "Evidence",
    "EvidenceQuerySet",
    "ImplicitPractice",
    "FileFormat",
    "ImportFault",
    "ImportPiece",
    "ImportRow",
    "ImportState",
    "Kind",
    "MemoryState",
    "MemoryStateQuerySet",
    "OutcomeShown",
    "ProgressImport",
    "ProgressImportQuerySet",
    "SelfAssessment",
    "WORKING",
    "Visibility",
]
