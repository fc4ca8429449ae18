"""How the app installs on a phone, what it takes from the share menu, and what robots may read."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

GROUND, BAR = "#f3f6f7", "#ffffff"  # --paper and --surface of the light theme


@require_safe
@cache_control(public=True, max_age=3600)
def manifest(_request: HttpRequest) -> HttpResponse:
    """Return the web app manifest."""
    return JsonResponse(_description(), content_type="application/manifest+json")


@require_safe
@cache_control(public=True, max_age=86400)
def robots(_request: HttpRequest) -> HttpResponse:
    """Tell crawlers to stay out: every page is somebody's own."""
    return HttpResponse("User-agent: *\nDisallow: /\n", content_type="text/plain; charset=utf-8")


def _description() -> dict[str, object]:
    return {
        "id": "/",
        "name": "Evenkeel",
        "short_name": "Evenkeel",
        "description": _("Keeps an ML DevOps engineer's skills on an even keel."),
        "start_url": reverse("roadmap"),
        "scope": "/",
        "display": "standalone",
        "background_color": GROUND,
        "theme_color": BAR,
        "icons": _icons(),
        "share_target": {
            "action": reverse("log"),
            "method": "GET",
            "params": {"title": "title", "text": "text", "url": "url"},
        },
    }


def _icons() -> list[dict[str, str]]:
    drawn = {"src": static("icons/icon.svg"), "sizes": "any", "type": "image/svg+xml"}
    pictures = [
        {"src": static(f"icons/icon-{name}.png"), "sizes": f"{size}x{size}", "type": "image/png", **purpose}
        for name, size, purpose in (
            ("192", 192, {}),
            ("512", 512, {}),
            ("maskable-512", 512, {"purpose": "maskable"}),
        )
    ]
    return [drawn, *pictures]
