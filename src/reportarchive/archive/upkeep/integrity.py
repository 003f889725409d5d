"""Checks that what is stored still keeps the archive's promises; findings are values, not exceptions.

`sql/checks/` holds the invariants a database can check (each must return no row). Here are those it cannot: hashes
taken again over texts, over all rows of a version and over every request, each digit of a text accounted for, names
that follow from what they name, and the engine's own check of its file. A database that is damaged so far that a check
cannot be made is a finding too, and the other checks go on.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from sqlalchemy import select, text
from sqlalchemy.exc import NoResultFound

from reportarchive.archive.engine import reading
from reportarchive.archive.registry.identity import Identity
from reportarchive.archive.reports.derived import derived_anew, stored_derived
from reportarchive.archive.reports.rows import COLUMNS, text_hash
from reportarchive.archive.reports.stored import read_version
from reportarchive.archive.requests.runs import RECEIVED, received_hash
from reportarchive.archive.schema import fetch, issuer, report, report_version
from reportarchive.errors import ArchiveError
from reportarchive.model import IssuerKind, ReportKind
from reportarchive.sqlfiles import sql_files

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from sqlalchemy import Connection, RowMapping

    from reportarchive.archive.archive import Archive
    from reportarchive.archive.reports.stored import StoredVersion

    Check = Callable[[Connection], Iterator["Finding"]]

DIGITS = re.compile(r"[0-9０-９]+")
SHOWN = 20  # findings per check; more of the same helps nobody
AT_ONCE = 1000  # request rows in memory


@dataclass(frozen=True, slots=True)
class Finding:
    """One broken promise: the check's name, where (report, version, row), and what was found."""

    check: str
    where: str
    message: str

    def __str__(self) -> str:
        return f"{self.check}: {self.where}: {self.message}"


def check_archive(
    archive: Archive, *, sample: int | None = None, progress: Callable[[str], None] = lambda _: None
) -> list[Finding]:
    """Return what is broken; with `sample`, so many versions are hashed again, evenly spread.

    `progress` is called with a line for each kind of check, and with none for each version.
    """
    found = list[Finding]()
    for name, check in _checks().items():
        found += _made(archive, name, check)
        progress(name)
    for version_id in _sampled(archive, sample, found):
        found += _made(archive, f"version {version_id}", partial(_version_findings, version_id))
        progress("")
    return found


def _checks() -> dict[str, Check]:
    checks: dict[str, Check] = {
        "database file": _engine_findings,
        "requests": _fetch_findings,
        "report names": _identity_findings,
    }
    return checks | {name: partial(_sql_findings, name, sql) for name, sql in sql_files("checks").items()}


def _made(archive: Archive, name: str, check: Check) -> list[Finding]:
    """Return what a check finds; that it cannot be made is what a damaged database looks like."""
    try:
        with reading(archive.engine) as connection:
            return list(check(connection))
    # A text that is no UTF-8 or JSON any more, or no text; a row that only an index still knows.
    except (ArchiveError, ValueError, TypeError, NoResultFound) as error:
        return [Finding("unreadable", name, str(error))]


def _engine_findings(connection: Connection) -> Iterator[Finding]:
    if connection.dialect.name != "sqlite":  # PostgreSQL keeps its keys itself
        return
    for row in connection.exec_driver_sql(f"PRAGMA integrity_check({SHOWN})"):
        if row[0] != "ok":
            yield Finding("integrity_check", "database file", str(row[0]))
    for row in connection.exec_driver_sql("PRAGMA foreign_key_check"):
        yield Finding("foreign_key", f"{row[0]} row {row[1]}", f"refers to a missing row of {row[2]}")


def _sql_findings(name: str, sql: str, connection: Connection) -> Iterator[Finding]:
    for row in connection.execute(text(sql).execution_options(stream_results=True)).fetchmany(SHOWN):
        yield Finding(name, f"version {row[0]} row {row[1]}", str(row[2]))


def _fetch_findings(connection: Connection) -> Iterator[Finding]:
    """Find requests whose row is not what was received."""
    last, columns = 0, (fetch.c.fetch_id, fetch.c.row_sha256, *(fetch.c[name] for name in RECEIVED))
    wanted = select(*columns).order_by(fetch.c.fetch_id).limit(AT_ONCE)
    while rows := connection.execute(wanted.where(fetch.c.fetch_id > last)).mappings().all():
        for row in rows:
            if _hash_of(row) != row["row_sha256"]:
                yield Finding("request_hash", f"request {row['fetch_id']}", "the row is not what was received")
        last = rows[-1]["fetch_id"]


def _hash_of(row: RowMapping) -> str | None:
    try:
        return received_hash(dict(row))
    except TypeError:  # a flipped bit can make bytes of a text
        return None


def _identity_findings(connection: Connection) -> Iterator[Finding]:
    """Find reports whose name does not follow from issuer, kind and period."""
    whose = (issuer.c.division_code, issuer.c.name, issuer.c.kind.label("issuer_kind"), issuer.c.slug)
    wanted = select(report.c.report_id, report.c.kind, report.c.year, report.c.period_end, *whose).join_from(
        report, issuer, issuer.c.issuer_id == report.c.issuer_id
    )
    for row in connection.execute(wanted).mappings():
        kinds = IssuerKind(row["issuer_kind"]), ReportKind(row["kind"])
        named = Identity(row["division_code"], row["name"], kinds[0], kinds[1], row["year"], row["period_end"])
        if named.named(row["slug"]) != row["report_id"]:
            yield Finding("report_id", row["report_id"], f"is the name of {named.named(row['slug'])}")


def _sampled(archive: Archive, sample: int | None, found: list[Finding]) -> Sequence[int]:
    every = list[int]()

    def collect(connection: Connection) -> Iterator[Finding]:
        wanted = select(report_version.c.version_id).order_by(report_version.c.version_id)
        every.extend(connection.execute(wanted).scalars())
        yield from ()

    found += _made(archive, "versions", collect)
    if sample is None or sample >= len(every):
        return every
    return [every[place * len(every) // sample] for place in range(sample)]


def _version_findings(version_id: int, connection: Connection) -> Iterator[Finding]:
    """Find a text, a row or a digit of a version that is not as it was stored."""
    version = read_version(connection, version_id)
    where = f"{version.row['report_id']} version {version.row['version_no']}"
    if text_hash(version.row["text"]) != version.row["text_sha256"]:
        yield Finding("text_hash", where, "the text is not the one that was stored")
    if version.output_hash() != version.row["output_sha256"]:
        yield Finding("output_hash", where, "a row of it is not what was stored")
    derived, stored = derived_anew(connection, version_id), stored_derived(connection, version_id)
    for table, rows in derived.items():
        if set(rows) != set(stored[table]):
            yield Finding(f"{table}s", where, "they do not follow from its numbers")
    yield from _unaccounted(version, where)


def _unaccounted(version: StoredVersion, where: str) -> Iterator[Finding]:
    """Find Arabic digits that are neither in a metric nor in a numeral."""
    covered: set[int] = set()
    for table in ("metric", "numeral"):
        start, end = (COLUMNS[table].index(name) for name in ("char_start", "char_end"))
        for row in version.children[table]:
            covered.update(_range(row[start], row[end]))
    for run in DIGITS.finditer(version.row["text"]):
        if not covered.issuperset(range(*run.span())):
            yield Finding("accounting", where, f"{run.group()} at {run.start()} is neither metric nor numeral")


def _range(start: Any, end: Any) -> range:
    return range(int(start), int(end))
