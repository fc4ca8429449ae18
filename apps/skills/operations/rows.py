"""Brings the rows of a table in line with what is wanted, in a few statements whatever the size."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, TypeVar

from django.db import connection, models
from psycopg import sql

Row = TypeVar("Row", bound=models.Model)
Key = TypeVar("Key", bound=Hashable)
Values = Mapping[str, Any]

BATCH = 2000  # rows a statement: memory stays bounded, round trips stay few


def bring_in_line(
    model: type[Row], *, rows: Mapping[Key, Row], wanted: Mapping[Key, Values], now: datetime | None
) -> dict[Key, Row]:
    """Write what differs and return the row of each wanted key.

    New keys become rows, known rows take the values and are restored; rows whose key is not wanted
    are retired at `now`. With `now` None the table knows no retirement and such rows are left.
    """
    fresh = {key: model(**values) for key, values in wanted.items() if key not in rows}
    _bring_known(model, rows, wanted, now)
    model._default_manager.bulk_create(fresh.values(), batch_size=BATCH)  # noqa: SLF001  # the generic name
    return {key: rows[key] if key in rows else fresh[key] for key in wanted}


def bring_leaves_in_line(
    model: type[Row], *, rows: Mapping[Key, Row], wanted: Mapping[Key, Values], now: datetime
) -> None:
    """Do the same for a table that nothing written afterwards points to: new rows are copied in.

    COPY takes a fraction of the time of INSERT, but tells no primary keys. Values are those of
    columns, and every new row needs the same ones.
    """
    _bring_known(model, rows, wanted, now)
    copy_in(model, [values for key, values in wanted.items() if key not in rows])


def copy_in(model: type[models.Model], rows: Sequence[Values]) -> None:
    """Write new rows, given by their columns, with COPY."""
    if not rows:
        return
    table, columns = model._meta.db_table, list(rows[0])  # noqa: SLF001  # public API of Django
    named = sql.SQL(", ").join(map(sql.Identifier, columns))
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(table), named)
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        for values in rows:
            copy.write_row([values[column] for column in columns])


def _bring_known(
    model: type[Row], rows: Mapping[Key, Row], wanted: Mapping[Key, Values], now: datetime | None
) -> None:
    changed = [rows[key] for key, values in wanted.items() if key in rows and _take(rows[key], values, now)]
    gone = [row for key, row in rows.items() if key not in wanted and _retire(row, now)]
    _overwrite(model, [*gone, *changed])


def _take(row: models.Model, values: Values, now: datetime | None) -> bool:
    if now is not None:
        values = {**values, "retired_at": None}
    differing = {name: value for name, value in values.items() if getattr(row, name) != value}
    for name, value in differing.items():
        setattr(row, name, value)
    return bool(differing)


def _retire(row: models.Model, now: datetime | None) -> bool:
    if now is None or row.retired_at is not None:  # type: ignore[attr-defined]  # tables with retirement
        return False
    row.retired_at = now  # type: ignore[attr-defined]  # every kind of row here has it
    return True


def _overwrite(model: type[Row], rows: Iterable[Row]) -> None:
    """Write whole rows that exist; an upsert by primary key is one statement for thousands of rows."""
    concrete = model._meta.concrete_fields  # noqa: SLF001  # public API of Django
    fields = [field.name for field in concrete if not field.primary_key and not field.generated]
    model._default_manager.bulk_create(  # noqa: SLF001  # the generic name
        rows, batch_size=BATCH, update_conflicts=True, update_fields=fields, unique_fields=["pk"]
    )
