"""What the progress app keeps about a person: the log, and all that is derived from it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from django.db import connection
from django.utils.translation import gettext_lazy as _

from apps.progress.logic.files.writing import csv_pieces
from apps.progress.models import (
    Certificate,
    Evidence,
    ImplicitPractice,
    ImportFault,
    ImportPiece,
    ImportRow,
    LabProof,
    LabReview,
    MemoryState,
    OutcomeShown,
    ProgressImport,
    SelfAssessment,
)
from apps.progress.queries.found import Filters, stream_entries
from apps.users.models import User
from apps.users.personal_data import File, Part

NUMBER: Final = "the number of the row; nothing outside refers to it"
FORM: Final = "a random number that tells a form sent twice from two forms"
FILE: Final = "your own file as you sent it, kept for reading it and erased within hours of its end"
MACHINERY_COLUMNS: Final = (
    "progress", "total", "stop_asked", "attempts", "next_try_at", "lease_until", "fence", "staged",
)  # fmt: skip


def _erase_log(learner: User) -> None:
    """Delete a learner's log: the one deletion that the database lets pass, for it names whose rows go."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('evenkeel.erases', %s, true)", [str(learner.pk)])
        cursor.execute("DELETE FROM progress_evidence WHERE learner_id = %s", [learner.pk])
        cursor.execute("SELECT set_config('evenkeel.erases', '', true)")


def _progress_file(learner: User) -> Iterator[bytes]:
    return csv_pieces(stream_entries(learner.pk, filters=Filters()))


FILES: Final = (
    File(
        name="progress.csv",
        about=_("Your log as it stands, in the form in which Evenkeel imports it again."),
        pieces=_progress_file,
    ),
)

PARTS: Final = (
    Part(
        model=Certificate,
        owner="learner",
        name="certificates",
        about=_("Certificates that you recorded; one that you withdrew says when."),
        fields=(
            "id",
            "certification__slug",
            "earned_on",
            "expires_on",
            "link",
            "withdrawn_at",
            "recorded_at",
        ),
        left_out={"form_token": FORM},
    ),
    Part(
        model=ProgressImport,
        owner="learner",
        name="imports",
        about=_("Files that you brought in, and what became of each."),
        fields=(
            "id",
            "name",
            "format",
            "size",
            "state",
            "asked_at",
            "finished_at",
            "undone_at",
            "choices",
            "lines",
            "rows",
            "adds",
            "already",
            "left_out",
            "unread",
            "faults",
            "bad_rows",
            "errors",
            "minutes",
            "first_day",
            "last_day",
            "skills",
            "kept",
        ),
        left_out={
            "form_token": FORM,
            "suggestions": "which skills the names in a file may mean; the catalogue can say so again",
            **dict.fromkeys(
                MACHINERY_COLUMNS, "how far the machinery got with the file; says nothing about you"
            ),
        },
    ),
    Part(
        model=ImportPiece,
        owner="source__learner",
        left_out=dict.fromkeys(("id", "source", "number", "data"), FILE),
    ),
    Part(
        model=ImportRow,
        owner="source__learner",
        left_out=dict.fromkeys(
            (
                "id",
                "source",
                "line",
                "last_line",
                "skill_id",
                "skill",
                "skill_at",
                "day",
                "minutes",
                "kind",
                "kind_said",
                "kind_at",
                "note",
                "whole",
            ),
            FILE,
        ),
    ),
    Part(
        model=ImportFault,
        owner="source__learner",
        left_out=dict.fromkeys(
            ("id", "source", "line", "last_line", "character", "column", "stands", "code", "hint"), FILE
        ),
    ),
    Part(
        model=LabProof,
        owner="learner",
        name="lab-proofs",
        about=_("What you kept of labs as proof; one that you withdrew says when."),
        fields=(
            "id",
            "lab__slug",
            "day",
            "minutes",
            "note",
            "link",
            "withdrawn_at",
            "recorded_at",
        ),
        left_out={"form_token": FORM},
    ),
    Part(
        model=LabReview,
        owner="proof__learner",
        name="lab-reviews",
        about=_("Whom you asked to review your proofs of labs, and what they said."),
        fields=(
            "id",
            "proof",
            "asked_at",
            "expires_at",
            "revoked_at",
            "verdict",
            "reviewer_name",
            "comment",
            "answered_at",
            "taken_back_at",
        ),
        left_out={
            "nonce": "whoever holds it may review the proof",
            "reviewer": "the account of somebody else; the page of your lab names it",
        },
    ),
    Part(
        model=LabReview,
        owner="reviewer",
        name="reviews-given",
        about=_("What you said of labs of others, while you were signed in."),
        fields=("reviewer_name", "verdict", "comment", "answered_at"),
        left_out=dict.fromkeys(
            ("id", "proof", "nonce", "asked_at", "expires_at", "revoked_at", "taken_back_at"),
            "it belongs to the learner who asked",
        ),
        kept="the log of the learner who asked rests on it",
    ),
    Part(
        model=Evidence,
        owner="learner",
        erase=_erase_log,
        name="log",
        about=_(
            "Your log as it was written, line by line: a correction stands beside the line that it "
            "replaces, named in “replaces”; a withdrawn line says so."
        ),
        fields=(
            "id",
            "skill__slug",
            "day",
            "minutes",
            "kind",
            "grade",
            "note",
            "link",
            "visibility",
            "certificate",
            "proof",
            "source_import",
            "replaces",
            "withdrawn",
            "logged_at",
        ),
        left_out={"form_token": FORM},
    ),
    Part(
        model=ImplicitPractice,
        owner="learner",
        name="implied-practice",
        about=_("Which skills a line of the log practised along the way, and how far."),
        fields=("cause", "skill__slug", "factor"),
        left_out={"id": NUMBER},
    ),
    Part(
        model=SelfAssessment,
        owner="learner",
        name="self-assessment",
        about=_("What you said of each skill in set-up: 0 new, 1 seen it, 2 use it, 3 teach it."),
        fields=("skill__slug", "level", "day", "inferred"),
        left_out={"id": NUMBER},
    ),
    Part(
        model=OutcomeShown,
        owner="learner",
        name="outcomes-shown",
        about=_("What you said that you have shown, and when."),
        fields=("outcome__skill__slug", "outcome__text", "day"),
        left_out={"id": NUMBER},
    ),
    Part(
        model=MemoryState,
        owner="learner",
        name="memory",
        about=_("What the app believes about your memory of each skill. The log can make it again."),
        fields=(
            "skill__slug",
            "stability",
            "difficulty",
            "last_day",
            "due_on",
            "coverage",
            "held",
            "verified",
            "touched_on",
            "model__version",
        ),
        left_out={"id": NUMBER},
    ),
)
