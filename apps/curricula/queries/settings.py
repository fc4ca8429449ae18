"""The settings as their page prints them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.utils.translation import gettext as _

from apps.progress.logic.memory import Curve, days_until
from apps.progress.queries.model import active_model
from apps.skills.models import RoleChoice
from apps.skills.queries import RoleCard, snapshot
from apps.users.models import TARGET_DEFAULT, User

TARGETS: Final = (0.70, 0.75, 0.80, 0.85, 0.90, 0.95)


@dataclass(frozen=True, slots=True)
class ProfilePage:
    """What the profile offers and what stands in it now."""

    roles: tuple[tuple[str, str], ...]  # slug, and name with the band
    targets: tuple[tuple[str, str], ...]  # per cent, and what it costs
    role: str  # slug; empty where none is chosen
    clock: str  # the time of day in the learner's zone


def profile_page(learner: User, *, now: datetime) -> ProfilePage:
    """Return the profile; three statements."""
    cards = snapshot().roles.values()
    chosen = RoleChoice.objects.filter(learner=learner).values_list("role__slug", flat=True).first()
    roles = tuple((card.slug, _with_band(card)) for card in cards)
    return ProfilePage(
        roles=roles,
        targets=_targets(learner.target_retention, curve=active_model().curve),
        # A role may have left the catalogue since it was chosen.
        role=chosen if chosen in dict(roles) and chosen else "",
        clock=f"{now.astimezone(learner.zone):%H:%M}",
    )


def _with_band(card: RoleCard) -> str:
    return _("%(role)s, %(low)d to %(high)d%% ML") % {
        "role": card.name,
        "low": round(100 * card.band.low),
        "high": round(100 * card.band.high),
    }


def _targets(now: float, *, curve: Curve) -> tuple[tuple[str, str], ...]:
    offered = sorted({*TARGETS, now})
    return tuple((percent(target), _cost(target, curve=curve)) for target in offered)


def percent(target: float) -> str:
    """Return a share as the per cent that forms carry, with a decimal where it needs one."""
    return f"{100 * target:.6g}"


def _cost(target: float, *, curve: Curve) -> str:
    """Return what a target asks, beside the default: checks come as often as intervals are short."""
    if target == TARGET_DEFAULT:
        return _("%(target)s%%, the default") % {"target": percent(target)}
    usual = days_until(TARGET_DEFAULT, stability=1, curve=curve)
    times = usual / days_until(target, stability=1, curve=curve)
    return _("%(target)s%%: about %(times)s times as many checks") % {
        "target": percent(target),
        "times": f"{times:.1f}" if times < 10 else f"{times:.0f}",
    }
