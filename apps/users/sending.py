"""One try at sending one mail: claim, talk to the server, write down the end."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from apps.users.gateways.smtp import Letter, deliver
from apps.users.logic.mail import outcome
from apps.users.models import OutgoingMail
from apps.users.operations.mail import claim_mail, hand_over, settle_mail


def try_mail(*, mail_id: int, clock: Callable[[], datetime]) -> str | None:
    """Try a mail once and return what became of it; None where it was not ours to try.

    Three short transactions, and the network between them: a slow server holds no row. The clock
    is asked twice, since the conversation takes its time.
    """
    claim = claim_mail(mail_id=mail_id, now=clock())
    if claim is None:
        return None
    delivery = deliver(_letter(claim.mail), may_end=lambda: hand_over(claim=claim))
    now = clock()
    end = outcome(delivery, attempts=claim.attempts, now=now)
    return end.verdict if settle_mail(claim=claim, outcome=end, now=now) else None


def _letter(mail: OutgoingMail) -> Letter:
    return Letter(mail.to, mail.sender, mail.subject, mail.text, mail.html, mail.headers)
