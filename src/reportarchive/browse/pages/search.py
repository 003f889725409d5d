"""Full-text search: sections that hold all that was typed, each with the place where it stands."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from reportarchive.browse import links
from reportarchive.browse.answers import Page
from reportarchive.query import Filters
from reportarchive.query import search as search_for

if TYPE_CHECKING:
    from collections.abc import Iterator

    from reportarchive.browse.answers import Asked
    from reportarchive.browse.site import Site
    from reportarchive.query import Hit

HITS = 20
RANKED = 500
"""The newest hits that are read and ranked for a page, which nobody shall wait for; the others are counted."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A hit, the address of its place, and its snippet as pieces that are found words or not."""

    hit: Hit
    address: str
    pieces: list[tuple[str, bool]]


def search(site: Site, asked: Asked) -> Page:
    """Return the page of a search; without words, the form alone.

    Raises:
        UsageError: the year or the page is no number.
        QueryRefused: there is nothing to look for, or it took too long.
    """
    typed, role = asked.word("q"), asked.word("role")
    filters = Filters(
        asked.number("year"), asked.word("division") or None, role or None, asked.word("indicator") or None
    )
    after = asked.number("after") or 0
    told = {"typed": typed, "filters": filters, "is_whole": site.is_whole, "found": None, "shown": [], "next": None}
    told["is_first"] = after == 0
    if not typed or not site.is_whole:
        return Page("search.html", told)
    found = search_for(site.reader, typed, filters, limit=HITS, offset=after, ranked=RANKED)
    told |= {"found": found, "shown": list(_shown(site, found.hits))}
    if after + HITS < found.ranked:
        query = {name: asked.word(name) for name in ("q", "year", "division", "role", "indicator")}
        told["next"] = links.with_query("/search", **query, after=after + HITS)
    return Page("search.html", told)


def _shown(site: Site, hits: list[Hit]) -> Iterator[Shown]:
    """Yield the hits with addresses in the versions that they were found in."""
    for hit in hits:
        for row in site.ask("version_of", version=hit.version_id):
            yield Shown(hit, links.place(hit.report_id, row["version_no"], *hit.spans[0]), _pieces(hit))


def _pieces(hit: Hit) -> list[tuple[str, bool]]:
    pieces, at, text = list[tuple[str, bool]](), 0, hit.snippet
    for start, end in hit.spans:
        first, last = max(start - hit.snippet_start, at), min(end - hit.snippet_start, len(text))
        if first < last:
            pieces += [(text[at:first], False), (text[first:last], True)]
            at = last
    return [piece for piece in [*pieces, (text[at:], False)] if piece[0]]
