"""What the archive knows of reports that come in, looked up at once for one or a hundred.

The statements are made once: to make one, and to find it among those compiled, takes longer than SQLite takes to
answer it.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, bindparam, or_, select

from reportarchive.archive.schema import division, fetch, issuer, report, report_version
from reportarchive.errors import ArchiveError

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from sqlalchemy import Column, ColumnElement, Connection, RowMapping, Select

AT_ONCE = 50  # keys in one statement
LOOKED_AT = (
    *("version_id", "report_id", "version_no", "fetch_id", "body_sha256", "text_sha256", "output_sha256"),
    "recorded_from",
)
Key = tuple[int, str, str]
"""issuer_id, kind and period_end: what makes a report the one it is."""
IssuerKey = tuple[str, str, str]
"""Division, kind and slug: what makes an issuer the one it is."""

KEPT = select(fetch.c.fetch_id, fetch.c.sha256).where(fetch.c.fetch_id.in_(bindparam("fetch_ids", expanding=True)))
DIVISIONS = select(division.c.code).where(division.c.code.in_(bindparam("codes", expanding=True)))
ISSUERS = select(issuer.c.division_code, issuer.c.kind, issuer.c.slug, issuer.c.issuer_id)
OF_ISSUER = (issuer.c.division_code, issuer.c.kind, issuer.c.slug)
REPORTS = select(report).order_by(report.c.report_id).with_for_update()
OF_REPORT = (report.c.issuer_id, report.c.kind, report.c.period_end)
CURRENT = select(*(report_version.c[name] for name in LOOKED_AT)).where(
    report_version.c.report_id.in_(bindparam("report_ids", expanding=True)), report_version.c.recorded_to.is_(None)
)


def bodies_of(connection: Connection, fetch_ids: Sequence[int]) -> list[str]:
    """Return the SHA-256 (hex) of the bytes that each request kept.

    Raises:
        ArchiveError: a request is not there, or kept none.
    """
    kept: dict[int, str | None] = dict(connection.execute(KEPT, {"fetch_ids": fetch_ids}).tuples().all())
    bodies = []
    for fetch_id in fetch_ids:
        sha256 = kept.get(fetch_id)
        if sha256 is None:
            raise ArchiveError(f"not stored: request {fetch_id} is not recorded or kept no bytes")
        bodies.append(sha256)
    return bodies


def known_divisions(connection: Connection, codes: Collection[str]) -> set[str]:
    """Return those of the divisions that are in the archive's registry."""
    return set(connection.execute(DIVISIONS, {"codes": list(codes)}).scalars())


def known_issuers(connection: Connection, keys: Collection[IssuerKey]) -> dict[IssuerKey, int]:
    """Return the ids of those issuers that are there."""
    rows = _with_keys(connection, ISSUERS, OF_ISSUER, list(keys))
    return {(row["division_code"], row["kind"], row["slug"]): row["issuer_id"] for row in rows}


def locked(connection: Connection, keys: Sequence[Key]) -> dict[Key, Mapping[str, Any]]:
    """Return the rows of those reports that are there, which nobody else writes until this transaction ends."""
    rows = _with_keys(connection, REPORTS, OF_REPORT, keys)
    return {(row["issuer_id"], row["kind"], row["period_end"]): dict(row) for row in rows}


def _with_keys(
    connection: Connection, wanted: Select[Any], columns: tuple[Column[Any], ...], keys: Sequence[tuple[Any, ...]]
) -> Iterator[RowMapping]:
    """Yield the rows with one of these keys, of the columns given, a few keys at a time."""
    for at in range(0, len(keys), AT_ONCE):
        some = keys[at : at + AT_ONCE]
        values = {f"{which}_{place}": value for which, key in enumerate(some) for place, value in enumerate(key)}
        yield from connection.execute(_of_keys(wanted, columns, len(some)), values).mappings()


@cache
def _of_keys(wanted: Select[Any], columns: tuple[Column[Any], ...], count: int) -> Select[Any]:
    """Return the statement for so many keys, each compared by itself: SQLite has no index for `(a, b) IN (…)`."""
    same = (_is_key(columns, which) for which in range(count))
    return wanted.where(or_(*same))


def _is_key(columns: tuple[Column[Any], ...], which: int) -> ColumnElement[bool]:
    return and_(*(column == bindparam(f"{which}_{place}") for place, column in enumerate(columns)))


def current_versions(connection: Connection, report_ids: Sequence[str]) -> Mapping[str, RowMapping]:
    """Return what is looked at of the current version of each report that has one."""
    if not report_ids:
        return {}
    rows = connection.execute(CURRENT, {"report_ids": report_ids}).mappings()
    return {row["report_id"]: row for row in rows}
