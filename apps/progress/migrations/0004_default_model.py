"""The first decay model: FSRS-6 with its published default parameters."""

from typing import ClassVar

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation

DEFAULTS = [
    0.212, 1.2931, 2.3065, 8.2956, 6.4133, 0.8334, 3.0194, 0.001, 1.8722, 0.1666, 0.796,
    1.4835, 0.0614, 0.2629, 1.6483, 0.6014, 1.8729, 0.5425, 0.0912, 0.0658, 0.1542,
]  # fmt: skip


def add_defaults(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Put the default parameters in force."""
    apps.get_model("progress", "DecayModel").objects.create(
        name="FSRS-6", version=1, parameters=DEFAULTS, active=True
    )


class Migration(migrations.Migration):
    dependencies: ClassVar[list[tuple[str, str]]] = [("progress", "0003_append_only")]
    operations: ClassVar[list[Operation]] = [migrations.RunPython(add_defaults, migrations.RunPython.noop)]
