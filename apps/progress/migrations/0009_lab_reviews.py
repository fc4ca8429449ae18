"""Proofs of labs, the links by which others review them, and the kind of an accepted one."""

from typing import ClassVar

import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models
from django.db.migrations.operations.base import Operation


class Migration(migrations.Migration):
    dependencies: ClassVar[list[tuple[str, str]]] = [
        ("progress", "0008_erasure_by_name"),
        ("skills", "0006_labs"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations: ClassVar[list[Operation]] = [
        migrations.CreateModel(
            name="LabProof",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("day", models.DateField()),
                ("minutes", models.PositiveSmallIntegerField(default=0)),
                ("note", models.CharField(blank=True, max_length=2000)),
                ("link", models.CharField(blank=True, max_length=2048)),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
                ("form_token", models.UUIDField(blank=True, editable=False, null=True)),
                ("recorded_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            ],
        ),
        migrations.CreateModel(
            name="LabReview",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("nonce", models.CharField(editable=False, max_length=32, unique=True)),
                ("asked_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("expires_at", models.DateTimeField()),
                ("revoked_at", models.DateTimeField(blank=True, null=True)),
                (
                    "verdict",
                    models.CharField(
                        blank=True,
                        choices=[("", "nothing yet"), ("accepted", "accepted"), ("not yet", "not yet")],
                        default="",
                        max_length=8,
                    ),
                ),
                ("reviewer_name", models.CharField(blank=True, max_length=100)),
                ("comment", models.CharField(blank=True, max_length=2000)),
                ("answered_at", models.DateTimeField(blank=True, null=True)),
                ("taken_back_at", models.DateTimeField(blank=True, null=True)),
            ],
        ),
        migrations.RemoveConstraint(
            model_name="evidence",
            name="progress_kind_known",
        ),
        migrations.AlterField(
            model_name="evidence",
            name="kind",
            field=models.CharField(
                choices=[
                    ("checked", "Checked"),
                    ("built", "Built"),
                    ("applied", "Applied"),
                    ("read", "Read"),
                    ("watched", "Watched"),
                    ("course", "Course"),
                    ("attended", "Attended"),
                    ("explained", "Explained"),
                    ("presented", "Presented"),
                    ("paired", "Paired"),
                    ("reviewed", "Reviewed"),
                    ("wrote", "Wrote"),
                    ("community", "Community"),
                    ("certified", "Certified"),
                    ("accepted", "Accepted"),
                ],
                max_length=10,
            ),
        ),
        migrations.AddField(
            model_name="labproof",
            name="lab",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="skills.lab"
            ),
        ),
        migrations.AddField(
            model_name="labproof",
            name="learner",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="lab_proofs",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="evidence",
            name="proof",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="entries",
                to="progress.labproof",
            ),
        ),
        migrations.AddConstraint(
            model_name="evidence",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "kind__in",
                        [
                            "checked",
                            "built",
                            "applied",
                            "read",
                            "watched",
                            "course",
                            "attended",
                            "explained",
                            "presented",
                            "paired",
                            "reviewed",
                            "wrote",
                            "community",
                            "certified",
                            "accepted",
                        ],
                    )
                ),
                name="progress_kind_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="evidence",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("proof__isnull", True), ("kind__in", ["built", "accepted"]), _connector="OR"
                ),
                name="progress_proof_is_built_or_accepted",
            ),
        ),
        migrations.AddConstraint(
            model_name="evidence",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind", "accepted"), _negated=True), ("proof__isnull", False), _connector="OR"
                ),
                name="progress_only_proofs_are_accepted",
            ),
        ),
        migrations.AddField(
            model_name="labreview",
            name="proof",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="reviews", to="progress.labproof"
            ),
        ),
        migrations.AddField(
            model_name="labreview",
            name="reviewer",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddIndex(
            model_name="labproof",
            index=models.Index(fields=["learner", "lab"], name="progress_proof_by_lab"),
        ),
        migrations.AddConstraint(
            model_name="labproof",
            constraint=models.CheckConstraint(
                condition=models.Q(("link", ""), ("note", ""), _negated=True),
                name="progress_proof_shows_something",
            ),
        ),
        migrations.AddConstraint(
            model_name="labproof",
            constraint=models.CheckConstraint(
                condition=models.Q(("minutes__lte", 1440)), name="progress_proof_minutes_fit_a_day"
            ),
        ),
        migrations.AddConstraint(
            model_name="labproof",
            constraint=models.UniqueConstraint(
                fields=("learner", "form_token"), name="progress_proof_form_recorded_once"
            ),
        ),
        migrations.AddIndex(
            model_name="labreview",
            index=models.Index(fields=["proof", "-id"], name="progress_review_by_proof"),
        ),
        migrations.AddConstraint(
            model_name="labreview",
            constraint=models.CheckConstraint(
                condition=models.Q(("verdict__in", ["", "accepted", "not yet"])),
                name="progress_verdict_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="labreview",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("answered_at__isnull", True), ("reviewer_name", ""), ("verdict", "")),
                    models.Q(
                        models.Q(("verdict", ""), _negated=True),
                        models.Q(("reviewer_name", ""), _negated=True),
                        ("answered_at__isnull", False),
                        ("revoked_at__isnull", True),
                    ),
                    _connector="OR",
                ),
                name="progress_review_is_open_or_named",
            ),
        ),
        migrations.AddConstraint(
            model_name="labreview",
            constraint=models.CheckConstraint(
                condition=models.Q(("taken_back_at__isnull", True), ("verdict", "accepted"), _connector="OR"),
                name="progress_only_acceptance_is_taken_back",
            ),
        ),
    ]
