"""The app's addresses, and three that break."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.urls import path

from config import urls as real

handler400, handler403, handler404 = real.handler400, real.handler403, real.handler404
handler500 = real.handler500


def breaks(request: HttpRequest) -> HttpResponse:
    """Break as a mistake of ours would."""
    raise ZeroDivisionError(request.path)


def forbids(request: HttpRequest) -> HttpResponse:
    """Refuse."""
    raise PermissionDenied(request.path)


urlpatterns = [path("breaks/", breaks), path("forbids/", forbids), *real.urlpatterns]
