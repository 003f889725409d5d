"""A page whose rows a script asks for -> the request for them, and how it goes on from there.

Three manners were seen: an empty frame that names its feed; a list whose first rows are in the page, as HTML or as data
in a script, and only the others asked for; and feeds that answer with a piece of HTML. What a feed is asked by (its
address, the numbers of a column) is a family's; which of the three a page is, is seen in it.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urljoin, urlsplit

from reportarchive.discover import feeds
from reportarchive.model import PageRequest

if TYPE_CHECKING:
    from reportarchive.model import Family, Listing


def with_feed(listing: Listing, page: str, *, url: str, family: Family) -> Listing:
    """Return a page's listing, going on by the feed that the page names, or that it is a piece of."""
    if family.feed and family.feed_id and listing.rows and re.search(family.feed_id, _target(url)):
        return _piece(listing, url)
    first, is_paged = _feed_of(page, url=url, family=family)
    given = feeds.read_embedded(page, url=url)
    if given is not None:
        inside, size = given
        others = tuple(one for one in listing.candidates if one.url not in inside.rows)
        listing = replace(listing, candidates=(*inside.candidates, *others), rows=inside.rows)
        # The next page is asked for by the size of this one: whatever the feed's own size is, no row is passed over.
        return replace(listing, feed=_second(first, family, size) if listing.pages != 1 else None)
    if first is None:
        return listing
    shown = _articles_of(listing, family)
    if not shown:
        return replace(listing, rows=frozenset(), feed=as_asked(first, family))
    has_more = is_paged if listing.pages is None else listing.pages > 1
    if has_more and not family.page_name and not listing.next_url:
        return replace(listing, feed=_second(first, family, shown))
    return listing


def _feed_of(page: str, *, url: str, family: Family) -> tuple[str | None, bool]:
    """Return the address of the first rows of a page's feed, and whether the page asks for it page by page.

    The page's own name for the feed goes before the family's; a site that lies in a folder has its feed there.
    """
    found = re.search(family.feed_id, page) if family.feed and family.feed_id else None
    placed = re.search(family.feed_at, urlsplit(url).path) if family.feed and family.feed_at else None
    names = {"id": found[found.lastindex or 0]} if found else placed.groupdict() if placed else None
    if names is None:
        return None, False
    named = re.search(family.feed_path, page) if family.feed_path else None
    if named:
        return urljoin(url, named[0] + names["id"] + family.feed.partition("{id}")[2]), True
    folder = re.match(r"/[^/{}?]+/", family.feed)
    site, within, _ = urlsplit(url).path.partition(folder[0]) if folder else ("", "", "")
    return urljoin(
        url, (site if within else "") + family.feed.format(**names)
    ), found is not None and found.lastindex == 1


def _second(first: str | None, family: Family, size: int) -> PageRequest | None:
    return as_asked(feeds.page_of_feed(first, 2, size=size), family) if first else None


def as_asked(url: str, family: Family) -> PageRequest:
    """Return the request for an address of a feed: plain, or with the fields of its query as a form."""
    return PageRequest(url, form=dict(parse_qsl(urlsplit(url).query)) if family.feed_method == "post" else None)


def _piece(listing: Listing, url: str) -> Listing:
    """Return a piece of HTML from a feed: its links to further pages are those of a script, its number is in its query.

    >>> from reportarchive.model import Listing
    >>> _piece(Listing((), pages=3), "https://example.gov.cn/blocks/5?page=2").feed.url
    'https://example.gov.cn/blocks/5?page=3'
    """
    number = feeds.page_number(url)
    is_last = listing.pages is not None and number >= listing.pages
    following = None if is_last else PageRequest(feeds.page_of_feed(url, number + 1))
    return replace(listing, pages=None, next_url=None, script=None, number=number, feed=following)


def _articles_of(listing: Listing, family: Family) -> int:
    """Return how many rows a page shows itself; beside an empty frame only dated links of other kinds stand."""
    if not family.article:
        return len(listing.rows)
    return sum(re.search(family.article, urlsplit(row).path) is not None for row in listing.rows)


def _target(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.path}?{parts.query}"
