"""Checks that what is stored still keeps the archive's promises; findings are values, not exceptions.

`sql/checks/` holds the invariants a database can check (each must return no row). Here are those it cannot:
text hashes computed again, every digit of a text accounted for, and the engine's own check of its file.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select, text

from reportarchive.archive.engine import reading
from reportarchive.archive.rows import text_hash
from reportarchive.archive.schema import metric, numeral, report_version
from reportarchive.sqlfiles import sql_files

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sqlalchemy import Connection, RowMapping

    from reportarchive.archive.archive import Archive

DIGITS = re.compile(r"[0-9０-９]+")
SHOWN = 20  # findings per check; more of the same helps nobody


@dataclass(frozen=True, slots=True)
class Finding:
    """One broken promise: the check's name, where (report, version, row), and what was found."""

    check: str
    where: str
    message: str


def check_archive(archive: Archive, *, sample: int | None = None) -> list[Finding]:
    """Return what is broken; with `sample`, texts of about so many versions are read, evenly spread.

    Raises:
        ArchiveError: the database cannot be read.
    """
    found: list[Finding] = []
    with reading(archive.engine) as connection:
        found += _engine_findings(connection)
        for name, sql in sql_files("checks").items():
            found += _sql_findings(connection, name, sql)
        for version_id in _sampled(connection, sample):
            found += _version_findings(connection, version_id)
    return found


def _engine_findings(connection: Connection) -> Iterator[Finding]:
    if connection.dialect.name != "sqlite":  # PostgreSQL keeps its keys itself
        return
    for row in connection.exec_driver_sql("PRAGMA integrity_check(20)"):
        if row[0] != "ok":
            yield Finding("integrity_check", "database file", str(row[0]))
    for row in connection.exec_driver_sql("PRAGMA foreign_key_check"):
        yield Finding("foreign_key", f"{row[0]} row {row[1]}", f"refers to a missing row of {row[2]}")


def _sql_findings(connection: Connection, name: str, sql: str) -> Iterator[Finding]:
    for row in connection.execute(text(sql).execution_options(stream_results=True)).fetchmany(SHOWN):
        yield Finding(name, f"version {row[0]} row {row[1]}", str(row[2]))


def _sampled(connection: Connection, sample: int | None) -> Sequence[int]:
    wanted = select(report_version.c.version_id).order_by(report_version.c.version_id)
    every = list(connection.execute(wanted).scalars())
    if sample is None or sample >= len(every):
        return every
    return [every[place * len(every) // sample] for place in range(sample)]


def _version_findings(connection: Connection, version_id: int) -> Iterator[Finding]:
    mine = report_version.c.version_id == version_id
    row = connection.execute(select(report_version).where(mine)).mappings().one()
    where = f"{row['report_id']} version {row['version_no']}"
    if text_hash(row["text"]) != row["text_sha256"]:
        yield Finding("text_hash", where, "the text is not the one that was stored")
    yield from _unaccounted(connection, row, where)


def _unaccounted(connection: Connection, row: RowMapping, where: str) -> Iterator[Finding]:
    """Find Arabic digits that are neither in a metric nor in a numeral."""
    covered: set[int] = set()
    for table in (metric, numeral):
        mine = table.c.version_id == row["version_id"]
        for start, end in connection.execute(select(table.c.char_start, table.c.char_end).where(mine)):
            covered.update(range(start, end))
    for run in DIGITS.finditer(row["text"]):
        if not covered.issuperset(range(*run.span())):
            yield Finding("accounting", where, f"{run.group()} at {run.start()} is neither metric nor numeral")
