"""Certificates: the list, recording one, correcting and withdrawing it."""

from __future__ import annotations

from functools import partial
from http import HTTPStatus
from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from apps.core.dates import local_day
from apps.core.requests import LearnerRequest
from apps.progress import operations
from apps.progress.forms import CertificateForm
from apps.progress.models import Certificate
from apps.progress.queries.certificates import certificates_of, certifications, own_certificate


@login_required
@require_safe
def certificates(request: LearnerRequest) -> HttpResponse:
    """List one's certificates."""
    today = local_day(timezone.now(), request.user.zone)
    rows = certificates_of(request.user, today=today)
    return render(request, "progress/certificates.html", {"certificates": rows, "nav": "log"})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: LearnerRequest) -> HttpResponse:
    """Record a certificate."""
    today = local_day(timezone.now(), request.user.zone)
    if request.method != "POST":
        initial = {"form_token": uuid4(), "link": request.GET.get("url", "")}
        return _form(request, CertificateForm(today=today, offered=certifications(), initial=initial))
    form = CertificateForm(request.POST, today=today, offered=certifications())
    done = _record(request, form) if form.is_valid() else None
    return _done(request, done) if done else _form(request, form)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: LearnerRequest, certificate_id: int) -> HttpResponse:
    """Correct a certificate."""
    own, today = _own(request, certificate_id), local_day(timezone.now(), request.user.zone)
    if request.method != "POST":
        initial = {name: getattr(own, name) for name in ("earned_on", "expires_on", "link")}
        return _form(request, CertificateForm(today=today, offered=None, initial=initial), own)
    form = CertificateForm(request.POST, today=today, offered=None)
    if not (form.is_valid() and _correct(request, form, certificate_id)):
        return _form(request, form, own)
    messages.success(request, _("Saved."))
    return redirect("certificates")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: LearnerRequest, certificate_id: int) -> HttpResponse:
    """Ask whether a certificate should go, or take it out."""
    if request.method != "POST":
        own = _own(request, certificate_id)
        context = {"id": own.pk, "name": own.certification.name, "nav": "log"}
        return render(request, "progress/certificate_withdraw.html", context)
    _act(request, operations.withdraw_certificate, certificate_id)
    words = _("Withdrawn. What it covered is reckoned without it.")
    messages.success(request, words, extra_tags=_address("certificate_restore", certificate_id))
    return redirect("certificates")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def restore(request: LearnerRequest, certificate_id: int) -> HttpResponse:
    """Take a withdrawal back; whoever comes without the form is led to the list."""
    if request.method == "POST":
        try:
            _act(request, operations.restore_certificate, certificate_id)
            messages.success(request, _("It stands again, with all it covered."))
        except operations.CertificateTwiceError:
            messages.error(request, _("You have recorded the same one anew since. That one stands."))
    return redirect("certificates")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def extend(request: LearnerRequest, certificate_id: int) -> HttpResponse:
    """Add the skills that the certification covers by now; without the form, lead to the list."""
    if request.method == "POST":
        done = _act(request, operations.extend_certificate, certificate_id)
        messages.success(request, _covers(_("Added."), done))
    return redirect("certificates")


def _record(request: LearnerRequest, form: CertificateForm) -> operations.Recorded | None:
    """Record what a valid form says, or say in the form why not."""
    try:
        return operations.record_certificate(
            learner=request.user,
            certification_id=form.cleaned_data["certification"],
            certificate=form.certificate(),
            now=timezone.now(),
            by=request.user,
        )
    except operations.CertificationNotFound:  # it left the catalogue a moment ago
        form.say_unknown()
    except operations.CertificateTwiceError:
        form.say_twice()
    return None


def _correct(request: LearnerRequest, form: CertificateForm, certificate_id: int) -> bool:
    """Correct what a valid form corrects; False with the reason in the form, where that cannot be."""
    correct = partial(operations.correct_certificate, certificate=form.certificate())
    try:
        _act(request, correct, certificate_id)
    except operations.CertificateTwiceError:
        form.say_twice()
        return False
    return True


def _act(request: LearnerRequest, operation: Any, certificate_id: int) -> operations.Recorded:  # noqa: ANN401  # operations of one shape
    try:
        done: operations.Recorded = operation(
            learner=request.user, certificate_id=certificate_id, now=timezone.now(), by=request.user
        )
    except operations.CertificateNotFound as error:
        raise Http404 from error
    return done


def _own(request: LearnerRequest, certificate_id: int) -> Certificate:
    own = own_certificate(request.user, certificate_id)
    if own is None:
        raise Http404
    return own


def _form(request: LearnerRequest, form: CertificateForm, own: Certificate | None = None) -> HttpResponse:
    about = {"own": own.pk, "name": own.certification.name, "issuer": own.certification.issuer} if own else {}
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.is_bound else HTTPStatus.OK
    context = {"form": form, **about, "nav": "log"}
    return render(request, "progress/certificate.html", context, status=status)


def _done(request: LearnerRequest, done: operations.Recorded) -> HttpResponse:
    words = _covers(_("Recorded."), done)
    messages.success(request, words, extra_tags=_address("certificate_withdraw", done.certificate_id))
    return redirect("certificates")


def _address(name: str, certificate_id: int) -> str:
    """Return the tag of a message under which its undo stands."""
    return f"address-{reverse(name, args=[certificate_id])}"


def _covers(said: str, done: operations.Recorded) -> str:
    """Return what was done, and how many skills are newly held for it."""
    new = sum(
        bool(change.after and change.after.held and not (change.before and change.before.held))
        for change in done.changes
    )
    if not new:
        return said
    held = ngettext("%d more skill is held now.", "%d more skills are held now.", new) % new
    return f"{said} {held}"
