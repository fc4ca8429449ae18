"""How allauth makes, checks and answers accounts here: its words, and what it leaves to us."""

from apps.users.adapters.accounts import AccountAdapter

__all__ = ["AccountAdapter"]
