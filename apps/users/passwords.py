"""What a password has to be, said in the words of the app."""

from __future__ import annotations

from django.contrib.auth import password_validation
from django.utils.translation import gettext, ngettext


class LongEnough(password_validation.MinimumLengthValidator):
    """Length is what makes a password hard to guess."""

    def get_error_message(self) -> str:
        """Say how long it has to be."""
        return ngettext(
            "Use %(count)d character or more; a sentence is fine.",
            "Use %(count)d characters or more; a sentence is fine.",
            self.min_length,
        ) % {"count": self.min_length}


class NotCommon(password_validation.CommonPasswordValidator):
    """Lists of common passwords are what guessing starts with."""

    def get_error_message(self) -> str:
        """Say why it is refused."""
        return gettext("This password is on the lists that guessing starts with. Use a sentence of your own.")


class NotLikeYou(password_validation.UserAttributeSimilarityValidator):
    """Names and addresses are what guessing goes on with."""

    def get_error_message(self) -> str:
        """Say what it is too close to; the name of the attribute is filled in later."""
        return gettext("This password is too close to your %(verbose_name)s.")
