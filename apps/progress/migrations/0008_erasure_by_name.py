"""The log loses a row only with its learner: the database refuses any deletion that does not name them."""

from typing import ClassVar

from django.db import migrations
from django.db.migrations.operations.base import Operation

REFUSE = """
CREATE FUNCTION progress_refuse_delete() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.learner_id::text IS DISTINCT FROM current_setting('evenkeel.erases', true) THEN
        RAISE EXCEPTION 'the log is append-only: row % goes only with its learner', OLD.id
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN OLD;
END $$;
CREATE TRIGGER progress_evidence_keeps_rows BEFORE DELETE ON progress_evidence
    FOR EACH ROW EXECUTE FUNCTION progress_refuse_delete();
"""
ALLOW = """
DROP TRIGGER progress_evidence_keeps_rows ON progress_evidence;
DROP FUNCTION progress_refuse_delete();
"""


class Migration(migrations.Migration):
    dependencies: ClassVar[list[tuple[str, str]]] = [("progress", "0007_imports")]
    operations: ClassVar[list[Operation]] = [migrations.RunSQL(REFUSE, ALLOW)]
