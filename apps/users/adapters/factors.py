"""How allauth keeps and names second factors here: secrets sealed, passkeys bound to one host."""

from __future__ import annotations

from typing import Final
from urllib.parse import urlsplit

import qrcode
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from apps.users import sealing
from apps.users.logic.devices import device
from apps.users.models import User
from apps.users.words import device_words

WORDS: Final = {
    "incorrect_code": _("This code does not fit, or was used already."),
    "too_many_codes": _("Too many tries. Wait a quarter of an hour."),
    "cannot_generate_recovery_codes": _("Recovery codes come with a passkey or an authenticator app."),
    "unreadable": _("This cannot be checked at the moment. Use another way in, or ask whoever runs this."),
}


class FactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]  # allauth is untyped
    """What allauth asks of the app about second factors."""

    error_messages: Final = {**DefaultMFAAdapter.error_messages, **WORDS}

    def encrypt(self, text: str) -> str:
        """Seal a secret, so that a copy of the database alone opens nothing."""
        return sealing.seal(text)

    def decrypt(self, encrypted_text: str) -> str:
        """Open a sealed secret.

        Raises ValidationError where no key of this installation fits: an empty secret in its
        place would let in whoever guesses that.
        """
        secret = sealing.unseal(encrypted_text)
        if secret is None:
            refusal: ValidationError = self.validation_error("unreadable")
            raise refusal
        return secret

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """Bind passkeys to the host of SITE_URL, whatever name a request came by."""
        return {"id": urlsplit(settings.SITE_URL).hostname or "", "name": "Evenkeel"}

    def get_public_key_credential_user_entity(self, user: User) -> dict[str, str | bytes]:
        """Say whose passkey it is; the address tells accounts of one person apart."""
        entity: dict[str, str | bytes] = super().get_public_key_credential_user_entity(user)
        return {**entity, "display_name": user.name or user.email}

    def generate_authenticator_name(self, user: User, type: Authenticator.Type) -> str:  # noqa: A002, ARG002  # allauth's signature
        """Propose the name of the device as that of a passkey."""
        return device_words(device(self.request.headers.get("User-Agent", "")))

    def build_totp_svg(self, url: str) -> SafeString:
        """Draw the code that an authenticator app reads, dark on light whatever the theme."""
        code = qrcode.QRCode(border=2)
        code.add_data(url)
        rows = code.get_matrix()
        path = "".join(
            f"M{x} {y}h1v1h-1z" for y, row in enumerate(rows) for x, dark in enumerate(row) if dark
        )
        return format_html(
            '<svg class="qr" viewBox="0 0 {0} {0}" role="img" aria-label="{1}"><path d="{2}"/></svg>',
            len(rows),
            _("The code for your authenticator app; the key below says the same in letters."),
            path,
        )
