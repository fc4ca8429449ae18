"""Files that learners bring in, and the import that an entry of the log came with."""

from typing import ClassVar

import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models
from django.db.migrations.operations.base import Operation


class Migration(migrations.Migration):
    dependencies: ClassVar[list[tuple[str, str]]] = [
        ("progress", "0006_certificates"),
        ("skills", "0006_labs"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations: ClassVar[list[Operation]] = [
        migrations.CreateModel(
            name="ProgressImport",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=200)),
                (
                    "format",
                    models.CharField(
                        choices=[("csv", "CSV"), ("yaml", "YAML"), ("rows", "rows")], max_length=4
                    ),
                ),
                ("size", models.PositiveIntegerField(default=0)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("reading", "being read"),
                            ("ready", "read, nothing is in yet"),
                            ("importing", "coming in"),
                            ("done", "in"),
                            ("undoing", "being undone"),
                            ("undone", "undone"),
                            ("stopped", "stopped, nothing was added"),
                            ("failed", "failed, nothing was added"),
                        ],
                        default="reading",
                        max_length=9,
                    ),
                ),
                ("asked_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("finished_at", models.DateTimeField(blank=True, null=True)),
                ("undone_at", models.DateTimeField(blank=True, null=True)),
                ("form_token", models.UUIDField(blank=True, editable=False, null=True)),
                ("choices", models.JSONField(default=dict)),
                ("suggestions", models.JSONField(default=dict)),
                ("lines", models.PositiveIntegerField(default=0)),
                ("rows", models.PositiveIntegerField(default=0)),
                ("adds", models.PositiveIntegerField(default=0)),
                ("already", models.PositiveIntegerField(default=0)),
                ("left_out", models.PositiveIntegerField(default=0)),
                ("unread", models.PositiveIntegerField(default=0)),
                ("faults", models.PositiveIntegerField(default=0)),
                ("bad_rows", models.PositiveIntegerField(default=0)),
                ("errors", models.PositiveIntegerField(default=0)),
                ("minutes", models.PositiveBigIntegerField(default=0)),
                ("first_day", models.DateField(blank=True, null=True)),
                ("last_day", models.DateField(blank=True, null=True)),
                ("skills", models.PositiveIntegerField(default=0)),
                ("kept", models.PositiveIntegerField(default=0)),
                ("progress", models.PositiveIntegerField(default=0)),
                ("total", models.PositiveIntegerField(default=0)),
                ("stop_asked", models.BooleanField(default=False)),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("next_try_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("lease_until", models.DateTimeField(blank=True, null=True)),
                ("fence", models.PositiveIntegerField(default=0)),
                ("staged", models.BooleanField(default=True)),
                (
                    "learner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="progress_imports",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ImportRow",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("line", models.PositiveIntegerField()),
                ("last_line", models.PositiveIntegerField()),
                ("skill_id", models.BigIntegerField(null=True)),
                ("skill", models.TextField(blank=True)),
                ("skill_at", models.PositiveIntegerField(default=0)),
                ("day", models.DateField(null=True)),
                ("minutes", models.PositiveSmallIntegerField(null=True)),
                ("kind", models.CharField(blank=True, max_length=10)),
                ("kind_said", models.TextField(blank=True)),
                ("kind_at", models.PositiveIntegerField(default=0)),
                ("note", models.TextField(blank=True)),
                ("whole", models.BooleanField()),
                (
                    "source",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="progress.progressimport",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ImportPiece",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveIntegerField()),
                ("data", models.BinaryField()),
                (
                    "source",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="pieces",
                        to="progress.progressimport",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ImportFault",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("line", models.PositiveIntegerField()),
                ("last_line", models.PositiveIntegerField()),
                ("character", models.PositiveIntegerField()),
                ("column", models.CharField(blank=True, max_length=7)),
                ("stands", models.TextField(blank=True)),
                ("code", models.CharField(max_length=20)),
                ("hint", models.TextField(blank=True)),
                (
                    "source",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="progress.progressimport",
                    ),
                ),
            ],
        ),
        migrations.AddField(
            model_name="evidence",
            name="source_import",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="progress.progressimport",
            ),
        ),
        migrations.AddIndex(
            model_name="evidence",
            index=models.Index(
                condition=models.Q(("source_import__isnull", False)),
                fields=["source_import", "id"],
                name="progress_evidence_imported",
            ),
        ),
        migrations.AddIndex(
            model_name="progressimport",
            index=models.Index(
                condition=models.Q(("state__in", ("reading", "importing", "undoing"))),
                fields=["next_try_at"],
                name="progress_import_at_work",
            ),
        ),
        migrations.AddIndex(
            model_name="progressimport",
            index=models.Index(
                condition=models.Q(("staged", True)), fields=["finished_at"], name="progress_import_staged"
            ),
        ),
        migrations.AddConstraint(
            model_name="progressimport",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "state__in",
                        ["reading", "ready", "importing", "done", "undoing", "undone", "stopped", "failed"],
                    )
                ),
                name="progress_import_state_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="progressimport",
            constraint=models.CheckConstraint(
                condition=models.Q(("format__in", ["csv", "yaml", "rows"])),
                name="progress_import_format_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="progressimport",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state__in", ("reading", "importing", "undoing"))),
                fields=("learner",),
                name="progress_import_one_at_work",
            ),
        ),
        migrations.AddConstraint(
            model_name="progressimport",
            constraint=models.UniqueConstraint(
                fields=("learner", "form_token"), name="progress_import_form_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="progressimport",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("lease_until__isnull", True),
                    ("state__in", ("reading", "importing", "undoing")),
                    _connector="OR",
                ),
                name="progress_import_leased_at_work",
            ),
        ),
        migrations.AddConstraint(
            model_name="progressimport",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("finished_at__isnull", True),
                    models.Q(("state__in", ("reading", "ready", "importing")), _negated=True),
                    _connector="OR",
                ),
                name="progress_import_finished_once_ended",
            ),
        ),
        migrations.AddConstraint(
            model_name="importpiece",
            constraint=models.UniqueConstraint(
                fields=("source", "number"), name="progress_import_piece_once"
            ),
        ),
    ]
