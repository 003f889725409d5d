"""Hebei: the column page asks for a block of rows, page by page from 1; a block is a piece of HTML.

`block`: the column page is an empty frame, and the pieces do not say how many there are. `first`: it shows the first
page itself, says how many there are, and asks for the others only. Both ask for another block too, which is no list.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.zoo.answers import Answer
from tests.zoo.cms.listing import number_in

if TYPE_CHECKING:
    from tests.zoo.answers import Ask
    from tests.zoo.cms.listing import Listing, Pages

MENU, TEMPLATE = "5e0f4c1a-3b7d-4a52-9c66-0d1e8f2b7a90", "0c7d9e52-61ab-4f83-8e1d-b2a4c6d8e0f1"


def pages(listing: Listing) -> Pages:
    """Return the column page and the blocks behind it."""
    site, chunks = listing.site, listing.chunks
    block = f"{site.folder}templates/{TEMPLATE}/blocks/{site.channel}"
    script = (
        f"<script>$('#menu').load('{site.folder}templates/{TEMPLATE}/blocks/{MENU}');"
        f"function turn(k){{$('#rows').load('{block}?page=' + k + '&fix=0');}}</script>"
    )
    shows_first = site.paging == "first"
    count = f"<span>共{len(chunks)}页</span>" if shows_first else ""
    column = listing.page(chunks[0] if shows_first else (), f"{script}{count}")

    def answer(ask: Ask) -> Answer:
        number = number_in(ask, "page", 1)
        shown = chunks[number - 1] if number <= len(chunks) else ()
        rows = "\n".join(listing.rows(shown))
        return Answer(f'<ul class="xxgk-list">\n{rows}\n</ul>'.encode(), content_type="text/html;charset=UTF-8")

    return {site.folder: column, f"{site.folder}index.html": column, block: answer}
