"""What follows from what allauth reports: notices it does not send itself, and what a session has proved."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import AUTHENTICATION_METHODS_SESSION_KEY, record_authentication
from allauth.mfa import signals
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.dispatch import receiver
from django.http import HttpRequest

from apps.users.logic.factors import codes_left
from apps.users.models import User

FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


@receiver(signals.authenticator_added)
def tell_of_codes(request: HttpRequest, user: User, authenticator: Authenticator, **_: Any) -> None:  # noqa: ANN401  # of any signal
    """Send the notice of recovery codes that came with a first factor; allauth sends it for later ones."""
    if authenticator.type == Authenticator.Type.RECOVERY_CODES:
        get_adapter(request).send_notification_mail("mfa/email/recovery_codes_generated", user)


@receiver(signals.authenticator_added)
def count_as_proved(request: HttpRequest, user: User, authenticator: Authenticator, **_: Any) -> None:  # noqa: ANN401  # of any signal
    """Count a factor that was set up in this session as shown in it: its code or key has just been seen."""
    if authenticator.type in FACTORS:
        record_authentication(request, user, "mfa", id=authenticator.pk, type=authenticator.type)


@receiver(signals.authenticator_removed)
def count_no_longer(request: HttpRequest, user: User, **_: Any) -> None:  # noqa: ANN401  # of any signal
    """Forget what this session proved with factors once there are none."""
    if not is_mfa_enabled(user, FACTORS):
        records = request.session.get(AUTHENTICATION_METHODS_SESSION_KEY, [])
        kept = [record for record in records if record["method"] != "mfa"]
        request.session[AUTHENTICATION_METHODS_SESSION_KEY] = kept


@receiver(signals.authenticator_used)
def tell_of_spent_code(request: HttpRequest, user: User, authenticator: Authenticator, **_: Any) -> None:  # noqa: ANN401  # of any signal
    """Send the notice of a recovery code that was used: its owner must learn of it where it was not they."""
    if authenticator.type != Authenticator.Type.RECOVERY_CODES:
        return
    spent = Authenticator.objects.values_list("data__used_mask", flat=True).get(pk=authenticator.pk)
    told = {"left": codes_left(spent)}
    get_adapter(request).send_notification_mail("mfa/email/recovery_code_used", user, told)
