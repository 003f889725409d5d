"""The deadline ledger: the view `coverage` on a day of one's choice.

The view's only clock is its one-row table `clock (today)`; here that row is the day given, the text being
otherwise the view's own. So the answer for a day is the same whenever it is asked.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from reportarchive.errors import ArchiveError
from reportarchive.sqlfiles import CLOCK, sql_files

if TYPE_CHECKING:
    from datetime import date

    from reportarchive.query.reader import Reader, Result

STATES = (
    "on_time",
    "late",
    "undated",
    "withdrawn",
    "unparsed",
    "not_due",
    "unwatched",
    "missing",
    "unreachable",
    "due",
)
HEAD = "CREATE VIEW coverage AS"


def coverage(reader: Reader, *, today: date, year: int | None = None, places: tuple[str, str] = ("", "~")) -> Result:
    """Return the ledger as of a day (Asia/Shanghai), of one year or all, by division, issuer and year.

    `places` are the first and the last code that is wanted; a tilde comes behind all codes.

    Raises:
        ArchiveError: the database cannot be read, or the view's text has lost its clock.
    """
    sql = (
        f"SELECT * FROM ({_view_text()}) ledger"  # noqa: S608 (the text is our own file)
        " WHERE (CAST(:year AS INTEGER) IS NULL OR year = :year)"
        " AND division_code BETWEEN :first AND :last"
        " ORDER BY division_code, issuer, year"
    )
    first, last = places
    return reader.run(sql, {"today": today.isoformat(), "year": year, "first": first, "last": last})


def _view_text() -> str:
    _, head, body = sql_files("views").get("coverage", "").partition(HEAD)
    if not head or body.count(CLOCK) != 1:
        raise ArchiveError("sql/views/coverage.sql has lost its clock; install the package again")
    return body.replace(CLOCK, "CAST(:today AS TEXT)").strip().rstrip(";")
