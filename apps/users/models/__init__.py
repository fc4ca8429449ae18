"""The tables of the users app: people, and the mail they are sent."""

from apps.users.models.absence import Absence, AbsenceKind
from apps.users.models.dispatch import Dispatch, DispatchQuerySet, MailState
from apps.users.models.exports import UNDER_WAY, DataExport, DataExportPiece, ExportState
from apps.users.models.mail import OutgoingMail
from apps.users.models.person import (
    MINUTES_A_WEEK_DEFAULT,
    MINUTES_A_WEEK_MOST,
    TARGET_DEFAULT,
    TARGET_HIGHEST,
    TARGET_LOWEST,
    User,
    UserManager,
    validate_time_zone,
)

__all__ = [
    "MINUTES_A_WEEK_DEFAULT",
    "MINUTES_A_WEEK_MOST",
    "TARGET_DEFAULT",
    "TARGET_HIGHEST",
    "TARGET_LOWEST",
    "UNDER_WAY",
    "Absence",
    "AbsenceKind",
    "DataExport",
    "DataExportPiece",
    "Dispatch",
    "DispatchQuerySet",
    "ExportState",
    "MailState",
    "OutgoingMail",
    "User",
    "UserManager",
    "validate_time_zone",
]
