"""Files that learners bring in: the bytes, what was read of them, and how far each import got."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from apps.users.models import User


class FileFormat(models.TextChoices):
    """What an import was read from."""

    CSV = "csv", _("CSV")
    YAML = "yaml", _("YAML")
    ROWS = "rows", _("rows")  # handed over by other code, without a file


class ImportState(models.TextChoices):
    """How far an import got."""

    READING = "reading", _("being read")
    READY = "ready", _("read, nothing is in yet")
    IMPORTING = "importing", _("coming in")
    DONE = "done", _("in")
    UNDOING = "undoing", _("being undone")
    UNDONE = "undone", _("undone")
    STOPPED = "stopped", _("stopped, nothing was added")
    FAILED = "failed", _("failed, nothing was added")


WORKING: tuple[ImportState, ...] = (ImportState.READING, ImportState.IMPORTING, ImportState.UNDOING)
ENDED: tuple[ImportState, ...] = (
    ImportState.DONE,
    ImportState.UNDONE,
    ImportState.STOPPED,
    ImportState.FAILED,
)


class ProgressImportQuerySet(models.QuerySet["ProgressImport"]):
    """How imports are asked."""

    def of(self, learner: User) -> ProgressImportQuerySet:
        """Return the imports of one learner."""
        return self.filter(learner=learner)

    def working(self) -> ProgressImportQuerySet:
        """Return those that a worker has, or should have, in hand."""
        return self.filter(state__in=WORKING)

    def due(self, now: datetime) -> ProgressImportQuerySet:
        """Return what a worker may take up now, also where one began and did not come back."""
        free = Q(lease_until__isnull=True, next_try_at__lte=now) | Q(lease_until__lt=now)
        return self.working().filter(free)


class ProgressImport(models.Model):
    """One file, from its choice to its end. A learner has one in the hands of a worker at most."""

    learner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="progress_imports"
    )
    name = models.CharField(max_length=200)  # of the file
    format = models.CharField(max_length=4, choices=FileFormat.choices)
    size = models.PositiveIntegerField(default=0)  # bytes
    state = models.CharField(max_length=9, choices=ImportState.choices, default=ImportState.READING)
    asked_at = models.DateTimeField(db_default=Now())
    finished_at = models.DateTimeField(null=True, blank=True)  # when it came in, or ended otherwise
    undone_at = models.DateTimeField(null=True, blank=True)
    # Of the form that was sent: a form that arrives twice is one import.
    form_token = models.UUIDField(null=True, blank=True, editable=False)

    # What choices were made for what the file says, and what may be meant: by the text in lower case.
    # {"skills": {text: id of a skill, 0 to leave out}, "kinds": {text: kind, "" to leave out}}
    choices = models.JSONField(default=dict)
    suggestions = models.JSONField(default=dict)  # {text: [ids of skills, likeliest first]}

    # What was found, as of the last judgement; while it comes in, what came in.
    lines = models.PositiveIntegerField(default=0)
    rows = models.PositiveIntegerField(default=0)
    adds = models.PositiveIntegerField(default=0)
    already = models.PositiveIntegerField(default=0)
    left_out = models.PositiveIntegerField(default=0)
    unread = models.PositiveIntegerField(default=0)  # rows of which nothing could be read
    faults = models.PositiveIntegerField(default=0)  # that no choice can mend
    bad_rows = models.PositiveIntegerField(default=0)
    errors = models.PositiveIntegerField(default=0)  # all of them
    minutes = models.PositiveBigIntegerField(default=0)
    first_day = models.DateField(null=True, blank=True)
    last_day = models.DateField(null=True, blank=True)
    skills = models.PositiveIntegerField(default=0)
    kept = models.PositiveIntegerField(
        default=0
    )  # rows that its undoing left, since they were edited by hand

    # The machinery, as for mail: a lease, and a number that grows with each claim.
    progress = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    stop_asked = models.BooleanField(default=False)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField(db_default=Now())
    lease_until = models.DateTimeField(null=True, blank=True)
    fence = models.PositiveIntegerField(default=0)
    staged = models.BooleanField(default=True)  # bytes and rows are still kept

    objects = ProgressImportQuerySet.as_manager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(state__in=ImportState.values), name="progress_import_state_known"
            ),
            models.CheckConstraint(
                condition=Q(format__in=FileFormat.values), name="progress_import_format_known"
            ),
            models.UniqueConstraint(
                fields=["learner"], condition=Q(state__in=WORKING), name="progress_import_one_at_work"
            ),
            models.UniqueConstraint(fields=["learner", "form_token"], name="progress_import_form_once"),
            models.CheckConstraint(
                condition=Q(lease_until__isnull=True) | Q(state__in=WORKING),
                name="progress_import_leased_at_work",
            ),
            models.CheckConstraint(
                condition=Q(finished_at__isnull=True) | ~Q(state__in=("reading", "ready", "importing")),
                name="progress_import_finished_once_ended",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["next_try_at"], condition=Q(state__in=WORKING), name="progress_import_at_work"
            ),
            models.Index(fields=["finished_at"], condition=Q(staged=True), name="progress_import_staged"),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.get_state_display()})"


class ImportPiece(models.Model):
    """A piece of a file: in pieces, so that nobody holds all of it in memory."""

    source = models.ForeignKey(ProgressImport, on_delete=models.CASCADE, related_name="pieces")
    number = models.PositiveIntegerField()
    data = models.BinaryField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["source", "number"], name="progress_import_piece_once"),
        ]

    def __str__(self) -> str:
        return f"piece {self.number} of import {self.source_id}"


class ImportRow(models.Model):
    """A row of a file as it was read, until its import has ended. Ids follow the order of the file.

    Without the keys that the database would check row by row: these rows are only ever read beside
    the rows they name, by one import, and go with it.
    """

    source = models.ForeignKey(
        ProgressImport, on_delete=models.CASCADE, db_constraint=False, related_name="+"
    )
    line = models.PositiveIntegerField()
    last_line = models.PositiveIntegerField()
    skill_id = models.BigIntegerField(null=True)
    skill = models.TextField(blank=True)  # as the file names it, where that matches none
    skill_at = models.PositiveIntegerField(default=0)  # character on its line
    day = models.DateField(null=True)
    minutes = models.PositiveSmallIntegerField(null=True)
    kind = models.CharField(max_length=10, blank=True)
    kind_said = models.TextField(blank=True)  # as the file says it, where that is no kind
    kind_at = models.PositiveIntegerField(default=0)
    note = models.TextField(blank=True)
    whole = models.BooleanField()  # nothing is wrong with it but what a choice can mend

    def __str__(self) -> str:
        return f"line {self.line} of import {self.source_id}"


class ImportFault(models.Model):
    """What is wrong with a file, apart from names and kinds that a choice can mend."""

    source = models.ForeignKey(
        ProgressImport, on_delete=models.CASCADE, db_constraint=False, related_name="+"
    )
    line = models.PositiveIntegerField()
    last_line = models.PositiveIntegerField()
    character = models.PositiveIntegerField()
    column = models.CharField(max_length=7, blank=True)
    stands = models.TextField(blank=True)
    code = models.CharField(max_length=20)
    hint = models.TextField(blank=True)

    def __str__(self) -> str:
        return f"{self.code} on line {self.line} of import {self.source_id}"
