"""The forms of second factors: a code, a passkey, and the names of passkeys."""

from __future__ import annotations

import json
import re
from typing import Any, Final

from allauth.mfa.adapter import get_adapter
from allauth.mfa.base import forms as base
from allauth.mfa.models import Authenticator
from allauth.mfa.totp import forms as totp
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from allauth.mfa.webauthn import forms as webauthn
from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.utils.translation import gettext_lazy as _
from fido2.webauthn import AuthenticationResponse, RegistrationResponse

from apps.core.forms import StyledForm
from apps.users.operations.factors import spend_step

CODE_LONGEST: Final = 20  # six digits of an app or eight of a recovery code, with blanks
NAME_LONGEST: Final = 60
CREDENTIAL_LONGEST: Final = 16_384  # characters: ten times the largest attestation seen
BASE64URL: Final = re.compile(r"[A-Za-z0-9_-]+={0,2}")

Answer = AuthenticationResponse | RegistrationResponse


def _wrong() -> ValidationError:
    refusal: ValidationError = get_adapter().validation_error("incorrect_code")
    return refusal


def _name_code(field: forms.Field, hint: object = "") -> None:
    field.label = _("Code")
    field.help_text = str(hint)
    field.validators.append(MaxLengthValidator(CODE_LONGEST))
    field.error_messages["required"] = _("Write the code.")
    field.widget.attrs.update(
        {"autocomplete": "one-time-code", "inputmode": "numeric", "maxlength": str(CODE_LONGEST)}
    )


def _name_passkey(field: forms.Field) -> None:
    field.label = _("Name")
    field.help_text = _("So that you know it again in the list.")
    field.validators.append(MaxLengthValidator(NAME_LONGEST))
    field.error_messages["required"] = _("Write a name for this passkey.")
    field.widget.attrs.update({"maxlength": str(NAME_LONGEST), "autocomplete": "off"})


class _Code(StyledForm):
    """A code from an app or of the recovery codes; each is good for one time."""

    user: Any
    authenticator: Authenticator

    def word(self) -> None:
        """Word its field."""
        _name_code(self.fields["code"], _("Of your authenticator app, or one of your recovery codes."))

    def clean_code(self) -> str:
        """Check the code, and spend it.

        allauth remembers a used code for half a minute in the cache; a step of time that is
        written down with the key holds for as long as codes are good, and without Redis too.
        """
        try:
            code: str = super().clean_code()  # type: ignore[misc]  # of the form this is mixed into
        except ValidationError as refusal:
            # Said of passwords it offers a link that is no help here.
            if refusal.code == "too_many_login_attempts":
                raise get_adapter().validation_error("too_many_codes") from None  # noqa: EM101  # a name of words
            raise
        if self.authenticator.type == Authenticator.Type.TOTP:
            step = _step_of(code, self.authenticator)
            if step is None or not spend_step(authenticator=self.authenticator, step=step, by=self.user):
                raise _wrong()
        return code


def _step_of(code: str, authenticator: Authenticator) -> int | None:
    """Return which step of time a code belongs to, of those that are good now (RFC 6238)."""
    secret = get_adapter().decrypt(authenticator.data["secret"])
    digits = re.sub(r"\D", "", code)
    steps = (step for step in yield_hotp_counters_from_time())
    return next((step for step in steps if format_hotp_value(hotp_value(secret, step)) == digits), None)


class CodeForm(_Code, base.AuthenticateForm):  # type: ignore[misc]  # allauth is untyped
    """The second step of signing in."""


class ConfirmCodeForm(_Code, base.ReauthenticateForm):  # type: ignore[misc]  # allauth is untyped
    """A code once more, before something that would lock its owner out."""


class SetUpAppForm(StyledForm, totp.ActivateTOTPForm):  # type: ignore[misc]  # allauth is untyped
    """The first code of an app, to show that it holds the key."""

    def word(self) -> None:
        """Word its field."""
        _name_code(self.fields["code"], _("The six digits that the app shows now."))

    @property
    def key_in_groups(self) -> list[str]:
        """The key in groups of four letters, for typing it."""
        return [self.secret[start : start + 4] for start in range(0, len(self.secret), 4)]


class NewPasskeyForm(StyledForm, webauthn.AddWebAuthnForm):  # type: ignore[misc]  # allauth is untyped
    """A new passkey. Each can sign in by itself: the server asks for PIN, finger or face every time."""

    def word(self) -> None:
        """Word its fields."""
        del self.fields["passwordless"]
        _name_passkey(self.fields["name"])

    def clean_credential(self) -> dict[str, Any]:
        """Return what is kept of the answer of the device: nothing that could not come from one."""
        answer = self.cleaned_data["credential"]
        kept = ("clientDataJSON", "attestationObject")
        if not _is_sound(answer, RegistrationResponse, kept):
            raise _wrong()
        return {
            **{name: answer[name] for name in ("id", "rawId", "type")},
            "response": {name: answer["response"][name] for name in kept},
            "clientExtensionResults": {"credProps": {"rk": True}},
        }


class _Answer(StyledForm):
    """The answer of a device that holds a passkey."""

    def clean_credential(self) -> Authenticator:
        """Return the passkey whose answer this is."""
        kept = ("clientDataJSON", "authenticatorData", "signature")
        if not _is_sound(self.cleaned_data["credential"], AuthenticationResponse, kept):
            raise _wrong()
        return super().clean_credential()  # type: ignore[misc]  # of the form this is mixed into


class PasskeyStepForm(_Answer, webauthn.AuthenticateWebAuthnForm):  # type: ignore[misc]  # allauth is untyped
    """A passkey as the second step of signing in."""


class PasskeySignInForm(_Answer, webauthn.LoginWebAuthnForm):  # type: ignore[misc]  # allauth is untyped
    """A passkey as the only step of signing in."""


class ConfirmPasskeyForm(_Answer, webauthn.ReauthenticateWebAuthnForm):  # type: ignore[misc]  # allauth is untyped
    """A passkey once more, before something that would lock its owner out."""


def _is_sound(answer: object, kind: type[Answer], texts: tuple[str, ...]) -> bool:
    """Return whether an answer has the shape that a browser gives it (WebAuthn 5.1) and can be read."""
    if not isinstance(answer, dict) or not isinstance(answer.get("response"), dict):
        return False
    found = [answer.get("rawId"), *(answer["response"].get(name) for name in texts)]
    if not all(isinstance(text, str) and BASE64URL.fullmatch(text) for text in found):
        return False
    if answer.get("id") != answer["rawId"] or answer.get("type") != "public-key":
        return False
    try:
        kind.from_dict(answer)
    except Exception:  # noqa: BLE001  # whatever a decoder makes of bytes that a stranger made up
        return False
    return len(json.dumps(answer)) <= CREDENTIAL_LONGEST


class PasskeyNameForm(StyledForm, webauthn.EditWebAuthnForm):  # type: ignore[misc]  # allauth is untyped
    """Another name for a passkey."""

    def word(self) -> None:
        """Word its field."""
        _name_passkey(self.fields["name"])
