"""What the shapes, words and keys mean."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe


@require_safe
def help_page(request: HttpRequest) -> HttpResponse:
    """Show help, to those signed in and to everybody else."""
    return render(request, "curricula/help.html")
