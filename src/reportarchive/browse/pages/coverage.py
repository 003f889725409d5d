"""Who owed a report for which year and what is known of it: a matrix of a province, and a place with its evidence."""

from __future__ import annotations

from collections import Counter
from datetime import date
from itertools import groupby
from typing import TYPE_CHECKING

from reportarchive.browse import links
from reportarchive.browse.answers import Page
from reportarchive.errors import UnknownName
from reportarchive.query import STATES, coverage
from reportarchive.query.pages import rows_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from reportarchive.browse.answers import Asked
    from reportarchive.browse.site import Site
    from reportarchive.query.pages import Row

ROWS = 100
"""Places of one page of the matrix."""


def matrix(site: Site, asked: Asked) -> Page:
    """Return the matrix of a province, issuers by years, a hundred places at a time."""
    provinces = site.ask("provinces")
    wanted = asked.word("division") or (provinces[0]["province"] if provinces else "")
    after = asked.word("after")
    codes = [row["division_code"] for row in site.ask("owing", division=wanted, after=after, most=ROWS + 1)]
    shown = codes[:ROWS]
    rows = _ledger(site, shown[0], shown[-1]) if shown else []
    lines = [
        (issuers[0], nth, {row["year"]: row["state"] for row in issuers})
        for _, in_place in groupby(rows, lambda row: row["division_code"])
        for nth, issuers in enumerate(_by_issuer(in_place))
    ]
    told = {
        "provinces": provinces,
        "division": wanted,
        "years": sorted({row["year"] for row in rows}),
        "lines": lines,
        "counts": Counter(row["state"] for row in rows),
        "states": STATES,
        "today": site.today if site.is_whole else None,
        "next": links.with_query("/coverage", division=wanted, after=shown[-1]) if len(codes) > ROWS else None,
        "is_first": not after,
    }
    return Page("coverage.html", told)


def place(site: Site, asked: Asked) -> Page:
    """Return what is known of a place: each year with its evidence, its sources, the latest requests.

    Raises:
        UnknownName: nobody owes a report there.
    """
    code = asked.path["division"]
    rows = _ledger(site, code, code)
    if not rows:
        raise UnknownName(f"nobody in {code[:20]!r} owes a report to this archive")
    told = {
        "rows": [(row, nth) for nth, issuers in enumerate(_by_issuer(rows)) for row in issuers],
        "place": rows[0],
        "today": site.today if site.is_whole else None,
        "sources": site.ask_if_held("source_health", "sources_of_place", division=code),
        "requests": site.ask_if_held("request_ledger", "requests_of_place", division=code),
    }
    return Page("place.html", told)


def _ledger(site: Site, first: str, last: str) -> list[Row]:
    """Return the ledger of some places as of today; an export keeps it as of its own day."""
    if not site.is_whole:
        return site.ask("ledger_kept", first=first, last=last)
    return rows_of(coverage(site.reader, today=date.fromisoformat(site.today), places=(first, last)))


def _by_issuer(rows: Iterable[Row]) -> list[list[Row]]:
    """Return the rows of each issuer; both pages count the issuers of a place alike, so that a link finds its row."""
    return [list(of_one) for _, of_one in groupby(rows, lambda row: row["issuer"])]
