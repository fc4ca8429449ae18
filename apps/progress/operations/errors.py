"""Why a write of progress can be refused."""

from __future__ import annotations

from collections.abc import Mapping

from apps.progress.logic.certificates import CertificateFault, CertificateField
from apps.progress.logic.entries import Fault, Field
from apps.progress.logic.proofs import ProofFault, ProofField, ReviewState


class EvidenceNotFound(LookupError):  # noqa: N818 - it says what a page then says: not found
    """No such entry of this learner stands."""


class OutcomeNotFound(LookupError):  # noqa: N818 - as above
    """No such outcome is in the catalogue."""


class SkillNotFound(LookupError):  # noqa: N818 - as above
    """No such skill is in the catalogue."""


class CertificateNotFound(LookupError):  # noqa: N818 - as above
    """No such certificate of this learner stands."""


class CertificationNotFound(LookupError):  # noqa: N818 - as above
    """No such certification is in the catalogue."""


class CertificateTwiceError(ValueError):
    """The same certification, earned on the same day, is on record already."""


class CertificateRefusedError(ValueError):
    """A certificate says what cannot be; `faults` says which field and why."""

    def __init__(self, faults: Mapping[CertificateField, CertificateFault]) -> None:
        """Keep the faults for the form."""
        self.faults = dict(faults)
        super().__init__(", ".join(f"{field}: {fault}" for field, fault in self.faults.items()))


class LabNotFound(LookupError):  # noqa: N818 - as above
    """No such lab is in the catalogue."""


class ProofNotFound(LookupError):  # noqa: N818 - as above
    """No such proof of this learner stands."""


class ReviewNotFound(LookupError):  # noqa: N818 - as above
    """No such review of this learner's proof is in a state to be changed so."""


class ProofAcceptedError(ValueError):
    """Somebody accepted the proof as it is; what they accepted stays as it is."""


class ReviewsOpenError(ValueError):
    """As many links as a learner may have are open already."""


class OwnReviewError(ValueError):
    """Nobody reviews their own."""


class ReviewClosedError(ValueError):
    """The link takes no answer any more; `state` says why."""

    def __init__(self, state: ReviewState) -> None:
        """Keep where the review stands."""
        self.state = state
        super().__init__(state)


class ProofRefusedError(ValueError):
    """A proof says what cannot be; `faults` says which field and why."""

    def __init__(self, faults: Mapping[ProofField, ProofFault]) -> None:
        """Keep the faults for the form."""
        self.faults = dict(faults)
        super().__init__(", ".join(f"{field}: {fault}" for field, fault in self.faults.items()))


class NameRefusedError(ValueError):
    """A reviewer's name is none."""


class EntryRefusedError(ValueError):
    """An entry says what cannot be; `faults` says which field and why."""

    def __init__(self, faults: Mapping[Field, Fault]) -> None:
        """Keep the faults for the form."""
        self.faults = dict(faults)
        super().__init__(", ".join(f"{field}: {fault}" for field, fault in self.faults.items()))


class LevelRefusedError(ValueError):
    """A self-assessment outside new, seen it, use it, teach it."""


class TargetRefusedError(ValueError):
    """A target retention outside what can be aimed at."""
