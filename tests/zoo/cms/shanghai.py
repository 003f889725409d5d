"""Shanghai: index.html and index_2.html; the pager is made by a script that is told how many pages there are."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.zoo.cms.listing import Listing, Pages


def pages(listing: Listing) -> Pages:
    """Return the listing pages by path."""
    folder, chunks = listing.site.folder, listing.chunks
    found: Pages = {}
    for number, rows in enumerate(chunks, start=1):
        pager = (
            '<div class="tcdPageCode"></div>'
            f'<script>$(".tcdPageCode").createPage({{pageCount:{len(chunks)},current:{number}}});</script>'
        )
        found[folder + ("index.html" if number == 1 else f"index_{number}.html")] = listing.page(rows, pager)
    return found | {folder: found[f"{folder}index.html"]}
