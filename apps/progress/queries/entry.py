"""One entry of the log."""

from __future__ import annotations

from apps.progress.models import Evidence, Kind
from apps.users.models import User


def entry_by_hand(learner: User, evidence_id: int) -> Evidence | None:
    """Return an entry that the learner wrote and that stands, with its skill; None for any other.

    One SQL statement. A check is none of these: it stands as it was answered. Nor is what was
    written with a certificate.
    """
    rows = Evidence.objects.of(learner).current().alone().exclude(kind=Kind.CHECKED)
    return rows.select_related("skill__domain").filter(pk=evidence_id).first()


def edit_path(evidence_id: int, *, kind: str, certificate_id: int | None, proof_id: int | None) -> str:
    """Return where an entry is edited, below the address of the log; empty for a check.

    Written out: a table asks for many, and reversing each address is what costs.
    """
    if certificate_id is not None:
        return f"certificates/{certificate_id}/edit/"
    if proof_id is not None:
        return f"proofs/{proof_id}/"
    return "" if kind == Kind.CHECKED else f"{evidence_id}/edit/"
