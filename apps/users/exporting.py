"""One try at building one download: claim, write the file, store it."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import structlog
from django.conf import settings
from django.utils.translation import gettext as _

from apps.core.dates import local_day, long_day
from apps.users.gateways.archive import README, add_file, pieces, write_archive
from apps.users.letters import letter
from apps.users.logic.archive import Sheet, explained
from apps.users.models import User
from apps.users.operations.exports import ExportClaim, claim_export, miss_export, store_export
from apps.users.personal_data import files, parts

log = structlog.get_logger(__name__)


def try_export(*, export_id: int, clock: Callable[[], datetime]) -> bool:
    """Build a download once; False where it was not ours to build or did not succeed.

    Rows are read by cursors that outlive their transaction and written to disk, so that nothing is
    locked meanwhile and no more than some thousand rows are in memory.
    """
    claim = claim_export(export_id=export_id, now=clock())
    if claim is None:
        return False
    try:
        return _build(claim, clock=clock)
    except Exception:  # whatever breaks, a lease that nobody holds would only run out later
        log.exception("export_missed", export=export_id)
        miss_export(claim=claim, now=clock())
        return False


def _build(claim: ExportClaim, *, clock: Callable[[], datetime]) -> bool:
    began = clock()
    with tempfile.TemporaryDirectory(prefix="evenkeel-download-") as folder:
        path = Path(folder, "evenkeel.zip")
        sheets = _sheets(claim.owner)
        counts = write_archive(path, sheets, at=began)
        for file in files():
            add_file(path, file.name, file.pieces(claim.owner), at=began)
        readme = _readme(claim.owner, sheets, counts, at=began)
        add_file(path, README, [readme.encode()], at=began)
        mail = letter("export_ready", to=claim.owner.email, context={"name": claim.owner.name})
        return store_export(claim=claim, pieces=pieces(path), mail=mail, now=clock())


def _sheets(person: User) -> list[Sheet]:
    return [
        Sheet(part.name, str(part.about), part.columns, part.left_out, part.export(person))
        for part in parts()
        if part.name
    ]


def _readme(person: User, sheets: list[Sheet], counts: dict[str, int], *, at: datetime) -> str:
    opening = _(
        "Everything that Evenkeel at %(site)s keeps about %(address)s,\n"
        "as of %(day)s, %(time)s UTC.\n"
        "\n"
        "Each kind of rows stands in two files: json/NAME.json is a list of objects,\n"
        "csv/NAME.csv a table in UTF-8 with a heading. Moments are in UTC, days are your\n"
        "own calendar days. In CSV, a text that starts like a formula, with = + - @,\n"
        "has a quote before it, so that no spreadsheet reckons it.\n"
        "Below: the name, how many rows, what they are, the columns, and what is not\n"
        "handed out, with the reason."
    ) % {
        "site": settings.SITE_URL,
        "address": person.email,
        "day": long_day(local_day(at, person.zone), today=at.date()),
        "time": f"{at:%H:%M}",
    }
    further = [f"{file.name}\n  {file.about}" for file in files()]
    opening = "\n\n".join([opening, *further])
    return explained(sheets, counts, opening=opening, left_out=_("Not handed out:"))
