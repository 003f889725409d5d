"""Listing page -> candidates, and which of them are reports of the source that lists them. Pure.

Enters: decoded pages and model values. Leaves: `Listing` and `Selection` values. Never fetches.
"""

from reportarchive.discover.families import likeliest_family, looks_like_article
from reportarchive.discover.index import read_index
from reportarchive.discover.links import with_scheme
from reportarchive.discover.listing import read_listing, repeats
from reportarchive.discover.paging import has_shifted, listing_page_url, next_page
from reportarchive.discover.selection import Selection, allowed_hosts, preferred, select_candidate

__all__ = [
    "Selection",
    "allowed_hosts",
    "has_shifted",
    "likeliest_family",
    "listing_page_url",
    "looks_like_article",
    "next_page",
    "preferred",
    "read_index",
    "read_listing",
    "repeats",
    "select_candidate",
    "with_scheme",
]
