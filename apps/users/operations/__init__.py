"""What may be written about a person: their account, profile and absences, and the mail they are sent."""

from apps.users.operations.absences import (
    AbsenceNotFound,
    AbsenceRefusedError,
    Span,
    add_absence,
    remove_absence,
)
from apps.users.operations.accounts import release_address
from apps.users.operations.profile import Profile, update_profile

__all__ = [
    "AbsenceNotFound",
    "AbsenceRefusedError",
    "Profile",
    "Span",
    "add_absence",
    "release_address",
    "remove_absence",
    "update_profile",
]
