"""What apps above this one offer on the roadmap: each says to whom, and with which template."""

from __future__ import annotations

from collections.abc import Callable

from apps.users.models import User

# Returns the template of what is offered to a learner, or nothing; one statement at most.
Offer = Callable[[User], str | None]

_offers: list[Offer] = []


def register(offer: Offer) -> None:
    """Add an offer. Whatever a learner answers turns their page over, since the roadmap is kept."""
    _offers.append(offer)


def offers_to(learner: User) -> tuple[str, ...]:
    """Return the templates of all that is offered to a learner."""
    return tuple(template for offer in _offers if (template := offer(learner)))
