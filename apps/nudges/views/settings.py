"""Settings of mail: what comes and when, and the days on which nothing does."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from apps.core.posting import posted
from apps.core.requests import LearnerRequest
from apps.nudges.forms import AbsenceForm, MailForm
from apps.nudges.models import MailPreferences
from apps.nudges.operations.preferences import answer_offer, choose_mail
from apps.nudges.queries.settings import mail_page
from apps.nudges.queries.words import every_week
from apps.users.operations import AbsenceNotFound, AbsenceRefusedError, add_absence, remove_absence

PAGE: Final = "nudges/settings_mail.html"


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def mail(request: LearnerRequest) -> HttpResponse:
    """Show and save which mail comes, and when."""
    if request.method != "POST":
        return _page(request)
    form = MailForm(request.POST)
    if not form.is_valid():
        return _page(request, Said("mail", form=form), status=422)
    chosen = choose_mail(learner=request.user, choice=form.choice(), now=timezone.now(), by=request.user)
    return _saved(request, "mail", _chosen(chosen))


@login_required
@posted("settings_mail")
def absence_add(request: LearnerRequest) -> HttpResponse:
    """Write down a holiday or a time on call."""
    form = AbsenceForm(request.POST)
    if form.is_valid():
        try:
            add_absence(user=request.user, span=form.span(), now=timezone.now(), by=request.user)
        except AbsenceRefusedError as refusal:
            form.refuse(refusal.fault)
    if form.errors:
        return _page(request, Said("away", absence=form), status=422)
    return _saved(request, "away", _("Written down. No digest comes on these days."))


@login_required
@posted("settings_mail")
def absence_remove(request: LearnerRequest, absence_id: int) -> HttpResponse:
    """Take an absence away."""
    try:
        remove_absence(user=request.user, absence_id=absence_id, now=timezone.now(), by=request.user)
    except AbsenceNotFound as error:
        raise Http404 from error
    return _saved(request, "away", _("Taken away."))


@login_required
@posted("roadmap")
def offer(request: LearnerRequest) -> HttpResponse:
    """Take the answer to the offer of a digest, and go back to the roadmap."""
    wanted = request.POST.get("digest") == "on"
    chosen = answer_offer(learner=request.user, wanted=wanted, now=timezone.now(), by=request.user)
    messages.success(request, _chosen(chosen))
    return redirect("roadmap")


@dataclass(frozen=True, slots=True)
class Said:
    """What the page answers to a form."""

    part: str = ""  # mail or away
    words: str = ""  # that it was done
    form: MailForm | None = None  # with errors
    absence: AbsenceForm | None = None


NOTHING: Final = Said()


def _page(request: LearnerRequest, said: Said = NOTHING, *, status: int = 200) -> HttpResponse:
    page = mail_page(request.user, now=timezone.now())
    context = {
        "page": page,
        "form": said.form or MailForm.standing(page.preferences),
        "absence": said.absence or AbsenceForm(),
        "said": said.words,
        "said_of": said.part,
        "part": "mail",
    }
    fragment = f"#{said.part}" if said.part and request.htmx else ""
    return render(request, f"{PAGE}{fragment}", context, status=status)


def _saved(request: LearnerRequest, part: str, words: str) -> HttpResponse:
    if request.htmx:
        return _page(request, Said(part, words))
    messages.success(request, words)
    return redirect("settings_mail")


def _chosen(preferences: MailPreferences) -> str:
    if not preferences.digest:
        return _("Saved. No digest is sent.")
    every = every_week(preferences.digest_day, preferences.digest_hour)
    return _("Saved. The digest comes %(every)s.") % {"every": every}
