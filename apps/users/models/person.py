"""The account: who signs in, where they live in time, and what they aim at."""

from __future__ import annotations

from typing import Any, ClassVar
from zoneinfo import ZoneInfo, available_timezones

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower, Now
from django.utils.translation import gettext_lazy as _

TARGET_LOWEST, TARGET_HIGHEST, TARGET_DEFAULT = 0.70, 0.95, 0.80
MINUTES_A_WEEK_MOST = 60 * 60
MINUTES_A_WEEK_DEFAULT = 4 * 60


def validate_time_zone(value: str) -> None:
    """Raise ValidationError unless the value names a zone of the tz database."""
    if value not in available_timezones():
        raise ValidationError(_("“%(value)s” is no time zone we know."), params={"value": value})


class UserManager(BaseUserManager["User"]):
    """Makes accounts; addresses are stored in lower case."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:  # noqa: ANN401  # columns of the table
        """Create and return an account; without a password nobody can sign in to it."""
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> User:  # noqa: ANN401  # columns of the table
        """Create and return an account with every right."""
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)


class User(AbstractBaseUser, PermissionsMixin):
    """One person. The e-mail address is the login."""

    email = models.EmailField(_("e-mail address"), max_length=254, unique=True)
    name = models.CharField(_("name"), max_length=100)
    time_zone = models.CharField(
        _("time zone"), max_length=64, default="UTC", validators=[validate_time_zone]
    )
    minutes_a_week = models.PositiveSmallIntegerField(
        _("minutes a week"),
        default=MINUTES_A_WEEK_DEFAULT,
    )
    target_retention = models.FloatField(_("target retention"), default=TARGET_DEFAULT)
    single_letter_keys = models.BooleanField(_("single-letter keys"), default=True)
    is_staff = models.BooleanField(_("staff"), default=False)
    is_active = models.BooleanField(_("active"), default=True)
    date_joined = models.DateTimeField(_("joined"), db_default=Now(), editable=False)
    # Bumped by every write that changes what this person's pages show: a rendered page is
    # kept under this number, so that a kept page can never be a stale one.
    page_version = models.PositiveBigIntegerField(default=0, editable=False)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    objects: ClassVar[UserManager] = UserManager()

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(email=Lower(F("email"))), name="users_email_lower_case"),
            models.CheckConstraint(
                condition=Q(target_retention__gte=TARGET_LOWEST, target_retention__lte=TARGET_HIGHEST),
                name="users_target_in_bounds",
            ),
            models.CheckConstraint(
                condition=Q(minutes_a_week__gte=0, minutes_a_week__lte=MINUTES_A_WEEK_MOST),
                name="users_minutes_a_week_in_bounds",
            ),
        ]

    def __str__(self) -> str:
        return self.email

    def clean(self) -> None:
        """Store the address in lower case, however a form spelt it."""
        super().clean()
        self.email = self.email.lower()

    @property
    def zone(self) -> ZoneInfo:
        """The person's time zone."""
        return ZoneInfo(self.time_zone)

    @property
    def initials(self) -> str:
        """Up to two letters for the account menu."""
        words = self.name.split() or [self.email]
        return (words[0][:1] + (words[-1][:1] if len(words) > 1 else "")).upper()
