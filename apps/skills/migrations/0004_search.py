"""Skills are searched in one column that holds their names, tools and keywords."""

import django.db.models.expressions
from django.db import migrations, models

# The database takes immutable functions only for a generated column. Joining an array is declared
# stable because of element types whose text depends on settings; for text it never does.
MAKE = """
CREATE FUNCTION skills_words(name text, short text, tools text[], keywords text[]) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT lower(array_to_string(ARRAY[name, short] || tools || keywords, ' '))
$$
"""
DROP = "DROP FUNCTION skills_words(text, text, text[], text[])"


class Migration(migrations.Migration):
    dependencies = [
        ("skills", "0003_initial"),
    ]

    operations = [
        migrations.RunSQL(MAKE, DROP),
        migrations.AddField(
            model_name="skill",
            name="words",
            field=models.GeneratedField(
                db_persist=True,
                expression=django.db.models.expressions.Func(
                    "name", "short", "tools", "trend_keywords", function="skills_words"
                ),
                output_field=models.TextField(),
            ),
        ),
    ]
