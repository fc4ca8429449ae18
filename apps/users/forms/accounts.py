"""The forms of an account: sign in, sign up, reset and change, in the words and looks of the app."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from allauth.account import forms as allauth_forms
from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext_lazy as _

from apps.core.forms import StyledForm
from apps.users.models import User, validate_time_zone

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

ADDRESS_WORDS: Final = {
    "required": _("Write your e-mail address."),
    "invalid": _("Write the address like name@example.org."),
}
PASSWORD_WORDS: Final = {"required": _("Write your password.")}
NEW_PASSWORD_HINT: Final = _("12 characters or more; a sentence is fine.")


def _name_address(field: forms.Field, *, autocomplete: str) -> None:
    field.label = _("E-mail address")
    field.error_messages.update(ADDRESS_WORDS)
    field.widget.attrs.update({"autocomplete": autocomplete, "maxlength": "254"})


def _name_password(field: forms.Field, label: StrOrPromise, *, hint: StrOrPromise = "") -> None:
    field.label = label
    field.help_text = hint
    field.error_messages.update(PASSWORD_WORDS)


class SignInForm(StyledForm, allauth_forms.LoginForm):  # type: ignore[misc]  # allauth is untyped
    """Address and password; a mismatch is told under the password, and never says which was wrong."""

    def word(self) -> None:
        """Word its fields."""
        _name_address(self.fields["login"], autocomplete="username")
        _name_password(self.fields["password"], _("Password"))
        self.fields["remember"].label = _("Keep me signed in on this device")
        self.fields["remember"].initial = True

    def clean(self) -> dict[str, Any]:
        """Check the pair."""
        try:
            super().clean()
        except ValidationError as refusal:
            self.add_error("password", refusal)
        return self.cleaned_data


class SignUpForm(StyledForm, allauth_forms.SignupForm):  # type: ignore[misc]  # allauth is untyped
    """Name, address, password; the time zone comes from the device where script runs."""

    name = forms.CharField(
        label=_("Name"),
        max_length=100,
        error_messages={"required": _("Write the name that others know you by.")},
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    time_zone = forms.CharField(
        required=False,
        max_length=64,
        widget=forms.HiddenInput(attrs={"data-time-zone": ""}),
    )
    field_order = ("name", "email", "password1", "time_zone")

    def word(self) -> None:
        """Word its fields."""
        _name_address(self.fields["email"], autocomplete="email")
        self.fields["email"].help_text = _(
            "We send one mail to confirm it. The address is used for nothing else until you turn mails on."
        )
        _name_password(self.fields["password1"], _("Password"), hint=NEW_PASSWORD_HINT)

    def clean_time_zone(self) -> str:
        """Return the zone of the device, or UTC where it is none that we know."""
        zone: str = self.cleaned_data["time_zone"]
        try:
            validate_time_zone(zone)
        except ValidationError:
            return "UTC"
        return zone

    def clean(self) -> dict[str, Any]:
        """Check the password against the name too: allauth sees only the address."""
        super().clean()
        cleaned = self.cleaned_data
        password, name = cleaned.get("password1"), cleaned.get("name")
        if password and name and not self.has_error("password1"):
            try:
                validate_password(password, User(name=name))
            except ValidationError as refusal:
                self.add_error("password1", refusal)
        return cleaned

    def try_save(self, request: HttpRequest) -> tuple[User | None, HttpResponseBase | None]:
        """Make the account, or send the holder of the address a mail that says it exists.

        Two sign-ups at once for one address: the second is treated as any later one.
        """
        try:
            with transaction.atomic():
                return super().try_save(request)  # type: ignore[no-any-return]  # allauth is untyped
        except IntegrityError:
            self.account_already_exists = True
            return super().try_save(request)  # type: ignore[no-any-return]  # allauth is untyped


class ResetForm(StyledForm, allauth_forms.ResetPasswordForm):  # type: ignore[misc]  # allauth is untyped
    """Asks where to send the link; the answer is the same whether or not there is an account."""

    def word(self) -> None:
        """Word its fields."""
        _name_address(self.fields["email"], autocomplete="email")

    def clean_email(self) -> str:
        """Return the address, and keep only the account whose own address it is.

        An address that somebody merely asked to change to is not theirs until confirmed: a link
        sent there would open their account to whoever reads that mailbox.
        """
        address: str = super().clean_email()
        self.users: list[User] = [user for user in self.users if user.email == address.lower()]
        return address


class NewPasswordForm(StyledForm, allauth_forms.ResetPasswordKeyForm):  # type: ignore[misc]  # allauth is untyped
    """The new password after a reset, once: browsers fill and show it."""

    def word(self) -> None:
        """Word its fields."""
        _name_password(self.fields["password1"], _("New password"), hint=NEW_PASSWORD_HINT)
        del self.fields["password2"]


class SetPasswordForm(StyledForm, allauth_forms.SetPasswordForm):  # type: ignore[misc]  # allauth is untyped
    """A first password for an account that has none."""

    def word(self) -> None:
        """Word its fields."""
        _name_password(self.fields["password1"], _("Password"), hint=NEW_PASSWORD_HINT)
        del self.fields["password2"]


class ChangePasswordForm(StyledForm, allauth_forms.ChangePasswordForm):  # type: ignore[misc]  # allauth is untyped
    """The password now and the one from now on."""

    def word(self) -> None:
        """Word its fields."""
        _name_password(self.fields["oldpassword"], _("Password now"))
        _name_password(self.fields["password1"], _("New password"), hint=NEW_PASSWORD_HINT)
        del self.fields["password2"]


class ConfirmPasswordForm(StyledForm, allauth_forms.ReauthenticateForm):  # type: ignore[misc]  # allauth is untyped
    """The password again, before something that would lock its owner out."""

    def word(self) -> None:
        """Word its fields."""
        _name_password(self.fields["password"], _("Password"))


class AddressForm(StyledForm, allauth_forms.AddEmailForm):  # type: ignore[misc]  # allauth is untyped
    """The address to change to; it counts once it is confirmed."""

    def word(self) -> None:
        """Word its fields."""
        _name_address(self.fields["email"], autocomplete="email")
        self.fields["email"].label = _("New e-mail address")
