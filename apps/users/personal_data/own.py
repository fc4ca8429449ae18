"""What the users app keeps about a person: the account, its ways in, its mail, and what staff did to it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from allauth.account.models import EmailAddress, EmailConfirmation
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from apps.users.models import Absence, DataExport, DataExportPiece, OutgoingMail, User
from apps.users.personal_data.register import Part
from apps.users.personal_data.sessions import end_sessions, session_keys

OPENS: Final = "it opens the account to whoever holds it"
NUMBER: Final = "the number of the row; nothing outside refers to it"
MACHINERY: Final = "how far the machinery got with the row; says nothing about the person"
RIGHTS: Final = "which rights staff have is the matter of this installation"


def addresses(person: User) -> list[str]:
    """Return every address that a person has here, confirmed or not."""
    known = EmailAddress.objects.filter(user=person).values_list("email", flat=True)
    return sorted({person.email, *(address.lower() for address in known)})


def _mails(person: User) -> QuerySet[OutgoingMail]:
    anyhow = Q()
    for address in addresses(person):
        anyhow |= Q(to__iexact=address)
    return OutgoingMail.objects.filter(anyhow)


def _about_them(person: User) -> QuerySet[LogEntry]:
    """Return what staff did to the account, and wherever else the journal of the admin names an address."""
    account = Q(content_type=ContentType.objects.get_for_model(User), object_id=str(person.pk))
    named = Q()
    for address in addresses(person):
        named |= Q(object_repr__icontains=address) | Q(change_message__icontains=address)
    return LogEntry.objects.filter(account | named)


def _sessions(person: User) -> QuerySet[Session]:
    return Session.objects.filter(pk__in=session_keys(person))


_ADMIN_JOURNAL: Final[Mapping[str, Any]] = {
    "fields": ("id", "action_time", "content_type__model", "object_id", "action_flag", "change_message"),
    "left_out": {"object_repr": "it can name another person", "user": "it can be another person"},
}

PARTS: Final = (
    Part(
        model=User,
        owner="pk",
        name="account",
        about=_("Your account: name, address, time zone, pace and target."),
        fields=(
            "id",
            "email",
            "name",
            "time_zone",
            "minutes_a_week",
            "target_retention",
            "single_letter_keys",
            "is_staff",
            "is_superuser",
            "is_active",
            "date_joined",
            "last_login",
        ),
        left_out={"password": OPENS, "page_version": MACHINERY},
    ),
    Part(
        model=User.groups.through,
        owner="user",
        left_out={"id": NUMBER, "group": RIGHTS},
    ),
    Part(
        model=User.user_permissions.through,
        owner="user",
        left_out={"id": NUMBER, "permission": RIGHTS},
    ),
    Part(
        model=EmailAddress,
        owner="user",
        name="addresses",
        about=_("Your addresses, and whether each is confirmed."),
        fields=("email", "verified", "primary"),
        left_out={"id": NUMBER},
    ),
    Part(
        model=EmailConfirmation,
        owner="email_address__user",
        left_out={"id": NUMBER, "created": MACHINERY, "sent": MACHINERY, "key": OPENS},
    ),
    Part(
        model=OutgoingMail,
        rows=_mails,
        name="mails",
        about=_("Mails sent to you: when, about what, and how it ended."),
        fields=("made_at", "to", "sender", "subject", "state", "finished_at", "error"),
        left_out={
            "id": NUMBER,
            "text": OPENS,
            "html": OPENS,
            "headers": OPENS,
            **dict.fromkeys(("attempts", "next_try_at", "lease_until", "fence", "handed_over"), MACHINERY),
        },
    ),
    Part(
        model=Absence,
        owner="user",
        name="absences",
        about=_("When you said that you are away or on call."),
        fields=("kind", "first", "last"),
        left_out={"id": NUMBER},
    ),
    Part(
        model=LogEntry,
        owner="user",
        name="staff-acts",
        about=_("What you did as staff."),
        **_ADMIN_JOURNAL,
    ),
    Part(
        model=LogEntry,
        rows=_about_them,
        name="acts-of-staff",
        about=_("What staff did to your account."),
        **_ADMIN_JOURNAL,
    ),
    Part(
        model=Session,
        rows=_sessions,
        erase=end_sessions,
        name="sessions",
        about=_("Until when each of your devices stays signed in."),
        fields=("expire_date",),
        left_out={"session_key": OPENS, "session_data": OPENS},
    ),
    Part(
        model=DataExport,
        owner="owner",
        name="downloads",
        about=_("Downloads like this one, until they run out."),
        fields=("asked_at", "state", "size", "finished_at", "expires_at"),
        left_out={
            "id": NUMBER,
            **dict.fromkeys(("next_try_at", "attempts", "lease_until", "fence"), MACHINERY),
        },
    ),
    Part(
        model=DataExportPiece,
        owner="export__owner",
        left_out={"id": NUMBER, **dict.fromkeys(("export", "number", "data"), "it is this download itself")},
    ),
)
