"""All of one's data: to take along, and to have erased."""

from __future__ import annotations

from typing import Final

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from apps.core.limits import limited
from apps.core.requests import LearnerRequest
from apps.users.forms.deletion import DeletionForm
from apps.users.letters import letter
from apps.users.models import User
from apps.users.operations.erasure import LastSuperuserError, delete_account
from apps.users.operations.exports import ask_for_export
from apps.users.queries import data_page, pieces_of, ready_export, what_goes
from apps.users.tasks import build_export

PAGE: Final = "users/settings_data.html"
DELETE: Final = "users/settings_data_delete.html"


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@limited("downloads")
def data(request: LearnerRequest) -> HttpResponse:
    """Show how the download stands; ask for one."""
    if request.method == "POST":
        now = timezone.now()
        build_export.delay_on_commit(export_id=ask_for_export(owner=request.user, now=now, by=request.user))
        if not request.htmx:
            return redirect("settings_data")
    context = {"page": data_page(request.user, now=timezone.now()), "part": "data"}
    return render(request, f"{PAGE}#download" if request.htmx else PAGE, context)


@login_required
@require_safe
@never_cache
@reauthentication_required  # type: ignore[untyped-decorator]  # allauth is untyped
def download(request: LearnerRequest) -> HttpResponseBase:
    """Hand out the download; whoever found a signed-in browser has to show that they are its owner."""
    export = ready_export(request.user, now=timezone.now())
    if export is None:
        messages.info(request, _("That download has run out. Prepare a new one."))
        return redirect("settings_data")
    response = StreamingHttpResponse(pieces_of(export), content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="evenkeel-{export.asked_at:%Y-%m-%d}.zip"'
    response["Content-Length"] = str(export.size)
    return response


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@reauthentication_required  # type: ignore[untyped-decorator]  # allauth is untyped
def delete(request: LearnerRequest) -> HttpResponse:
    """Say what goes, and delete the account of whoever typed its address."""
    form = DeletionForm(request.POST if request.method == "POST" else None, expected=request.user.email)
    if not form.is_valid():
        context = {"form": form, "parts": what_goes(), "part": "data"}
        return render(request, DELETE, context, status=422 if form.is_bound else 200)
    try:
        _delete(request.user)
    except LastSuperuserError:
        form.add_error(
            None, _("You are the last who may give rights here. Give every right to another first.")
        )
        return render(request, DELETE, {"form": form, "parts": what_goes(), "part": "data"}, status=422)
    logout(request)
    messages.success(request, _("Your account is deleted. A last mail says so."))
    return redirect("account_login")


def _delete(person: User) -> None:
    farewell = letter("account_deleted", to=person.email, context={"name": person.name})
    delete_account(person=person, farewell=farewell, now=timezone.now(), by=person)
