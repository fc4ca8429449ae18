"""Who imported a catalogue, as a relation: an address in a text is not found once it has changed."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

FROM_ADDRESS = """
UPDATE skills_catalogue c
   SET by_id = (SELECT u.id FROM users_user u WHERE u.email = c.changes->>'by'),
       changes = (c.changes - 'by') || jsonb_build_object('by_hand', c.changes->>'by' <> '')
 WHERE c.changes ? 'by'
"""
TO_ADDRESS = """
UPDATE skills_catalogue c
   SET changes = (c.changes - 'by_hand') || jsonb_build_object(
           'by', coalesce((SELECT u.email FROM users_user u WHERE u.id = c.by_id), ''))
 WHERE c.changes ? 'by_hand'
"""


class Migration(migrations.Migration):
    dependencies = [
        ("skills", "0007_authoring"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="catalogue",
            name="by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.RunSQL(FROM_ADDRESS, TO_ADDRESS),
    ]
