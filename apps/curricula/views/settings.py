"""Settings: each part has an address of its own, saves by itself, and says so."""

from __future__ import annotations

from typing import Final

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from apps.core.requests import LearnerRequest
from apps.curricula.forms.profile import ProfileForm
from apps.curricula.operations import save_settings
from apps.curricula.queries.settings import profile_page
from apps.users.models import User
from apps.users.security import security as security_page

PROFILE: Final = "curricula/settings_profile.html"


@login_required
@require_safe
def settings(_request: LearnerRequest) -> HttpResponse:
    """Open the first part."""
    return redirect("settings_profile")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def profile(request: LearnerRequest) -> HttpResponse:
    """Show and save name, role and pace."""
    form = _form(request, request.POST if request.method == "POST" else None)
    if not form.is_bound:
        return render(request, PROFILE, {"form": form, "part": "profile"})
    if not form.is_valid():
        template = f"{PROFILE}#profile" if request.htmx else PROFILE
        return render(request, template, {"form": form, "part": "profile"}, status=422)
    learner = request.user
    moved = save_settings(learner=learner, settings=form.settings(), now=timezone.now(), by=learner)
    return _saved(request, _words(moved))


@login_required
@require_safe
def security(request: LearnerRequest) -> HttpResponse:
    """Show every way in, and every device that is in."""
    key = request.session.session_key or ""
    page = security_page(request.user, session_key=key, now=timezone.now())
    return render(request, "curricula/settings_security.html", {"page": page, "part": "security"})


def _form(request: LearnerRequest, sent: QueryDict | None) -> ProfileForm:
    page = profile_page(request.user, now=timezone.now())
    return ProfileForm.asking(sent, learner=request.user, page=page)


def _saved(request: LearnerRequest, words: str) -> HttpResponse:
    if not request.htmx:
        messages.success(request, words)
        return redirect("settings_profile")
    request.user = User.objects.get(pk=request.user.pk)
    return render(request, f"{PROFILE}#profile", {"form": _form(request, None), "said": words})


def _words(moved: int) -> str:
    saved = _("Saved.")
    if not moved:
        return saved
    change = ngettext("%d skill changes its state.", "%d skills change their states.", moved) % moved
    return f"{saved} {change}"
