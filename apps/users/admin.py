"""People and their mail for staff: to find, to close, to see what went out; never a password or a text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialToken
from allauth.usersessions.models import UserSession
from django.contrib import admin
from django.db import models
from django.forms import ModelForm
from django.http import HttpRequest

from apps.users.models import OutgoingMail, User

if TYPE_CHECKING:
    UserModelAdmin = admin.ModelAdmin[User]
    MailModelAdmin = admin.ModelAdmin[OutgoingMail]
else:
    UserModelAdmin = MailModelAdmin = admin.ModelAdmin

# allauth shows staff the keys of authenticator apps, and from where people sign in: neither is their
# business. `manage.py remove_factors` helps whoever has lost theirs.
admin.site.unregister([Authenticator, SocialAccount, SocialApp, SocialToken, UserSession])

RIGHTS = ("is_staff", "is_superuser", "groups", "user_permissions")


@admin.register(User)
class UserAdmin(UserModelAdmin):
    """People. Whoever is added here sets a password by mail; rights are given by those who have all."""

    list_display = ("email", "name", "is_active", "is_staff", "last_login", "date_joined")
    list_filter = ("is_active", "is_staff")
    search_fields = ("email", "name")
    ordering = ("email",)
    fields = ("email", "name", "time_zone", "is_active", "last_login", "date_joined", *RIGHTS)
    filter_horizontal = ("groups", "user_permissions")

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> tuple[str, ...]:
        """Keep the address as its owner confirmed it, and rights from those who may not give them."""
        rights = () if request.user.is_superuser else RIGHTS
        address = ("email",) if obj else ()
        return ("last_login", "date_joined", *address, *rights)

    def save_model(self, request: HttpRequest, obj: User, form: ModelForm[User], change: bool) -> None:  # noqa: FBT001  # Django's signature
        """Give a new account no password that anybody knows."""
        if not change:
            obj.set_unusable_password()
        super().save_model(request, obj, form, change)

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        """Refuse: an account is closed here, and its log stays."""
        del request, obj
        return False


@admin.register(OutgoingMail)
class OutgoingMailAdmin(MailModelAdmin):
    """What went out, to whom and with what end; not its text, which holds links that open accounts."""

    list_display = ("made_at", "to", "subject", "state", "attempts", "next_try_at", "error")
    list_filter = ("state",)
    search_fields = ("to", "subject")
    date_hierarchy = "made_at"
    fields = (
        "to",
        "sender",
        "subject",
        "state",
        "attempts",
        "made_at",
        "next_try_at",
        "finished_at",
        "error",
    )
    readonly_fields = fields

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Refuse: mail is made by what it tells about."""
        del request
        return False

    def has_change_permission(self, request: HttpRequest, obj: OutgoingMail | None = None) -> bool:
        """Refuse: a row tells what happened."""
        del request, obj
        return False

    def has_delete_permission(self, request: HttpRequest, obj: OutgoingMail | None = None) -> bool:
        """Refuse: no mail goes without a trace."""
        del request, obj
        return False
