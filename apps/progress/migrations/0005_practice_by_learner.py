"""Implied practice lies together by learner and skill, and a form that arrives twice writes one row."""

from typing import ClassVar

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.migrations.operations.base import Operation


class Migration(migrations.Migration):
    dependencies: ClassVar[list[tuple[str, str]]] = [
        ("progress", "0004_default_model"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations: ClassVar[list[Operation]] = [
        migrations.RemoveIndex(model_name="implicitpractice", name="progress_implicit_by_skill"),
        migrations.AddField(
            model_name="implicitpractice",
            name="learner",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddIndex(
            model_name="implicitpractice",
            index=models.Index(fields=["learner", "skill"], name="progress_implicit_by_learner"),
        ),
        migrations.AddField(
            model_name="evidence",
            name="form_token",
            field=models.UUIDField(blank=True, editable=False, null=True),
        ),
        migrations.AddConstraint(
            model_name="evidence",
            constraint=models.UniqueConstraint(
                fields=("learner", "form_token"), name="progress_form_logged_once"
            ),
        ),
    ]
