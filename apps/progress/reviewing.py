"""A reviewer's answer, recorded together with the mail that tells the learner of it."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.urls import reverse

from apps.progress.logic.proofs import Answer
from apps.progress.models import LabReview
from apps.progress.operations import answer_review
from apps.users.letters import letter
from apps.users.models import User


@transaction.atomic
def answer_and_tell(*, nonce: str, answer: Answer, now: datetime, by: User | None) -> LabReview:
    """Record what a reviewer says and queue a mail to the learner: both, or neither.

    What the reviewer wrote stands on the page alone: a stranger's words and links stay out of mails
    that bear our name. Raises as answer_review does.
    """
    review = answer_review(nonce=nonce, answer=answer, now=now, by=by)
    lab, learner = review.proof.lab, review.proof.learner
    said = {
        "name": learner.name,
        "reviewer": review.reviewer_name,
        "accepted": answer.accepted,
        "lab": lab.title,
        "skill": lab.skill.name,
        "page": reverse("proof", args=[review.proof_id]),
    }
    letter("lab_reviewed", folder="progress/email", to=learner.email, context=said).send()
    return review
