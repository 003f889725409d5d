"""The list of reports, by place and year."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reportarchive.browse.answers import Page

if TYPE_CHECKING:
    from reportarchive.browse.answers import Asked
    from reportarchive.browse.site import Site

ROWS = 100


def reports(site: Site, asked: Asked) -> Page:
    """Return a hundred reports from one on.

    Raises:
        UsageError: the year is no number.
    """
    chosen = {"year": asked.number("year"), "division": asked.word("division")}
    found = site.ask("reports", **chosen, after=asked.word("after"), most=ROWS + 1)
    after = found[ROWS - 1]["report_id"] if len(found) > ROWS else None
    return Page(
        "reports.html", {**chosen, "reports": found[:ROWS], "after": after, "is_first": not asked.word("after")}
    )
