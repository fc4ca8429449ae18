"""What becomes of a mail after a try."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from apps.users.logic.mail import WAITS, Delivery, Outcome, outcome

NOW = datetime(2026, 12, 1, 9, tzinfo=UTC)
AWAY = Delivery("not reached", "timed out")


def test_what_the_server_took_is_sent() -> None:
    assert outcome(Delivery("accepted"), attempts=1, now=NOW) == Outcome("sent", None)


def test_what_the_server_refused_has_failed() -> None:
    refused = Delivery("refused", "550 no such user")
    assert outcome(refused, attempts=1, now=NOW) == Outcome("failed", None, "550 no such user")


def test_what_broke_after_the_end_is_not_known_and_never_tried_again() -> None:
    broke = Delivery("broke after the end", "reset")
    assert outcome(broke, attempts=1, now=NOW) == Outcome("unknown", None, "reset")


def test_what_did_not_reach_the_server_is_tried_again_ever_later() -> None:
    tries = [outcome(AWAY, attempts=n, now=NOW) for n in range(1, len(WAITS) + 1)]
    assert [t.next_try_at for t in tries] == [NOW + wait for wait in WAITS]
    assert sorted(WAITS) == list(WAITS)


def test_after_two_days_of_tries_it_has_failed() -> None:
    assert sum(WAITS, timedelta()) > timedelta(days=1, hours=20)
    assert outcome(AWAY, attempts=len(WAITS) + 1, now=NOW) == Outcome("failed", None, "timed out")
