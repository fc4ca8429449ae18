"""The register itself: a part is the rows of one table that belong to a person by one relation."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from django.db.models import Model, QuerySet

from apps.users.models import User

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

ROWS_AT_ONCE: Final = 2000  # that the database driver holds in memory

Rows = Callable[[User], QuerySet[Any]]


@dataclass(frozen=True, slots=True)
class Part:
    """The rows of one table that belong to a person.

    Every column of the table is handed out or left out with a reason; the one that leads to the
    person needs neither.
    """

    model: type[Model]
    owner: str = ""  # the way from a row to the person, such as learner or proof__learner
    rows: Rows | None = None  # finds the rows where no relation leads to the person
    name: str = ""  # of its files in the download; empty where nothing of it is handed out
    about: StrOrPromise = ""  # what the files hold, for their reader
    fields: tuple[str, ...] = ()  # a relation is followed to what names it, such as skill__slug
    left_out: Mapping[str, str] = field(default_factory=dict)  # column to reason
    kept: str = ""  # why the row outlives the person; only what leads to the person is emptied then
    erase: Callable[[User], object] | None = None  # where neither deleting nor emptying is enough

    def of(self, person: User) -> QuerySet[Any]:
        """Return the rows that belong to a person."""
        if self.rows is not None:
            return self.rows(person)
        return self.model._default_manager.filter(**{self.owner: person.pk})  # noqa: SLF001  # Django's own name for it

    @property
    def columns(self) -> tuple[str, ...]:
        """The headings of the download: a relation goes by its own name, where it stands for one column."""
        roots = [name.partition("__")[0] for name in self.fields]
        return tuple(
            root if roots.count(root) == 1 else name.replace("__", "_")
            for root, name in zip(roots, self.fields, strict=True)
        )

    def export(self, person: User) -> Iterator[dict[str, Any]]:
        """Yield the rows as plain values by column, oldest first, in bounded memory."""
        found = self.of(person).order_by("pk").values_list(*self.fields)
        for row in found.iterator(chunk_size=ROWS_AT_ONCE):
            yield dict(zip(self.columns, row, strict=True))

    def erase_rows(self, person: User) -> None:
        """Erase the rows, or empty the reference where they stay, whatever their number."""
        if self.erase is not None:
            self.erase(person)
        elif self.kept:
            self.of(person).update(**{self.owner: None})
        else:
            # Without collecting what hangs on the rows: that is registered too, and foreign keys
            # are checked when the transaction ends.
            self.of(person)._raw_delete(using=self.of(person).db)  # noqa: SLF001  # the only delete without a collector


@dataclass(frozen=True, slots=True)
class File:
    """A further file of the download, in a form of its own."""

    name: str  # with its ending
    about: StrOrPromise  # what it is good for
    pieces: Callable[[User], Iterator[bytes]]


_parts: list[Part] = []
_files: list[File] = []


def register(*new: Part) -> None:
    """Add the parts of an app, what hangs on other rows after them.

    Raises ValueError for a relation or a name that is registered already.
    """
    for part in new:
        if any((part.model, part.owner) == (other.model, other.owner) for other in _parts):
            message = f"{part.model._meta.label}.{part.owner} is registered twice."  # noqa: SLF001  # Django's public name
            raise ValueError(message)
        if part.name and any(part.name == other.name for other in _parts):
            message = f"Two parts are called {part.name}."
            raise ValueError(message)
        _parts.append(part)


def register_files(*new: File) -> None:
    """Add files that an app writes in a form of its own."""
    _files.extend(new)


def files() -> tuple[File, ...]:
    """Return the further files of the download."""
    return tuple(_files)


def parts() -> tuple[Part, ...]:
    """Return all parts, those of lower apps first."""
    return tuple(_parts)


def erase_all(person: User) -> None:
    """Erase everything about a person, the account last; belongs into a transaction that holds their row."""
    for part in reversed(_parts):
        part.erase_rows(person)
