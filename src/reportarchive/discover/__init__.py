"""Listing page -> candidates, and which of them are reports of the source that lists them. Pure.

Enters: decoded pages and model values. Leaves: `Listing` and `Selection` values. Never fetches.
"""

from reportarchive.discover.listing import read_listing
from reportarchive.discover.paging import listing_page_url, next_page_url
from reportarchive.discover.selection import Selection, allowed_hosts, select_candidate

__all__ = ["Selection", "allowed_hosts", "listing_page_url", "next_page_url", "read_listing", "select_candidate"]
