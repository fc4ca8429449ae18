"""What stands before Django itself: a header that would break the making of its request."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.utils.http import parse_header_parameters

from apps.core.refusal import UNREADABLE_TYPE

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment


def with_readable_type(application: WSGIApplication) -> WSGIApplication:
    """Replace a content type that Django cannot parse by one that the first middleware refuses.

    Django parses it before any handler of errors is in place: `text/plain; a*=foo''b` would end
    in a bare 500 of the server.
    """

    def guarded(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        try:
            parse_header_parameters(environ.get("CONTENT_TYPE", ""))
        except (ValueError, LookupError):
            environ["CONTENT_TYPE"] = UNREADABLE_TYPE
        return application(environ, start_response)

    return guarded
