"""Certificates, and the entries of the log that belong to one."""

from typing import ClassVar

import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models
from django.db.migrations.operations.base import Operation


class Migration(migrations.Migration):
    dependencies: ClassVar[list[tuple[str, str]]] = [
        ("progress", "0005_practice_by_learner"),
        ("skills", "0005_link_check"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations: ClassVar[list[Operation]] = [
        migrations.CreateModel(
            name="Certificate",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("earned_on", models.DateField()),
                ("expires_on", models.DateField(blank=True, null=True)),
                ("link", models.CharField(blank=True, max_length=2048)),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
                ("form_token", models.UUIDField(blank=True, editable=False, null=True)),
                ("recorded_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                (
                    "certification",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="skills.certification",
                    ),
                ),
                (
                    "learner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="certificates",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.AddField(
            model_name="evidence",
            name="certificate",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="entries",
                to="progress.certificate",
            ),
        ),
        migrations.AddConstraint(
            model_name="evidence",
            constraint=models.CheckConstraint(
                condition=models.Q(("certificate__isnull", True), ("kind", "certified"), _connector="OR"),
                name="progress_certificate_certifies",
            ),
        ),
        migrations.AddConstraint(
            model_name="certificate",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("expires_on__isnull", True), ("expires_on__gt", models.F("earned_on")), _connector="OR"
                ),
                name="progress_certificate_ends_after_it_began",
            ),
        ),
        migrations.AddConstraint(
            model_name="certificate",
            constraint=models.UniqueConstraint(
                condition=models.Q(("withdrawn_at__isnull", True)),
                fields=("learner", "certification", "earned_on"),
                name="progress_certificate_once_a_day",
            ),
        ),
        migrations.AddConstraint(
            model_name="certificate",
            constraint=models.UniqueConstraint(
                fields=("learner", "form_token"), name="progress_certificate_form_recorded_once"
            ),
        ),
    ]
