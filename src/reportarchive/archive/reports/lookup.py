"""Reading what is stored: one report by any of its names, known URLs, the captures to read again.

Uses the views where a person will see the rows, so that names are the same everywhere.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, func, select, text

from reportarchive.archive.corrections.kept import corrections_of
from reportarchive.archive.engine import reading
from reportarchive.archive.prepared import Prepared
from reportarchive.archive.schema import fetch, issuer, report, report_version
from reportarchive.errors import UnknownName
from reportarchive.model import WHOLE, Part, ReportKind, Scope

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from sqlalchemy import Connection, Engine, Select

    from reportarchive.archive.corrections.correcting import Correction

BATCH = 200
EVERYTHING = Scope()
BY_PLACE = re.compile(
    r"""
    (?P<division>\d{6})
    /
    (?P<year>\d{4})         # 110107/2023
    """,
    re.VERBOSE | re.ASCII,
)
CHILDREN = {
    "sections": "SELECT * FROM section_current WHERE report_id = :report_id ORDER BY seq",
    "metrics": "SELECT * FROM metric_current WHERE report_id = :report_id ORDER BY seq",
    "citations": "SELECT * FROM citation_current WHERE report_id = :report_id ORDER BY seq",
    "numerals": "SELECT n.* FROM numeral n WHERE n.version_id = :version_id ORDER BY n.seq",
    "issues": "SELECT i.* FROM issue i WHERE i.version_id = :version_id ORDER BY i.seq",
}
LENGTH = Prepared(  # asked with every article that is read
    select(func.length(report_version.c.text))
    .join(report, report.c.report_id == report_version.c.report_id)
    .where(report.c.url == bindparam("url", required=False), report_version.c.recorded_to.is_(None))
    .order_by(report.c.report_id)
    .limit(1)
)

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class KnownReport:
    """A report's URL in force, to be asked again when it is gone from the listings.

    `is_file` when its text is that of a file which the page there links to.
    """

    report_id: str
    url: str
    year: int
    kind: ReportKind
    is_file: bool


@dataclass(frozen=True, slots=True)
class CaptureRow:
    """The request a current version came from, with all that a reparse needs to give the same answer.

    `url` is where the bytes came from; `current_url` where the report was last seen, after a move another one.
    `output_sha256` is the hash of what is stored, so that an equal answer is known where it is given.
    """

    report_id: str
    version_id: int
    output_sha256: str
    current_url: str | None
    source_id: str | None
    fetch_id: int
    url: str
    content_type: str | None
    sha256: str
    hints: Mapping[str, Any]
    corrections: tuple[Correction, ...] = ()


@dataclass(frozen=True, slots=True)
class ReportRows:
    """A report's current version: its row of `report_current` and the rows found in it, in text order."""

    report: Row
    sections: list[Row] = field(default_factory=list)
    metrics: list[Row] = field(default_factory=list)
    citations: list[Row] = field(default_factory=list)
    numerals: list[Row] = field(default_factory=list)
    issues: list[Row] = field(default_factory=list)


def known_reports(connection: Connection, source_id: str, years: Sequence[int]) -> list[KnownReport]:
    """Return the reports of a source that have a URL, of these years or of all when none is given."""
    current = report_version.c.recorded_to.is_(None) & (report_version.c.report_id == report.c.report_id)
    wanted = (
        select(report.c.report_id, report.c.url, report.c.year, report.c.kind, fetch.c.purpose)
        .outerjoin(report_version, current)
        .outerjoin(fetch, fetch.c.fetch_id == report_version.c.fetch_id)
        .where(report.c.source_id == source_id, report.c.url.is_not(None))
    )
    if years:
        wanted = wanted.where(report.c.year.in_(list(years)))
    rows = connection.execute(wanted.order_by(report.c.report_id))
    return [
        KnownReport(row.report_id, row.url, row.year, ReportKind(row.kind), row.purpose == "attachment") for row in rows
    ]


def current_length(connection: Connection, url: str) -> int | None:
    """Return how many characters the current version of the report at an address has, None when there is none."""
    length: int | None = LENGTH.value(connection, {"url": url})
    return length


def captures(engine: Engine, scope: Scope, part: Part, after: str) -> Iterator[CaptureRow]:
    """Yield the captures of the current versions in scope and a part, by report_id, a batch in memory at a time."""
    left = scope.limit
    while left is None or left > 0:
        size = BATCH if left is None else min(BATCH, left)
        with reading(engine) as connection:
            rows = connection.execute(_capture_select(scope, part, after).limit(size)).all()
            corrected = corrections_of(connection, [row.report_id for row in rows])
        for row in rows:
            yield _capture_row(row, corrected.get(row.report_id, ()))
        if len(rows) < size:
            return
        after, left = rows[-1].report_id, None if left is None else left - len(rows)


def count_captures(connection: Connection, scope: Scope, part: Part) -> int:
    """Return how many captures there are in scope."""
    wanted = _capture_select(scope, part, "").order_by(None).subquery()
    count = int(connection.execute(select(func.count()).select_from(wanted)).scalar_one())
    return count if scope.limit is None else min(count, scope.limit)


def capture_of(connection: Connection, report_id: str) -> CaptureRow:
    """Return the capture the current version of a report came from.

    Raises:
        UnknownName: the archive holds no such report_id.
    """
    row = connection.execute(
        _capture_select(EVERYTHING, WHOLE, "").where(report.c.report_id == report_id)
    ).one_or_none()
    if row is None:
        raise UnknownName(f"the archive holds no report {report_id!r}")
    return _capture_row(row, corrections_of(connection, [report_id]).get(report_id, ()))


def find_report(connection: Connection, key: str) -> str:
    """Return the report_id that a report_id, a URL or `110107/2023` names.

    Raises:
        UnknownName: no report, or several (all are named).
    """
    found = _exactly(connection, key) or _by_place(connection, key)
    if len(found) == 1:
        return found[0]
    if found:
        raise UnknownName(f"{key} names several reports: {', '.join(found)}")
    near = _near(connection, key)
    also = f"; near it: {', '.join(near)}" if near else ""
    raise UnknownName(f"no report {key!r} in the archive{also}")


def report_rows(connection: Connection, report_id: str) -> ReportRows:
    """Return the current version of a report with everything found in it.

    Raises:
        UnknownName: the archive holds no such report_id.
    """
    wanted = text("SELECT * FROM report_current WHERE report_id = :report_id")
    row = connection.execute(wanted, {"report_id": report_id}).mappings().one_or_none()
    if row is None:
        raise UnknownName(f"no report {report_id!r} in the archive")
    keys = {"report_id": report_id, "version_id": row["version_id"]}
    children = {
        name: [dict(child) for child in connection.execute(text(sql), keys).mappings()]
        for name, sql in CHILDREN.items()
    }
    return ReportRows(dict(row), **children)


def _capture_row(row: Any, corrections: tuple[Correction, ...]) -> CaptureRow:
    return CaptureRow(
        row.report_id,
        row.version_id,
        row.output_sha256,
        row.current_url,
        row.source_id,
        row.fetch_id,
        row.final_url or row.url,
        _content_type(row.headers),
        row.sha256,
        json.loads(row.hints),
        corrections,
    )


def _capture_select(scope: Scope, part: Part, after: str) -> Select[Any]:
    wanted = (
        select(
            report.c.report_id,
            report_version.c.version_id,
            report_version.c.output_sha256,
            report.c.url.label("current_url"),
            fetch.c.source_id,
            fetch.c.fetch_id,
            fetch.c.url,
            fetch.c.final_url,
            fetch.c.headers,
            fetch.c.sha256,
            fetch.c.hints,
        )
        .join_from(report, report_version, report_version.c.report_id == report.c.report_id)
        .join(fetch, fetch.c.fetch_id == report_version.c.fetch_id)
        .join(issuer, issuer.c.issuer_id == report.c.issuer_id)
        .where(report_version.c.recorded_to.is_(None), report.c.report_id > after)
        .order_by(report.c.report_id)
    )
    if scope.years:
        wanted = wanted.where(report.c.year.in_(scope.years))
    if scope.divisions:
        wanted = wanted.where(issuer.c.division_code.in_(scope.divisions))
    if scope.sources:
        wanted = wanted.where(report.c.source_id.in_(scope.sources))
    if part.of > 1:
        wanted = wanted.where(report.c.issuer_id % part.of == part.number - 1)
    return wanted


def _content_type(headers: str) -> str | None:
    pairs: list[list[str]] = json.loads(headers)
    return next((value for name, value in pairs if name.lower() == "content-type"), None)


def _exactly(connection: Connection, key: str) -> list[str]:
    wanted = select(report.c.report_id).where((report.c.report_id == key) | (report.c.url == key))
    return list(connection.execute(wanted.order_by(report.c.report_id)).scalars())


def _by_place(connection: Connection, key: str) -> list[str]:
    """Return the reports of a division and year: the government's annual one alone when there is one."""
    place = BY_PLACE.fullmatch(key)
    if place is None:
        return []
    wanted = (
        select(report.c.report_id, report.c.kind, issuer.c.kind.label("issuer_kind"))
        .join(issuer, issuer.c.issuer_id == report.c.issuer_id)
        .where(issuer.c.division_code == place["division"], report.c.year == int(place["year"]))
        .order_by(report.c.report_id)
    )
    rows = connection.execute(wanted).all()
    first = [row.report_id for row in rows if (row.kind, row.issuer_kind) == ("annual", "government")]
    return first or [row.report_id for row in rows]


def _near(connection: Connection, key: str) -> list[str]:
    """Return at most three report_ids that begin as the key does."""
    for length in (len(key), 6, 4):
        start = re.split(r"[/%_]", key)[0][:length]
        if start:
            wanted = select(report.c.report_id).where(report.c.report_id.startswith(start, autoescape=True))
            near = list(
                connection.execute(wanted.order_by(report.c.year.desc(), report.c.report_id).limit(3)).scalars()
            )
            if near:
                return near
    return []
