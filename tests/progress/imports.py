"""What the tests of imports share: a file that is opened, and a worker that does its work at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, Literal

from apps.progress.importing import try_import
from apps.progress.models import Evidence, ProgressImport
from apps.progress.operations import imports
from apps.users.models import User
from tests.progress.cases import NOON

HEADER = "skill,date,minutes,kind,note\n"


def opened(
    learner: User,
    text: str | bytes,
    *,
    format: Literal["csv", "yaml"] = "csv",  # noqa: A002 - as the field is called
    name: str = "log.csv",
    **rest: Any,  # noqa: ANN401 - what else a file comes with
) -> ProgressImport:
    """Return the import of a file that waits to be read."""
    data = text.encode() if isinstance(text, str) else text
    pieces = [data[at : at + 1000] for at in range(0, len(data), 1000)]
    file = imports.NewFile(name=name, format=format, pieces=pieces, **rest)
    return ProgressImport.objects.get(
        pk=imports.open_import(learner=learner, file=file, now=NOON, by=learner)
    )


def worked(source: ProgressImport, *, clock: Callable[[], datetime] = lambda: NOON) -> ProgressImport:
    """Let a worker do what is asked of an import, and return it as it is then."""
    try_import(import_id=source.pk, clock=clock)
    source.refresh_from_db()
    return source


def read(learner: User, text: str | bytes, **rest: Any) -> ProgressImport:  # noqa: ANN401 - as opened takes
    """Return the import of a file that was read."""
    return worked(opened(learner, text, **rest))


def brought_in(learner: User, text: str | bytes, **rest: Any) -> ProgressImport:  # noqa: ANN401 - as above
    """Return the import of a file whose rows are in."""
    source = read(learner, text, **rest)
    imports.start_import(learner=learner, import_id=source.pk, now=NOON, by=learner)
    return worked(source)


def undone(source: ProgressImport) -> ProgressImport:
    """Return an import that was undone."""
    imports.undo_import(learner=source.learner, import_id=source.pk, now=NOON, by=source.learner)
    return worked(source)


def entries(learner: User) -> Sequence[tuple[Any, ...]]:
    """Return what stands in a learner's log."""
    rows = Evidence.objects.of(learner).current().order_by("day", "pk")
    return list(rows.values_list("skill__slug", "day", "minutes", "kind", "note"))
