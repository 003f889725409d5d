"""Addresses that bring the same page, listed side by side -> the plain one of them, once.

Seen: the page for telephones beside the page (`_wap.html`), http beside https, a folder beside its index file. No
address is made here that was not listed: where only a twin stands, the twin stays.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from reportarchive.discover.links import host_of, without_wap

if TYPE_CHECKING:
    from reportarchive.model import Candidate, Listing

_INDEX_FILE = re.compile(r"(?<=/)(?:index|default)\.(?:s?html?|jhtml)$")


def without_twins(listing: Listing, *, url: str) -> Listing:
    """Return the listing with one candidate for each page; `url` is the listing's own address.

    The plain one stays where the first of them stood, with the date that any of them has; it is a row when any is.
    """
    twins: dict[tuple[str, str, str], list[Candidate]] = {}
    for one in listing.candidates:
        twins.setdefault(_page_of(one.url), []).append(one)
    if len(twins) == len(listing.candidates):
        return listing
    kept, rows = [], set()
    for same in twins.values():
        plain = min(same, key=lambda one: _oddity(one.url, url))
        kept.append(replace(plain, listed_on=next((day for one in (plain, *same) if (day := one.listed_on)), None)))
        if any(one.url in listing.rows for one in same):
            rows.add(plain.url)
    return replace(listing, candidates=tuple(kept), rows=frozenset(rows))


def _page_of(url: str) -> tuple[str, str, str]:
    """Return what addresses of one page have in common."""
    parts = urlsplit(url)
    return (host_of(url), _INDEX_FILE.sub("", without_wap(parts.path)), parts.query)


def _oddity(url: str, listing_url: str) -> tuple[bool, bool, int]:
    """Return how far an address is from the plain one: for telephones, by another scheme, with more in its path."""
    parts = urlsplit(url)
    return (without_wap(parts.path) != parts.path, parts.scheme != urlsplit(listing_url).scheme, len(parts.path))
