"""TRS WCM: index.html is page 1, index_1.html page 2; a script counts the pages, the present one from 0."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.zoo.cms.listing import Listing, Pages


def pages(listing: Listing) -> Pages:
    """Return the listing pages by path."""
    site, chunks = listing.site, listing.chunks
    found: Pages = {}
    for present, rows in enumerate(chunks):
        pager = f'<script>createPageHTML({len(chunks)}, {present}, "index", "{site.ext}");</script>'
        name = f"index_{present}.{site.ext}" if present else f"index.{site.ext}"
        found[site.folder + name] = listing.page(rows, pager)
    return found | {site.folder: found[f"{site.folder}index.{site.ext}"]}
