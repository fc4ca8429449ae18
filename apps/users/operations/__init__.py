"""What may be written about a person: their account and profile, and the mail they are sent."""

from apps.users.operations.accounts import release_address
from apps.users.operations.profile import Profile, update_profile

__all__ = ["Profile", "release_address", "update_profile"]
