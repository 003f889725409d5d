"""Requests as they were made, one after the other: what a web archive writes down.

Reads `fetch` in pages by its key, so that no list grows with the archive and no transaction stays open.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, and_, func, or_, select

from reportarchive.archive.engine import reading
from reportarchive.archive.schema import fetch, issuer, report, report_version, source

if TYPE_CHECKING:
    from collections.abc import Iterator

    from reportarchive.archive.archive import Archive
    from reportarchive.model import Scope

BATCH = 500


@dataclass(frozen=True, slots=True)
class Exchange:
    """One request and how it was answered; `sha256` names the kept body, None when there was none or it was not kept.

    `status` is None where no answer came, and where a person brought a file (`final_url` is then `file:NAME`).
    """

    fetch_id: int
    url: str
    final_url: str
    outcome: str
    status: int | None
    headers: tuple[tuple[str, str], ...]
    redirects: tuple[str, ...]
    requested_at: str
    sha256: str | None


def exchanges(archive: Archive, scope: Scope) -> Iterator[Exchange]:
    """Yield the requests in scope in the order of their ids.

    With divisions or sources: requests of these sources, and those that gave a report of these places. With years:
    requests for reports of these years, so no listings, which are of all years. A division stands for itself alone.
    """
    row = fetch.c
    names = (row.fetch_id, row.url, row.final_url, row.outcome, row.status, row.headers, row.redirects)
    wanted = select(*names, row.requested_at, row.sha256).where(*_within(scope)).order_by(row.fetch_id).limit(BATCH)
    after = 0
    while True:
        with reading(archive.engine) as connection:
            rows = connection.execute(wanted.where(row.fetch_id > after)).mappings().all()
        for one in rows:
            yield _exchange(dict(one))
        if len(rows) < BATCH:
            return
        after = rows[-1]["fetch_id"]


def count_exchanges(archive: Archive, scope: Scope) -> int:
    """Return how many requests are in scope."""
    with reading(archive.engine) as connection:
        return connection.execute(select(func.count()).select_from(fetch).where(*_within(scope))).scalar_one()


def _exchange(row: dict[str, Any]) -> Exchange:
    row["headers"] = tuple((name, value) for name, value in json.loads(row["headers"]))
    row["redirects"] = tuple(json.loads(row["redirects"]))
    return Exchange(**row)


def _within(scope: Scope) -> list[ColumnElement[bool]]:
    """Return the conditions of a scope on the rows of `fetch`."""
    conditions: list[ColumnElement[bool]] = []
    given = (
        select(report_version.c.fetch_id)
        .join(report, report.c.report_id == report_version.c.report_id)
        .join(issuer, issuer.c.issuer_id == report.c.issuer_id)
    )
    if scope.years:
        of_years = given.where(report.c.year.in_(scope.years))
        # The year noted with a request is that of an annual report; pages of other kinds are told by their address.
        pages = select(report.c.url).where(report.c.year.in_(scope.years))
        asked_for = and_(fetch.c.purpose == "article", fetch.c.url.in_(pages))
        conditions.append(or_(fetch.c.hint_year.in_(scope.years), fetch.c.fetch_id.in_(of_years), asked_for))
    if scope.divisions:
        there = issuer.c.division_code.in_(scope.divisions)
        of_places = select(source.c.source_id).join(issuer, issuer.c.issuer_id == source.c.issuer_id).where(there)
        conditions.append(or_(fetch.c.source_id.in_(of_places), fetch.c.fetch_id.in_(given.where(there))))
    if scope.sources:
        of_sources = given.where(report.c.source_id.in_(scope.sources))
        conditions.append(or_(fetch.c.source_id.in_(scope.sources), fetch.c.fetch_id.in_(of_sources)))
    return conditions
