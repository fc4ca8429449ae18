"""Proofs of labs: recording one, asking for its review, and the ways back."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from http import HTTPStatus
from typing import Any
from uuid import uuid4

from django.conf import settings
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
from apps.core.limits import limited
from apps.core.requests import LearnerRequest
from apps.progress import operations
from apps.progress.forms import ProofForm
from apps.progress.models import LabProof
from apps.progress.queries.proofs import lab_to_prove, own_proof_row, proof_of
from apps.progress.views import said
from apps.skills.models import Lab

Act = Callable[..., Any]


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: LearnerRequest, lab_id: int) -> HttpResponse:
    """Record the proof of a lab."""
    lab, today = _lab(lab_id), local_day(timezone.now(), request.user.zone)
    if request.method != "POST":
        initial = {"day": today, "form_token": uuid4()}
        return _form(request, ProofForm(today=today, initial=initial), lab)
    form = ProofForm(request.POST, today=today)
    if not form.is_valid():
        return _form(request, form, lab)
    record = partial(operations.record_proof, lab_id=lab_id, proof=form.proof())
    done: operations.Proved = _act(request, record)
    words = said.changed(_("Recorded, and logged as built."), done)
    messages.success(request, words, extra_tags=f"address-{reverse('proof_withdraw', args=[done.proof_id])}")
    return redirect("proof", done.proof_id)


@login_required
@require_safe
def proof(request: LearnerRequest, proof_id: int) -> HttpResponse:
    """Show a proof, the links that ask for its review, and what was said of it."""
    row = proof_of(request.user, proof_id, now=timezone.now())
    if row is None:
        raise Http404
    return render(
        request, "progress/proof.html", {"proof": row, "days": settings.REVIEW_LINK_DAYS, "nav": "log"}
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: LearnerRequest, proof_id: int) -> HttpResponse:
    """Correct a proof."""
    own, today = _own(request, proof_id), local_day(timezone.now(), request.user.zone)
    if request.method != "POST":
        initial = {name: getattr(own, name) for name in ("day", "minutes", "note", "link")}
        return _form(request, ProofForm(today=today, initial=initial), own.lab, own)
    form = ProofForm(request.POST, today=today)
    if not form.is_valid():
        return _form(request, form, own.lab, own)
    try:
        _act(request, partial(operations.correct_proof, proof_id=proof_id, proof=form.proof()))
        messages.success(request, _("Saved."))
    except operations.ProofAcceptedError:
        messages.error(request, _("Somebody accepted it as it is. Take the review back first."))
    return redirect("proof", proof_id)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: LearnerRequest, proof_id: int) -> HttpResponse:
    """Ask whether a proof should go, or take it out."""
    if request.method != "POST":
        row = proof_of(request.user, proof_id, now=timezone.now())
        if row is None:
            raise Http404
        return render(request, "progress/proof_withdraw.html", {"proof": row, "nav": "log"})
    _act(request, partial(operations.withdraw_proof, proof_id=proof_id))
    words = _("Withdrawn. Your log is reckoned without it, and its links are closed.")
    messages.success(request, words, extra_tags=f"address-{reverse('proof_restore', args=[proof_id])}")
    return redirect("log")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def restore(request: LearnerRequest, proof_id: int) -> HttpResponse:
    """Take a withdrawal back; whoever comes without the form is led to the log."""
    if request.method != "POST":
        return redirect("log")
    _act(request, partial(operations.restore_proof, proof_id=proof_id))
    messages.success(request, _("It stands again. Its links stay closed."))
    return redirect("proof", proof_id)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@limited("reviews_asked")
def ask(request: LearnerRequest, proof_id: int) -> HttpResponse:
    """Make a link by which somebody may review a proof; without the form, lead to the proof."""
    if request.method != "POST":
        return redirect("proof", proof_id)
    try:
        row = _act(request, partial(operations.ask_review, proof_id=proof_id))
    except operations.ReviewsOpenError:
        messages.error(request, _as_many_as_can())
        return redirect("proof", proof_id)
    messages.success(request, _("The link is made. Send it to whoever is to review the lab."))
    return redirect(f"{reverse('proof', args=[proof_id])}#review-{row.pk}")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def revoke(request: LearnerRequest, proof_id: int, review_id: int) -> HttpResponse:
    """Close a link before anybody answered; without the form, lead to the proof."""
    if request.method == "POST":
        _act(request, partial(operations.revoke_review, review_id=review_id))
        messages.success(request, _("The link is closed: nobody can answer by it any more."))
    return redirect("proof", proof_id)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def take_back(request: LearnerRequest, proof_id: int, review_id: int) -> HttpResponse:
    """Let an acceptance count no longer; without the form, lead to the proof."""
    if request.method == "POST":
        done = _act(request, partial(operations.take_back_review, review_id=review_id))
        messages.success(request, said.changed(_("Taken back."), done))
    return redirect("proof", proof_id)


def _as_many_as_can() -> str:
    most = settings.REVIEWS_OPEN_MOST
    words = ngettext(
        "%d link of yours waits for an answer, and that is as many as can. Close it first.",
        "%d links of yours wait for an answer, and that is as many as can. Close one first.",
        most,
    )
    return words % most


def _act(request: LearnerRequest, operation: Act) -> Any:  # noqa: ANN401  # whatever the operation answers
    try:
        return operation(learner=request.user, now=timezone.now(), by=request.user)
    except (operations.LabNotFound, operations.ProofNotFound, operations.ReviewNotFound) as error:
        raise Http404 from error


def _lab(lab_id: int) -> Lab:
    lab = lab_to_prove(lab_id)
    if lab is None:
        raise Http404
    return lab


def _own(request: LearnerRequest, proof_id: int) -> LabProof:
    own = own_proof_row(request.user, proof_id)
    if own is None:
        raise Http404
    return own


def _form(request: LearnerRequest, form: ProofForm, lab: Lab, own: LabProof | None = None) -> HttpResponse:
    about = {"lab": lab.title, "lab_id": lab.pk, "wanted": lab.proof, "skill": lab.skill.name}
    context = {"form": form, **about, "own": own.pk if own else None, "nav": "log"}
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.is_bound else HTTPStatus.OK
    return render(request, "progress/proof_form.html", context, status=status)
