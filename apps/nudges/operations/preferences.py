"""What a learner decides about mail."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

import structlog
from django.db import transaction
from django.db.models import F

from apps.nudges.models import MailPreferences
from apps.users.models import User

log = structlog.get_logger(__name__)

Act = Literal["stop", "stop all", "undo"]


class PreferencesRefusedError(ValueError):
    """Preferences that cannot be: a day or an hour that there is not, or a digest on a quiet day."""


class ReaderNotFound(LookupError):  # noqa: N818 - it says what a page then says: not found
    """The account is gone."""


@dataclass(frozen=True, slots=True)
class Choice:
    """What a learner wants to be sent, and when."""

    digest: bool
    day: int  # 1 Monday to 7 Sunday
    hour: int
    quiet_days: Collection[int]

    @property
    def possible(self) -> bool:
        """Whether these are days and hours, and the digest comes on a day that is not quiet."""
        days = set(range(1, 8))
        return (
            {self.day, *self.quiet_days} <= days
            and 0 <= self.hour <= 23
            and not (self.digest and self.day in self.quiet_days)
        )


@transaction.atomic
def choose_mail(*, learner: User, choice: Choice, now: datetime, by: User) -> MailPreferences:
    """Write down what a learner wants to be sent and return it; a stop of every e-mail ends with it.

    Raises PreferencesRefusedError.
    """
    if not choice.possible:
        raise PreferencesRefusedError
    kept = _locked(learner.pk)
    before = (kept.digest and not kept.stopped, kept.digest_day, kept.digest_hour)
    kept.digest, kept.digest_day, kept.digest_hour = choice.digest, choice.day, choice.hour
    kept.quiet_days = sorted(set(choice.quiet_days))
    kept.stopped = False
    if (choice.digest, choice.day, choice.hour) != before:
        kept.digest_since = now
    kept.save()
    log.info("mail_chosen", learner=learner.pk, digest=choice.digest, by=by.pk)
    return kept


@transaction.atomic
def answer_offer(*, learner: User, wanted: bool, now: datetime, by: User) -> MailPreferences:
    """Turn the digest on or leave it off, its day and hour as they are, and return what stands then."""
    kept = _locked(learner.pk)
    quiet = [day for day in kept.quiet_days if not wanted or day != kept.digest_day]
    choice = Choice(wanted, kept.digest_day, kept.digest_hour, quiet)
    return choose_mail(learner=learner, choice=choice, now=now, by=by)


@transaction.atomic
def answer_stop(*, learner_id: int, act: Act, now: datetime) -> MailPreferences:
    """Stop the digest or every e-mail, or take both back, for whoever holds a link from a mail.

    Returns what stands then. Raises ReaderNotFound where the account is gone.
    """
    kept = _locked(learner_id)
    if act == "stop":
        kept.digest = False
    elif act == "stop all":
        kept.stopped = True
    else:
        kept.digest, kept.stopped, kept.digest_since = True, False, now
    kept.save()
    log.info("mail_answered", learner=learner_id, act=act)
    return kept


def _locked(learner_id: int) -> MailPreferences:
    """Lock the learner's row, turn their page over, and return their preferences, made where none were."""
    # The update takes the lock that orders the writes of one learner.
    if not User.objects.filter(pk=learner_id).update(page_version=F("page_version") + 1):
        raise ReaderNotFound(learner_id)
    return MailPreferences.objects.get_or_create(learner_id=learner_id)[0]
