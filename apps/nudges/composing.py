"""Makes a letter of what a mail says: HTML with its style inside, and text."""

from __future__ import annotations

from functools import lru_cache
from typing import Final
from urllib.parse import urlsplit

import css_inline
from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.crypto import salted_hmac

from apps.nudges.kinds import Content, Kind
from apps.nudges.logic.flow import flowed
from apps.users.gateways.smtp import Letter
from apps.users.models import User

SALT: Final = "nudges.stop"
# Behind the words for the preview, so that mail programs do not fill it up with the top of the mail.
BLANKS: Final = "\N{FIGURE SPACE}\N{COMBINING GRAPHEME JOINER}" * 20


class UnknownToken(LookupError):  # noqa: N818 - named like the others that become a 404
    """Nobody signed this."""


def compose(kind: Kind, *, learner: User, content: Content, key: str) -> Letter:
    """Return the mail that says something to a learner; `key` names it, so that all tries look like one.

    The same whoever asks and in whatever language they read pages: what is previewed is what is sent.
    """
    stop = address(reverse("mail_stop", args=[token(learner.pk, kind.name)]))
    context = {"mail": content, "stop": stop, "site": settings.SITE_URL.rstrip("/"), "blanks": BLANKS}
    with translation.override(settings.LANGUAGE_CODE):
        html = _inliner().inline(render_to_string(f"{kind.template}.html", context))
        text = flowed(render_to_string(f"{kind.template}.txt", context))
    return Letter(
        to=learner.email,
        sender=settings.DEFAULT_FROM_EMAIL,
        subject=content.subject,
        text=text,
        html=html,
        headers=_headers(kind, stop=stop, key=key),
    )


def _headers(kind: Kind, *, stop: str, key: str) -> dict[str, str]:
    host = urlsplit(settings.SITE_URL).hostname or "localhost"
    number = salted_hmac("nudges.message", key).hexdigest()[:24]
    return {
        "Message-ID": f"<{kind.name}.{number}@{host}>",
        "List-Id": f"{kind.list_name} <{kind.name}.{host}>",
        # RFC 8058: a mail program may send a POST there by itself; opening it does nothing.
        "List-Unsubscribe": f"<{stop}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        "Auto-Submitted": "auto-generated",
    }


def address(path: str) -> str:
    """Return an address of this site as mails write it."""
    return settings.SITE_URL.rstrip("/") + path


def token(learner_id: int, kind: str) -> str:
    """Return what stops a kind of mail to a learner; it never runs out, since old mails lie in mailboxes."""
    return Signer(sep=".", salt=SALT).sign(f"{learner_id}-{kind}")


def token_read(written: str) -> tuple[int, str]:
    """Return whose mail and which kind a token stops. Raises UnknownToken."""
    try:
        learner, _, kind = Signer(sep=".", salt=SALT).unsign(written).partition("-")
    except BadSignature as error:
        raise UnknownToken from error
    return int(learner), kind


@lru_cache(maxsize=1)
def _inliner() -> css_inline.CSSInliner:
    return css_inline.CSSInliner(keep_at_rules=True, load_remote_stylesheets=False)
