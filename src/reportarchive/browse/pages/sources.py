"""The sources: how each does, and what the latest requests came to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reportarchive.browse import links
from reportarchive.browse.answers import Page

if TYPE_CHECKING:
    from reportarchive.browse.answers import Asked
    from reportarchive.browse.site import Site

ROWS = 100


def sources(site: Site, asked: Asked) -> Page:
    """Return a hundred sources, those in trouble first.

    Raises:
        UsageError: the beginning is no number.
    """
    after = asked.number("after") or 0
    held = site.ask_if_held("source_health", "sources", after=after, most=ROWS + 1)
    found = held or []
    told = {
        "sources": None if held is None else found[:ROWS],
        "requests": site.ask_if_held("request_ledger", "outcomes") or [],
        "next": links.with_query("/sources", after=after + ROWS) if len(found) > ROWS else None,
        "is_first": after == 0,
    }
    return Page("sources.html", told)
