"""The log is append-only: the database itself refuses to change a row of it."""

from typing import ClassVar

from django.db import migrations
from django.db.migrations.operations.base import Operation

REFUSE = """
CREATE FUNCTION progress_refuse_update() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the log is append-only: add a row that replaces %', OLD.id
        USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER progress_evidence_append_only BEFORE UPDATE ON progress_evidence
    FOR EACH ROW EXECUTE FUNCTION progress_refuse_update();
"""
ALLOW = """
DROP TRIGGER progress_evidence_append_only ON progress_evidence;
DROP FUNCTION progress_refuse_update();
"""


class Migration(migrations.Migration):
    dependencies: ClassVar[list[tuple[str, str]]] = [("progress", "0002_initial")]
    operations: ClassVar[list[Operation]] = [migrations.RunSQL(REFUSE, ALLOW)]
