"""The Guangdong platform: index_2.html is page 2; or a shell whose rows come from /gkmlpt/api/all/<id>?page=k."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from tests.zoo.cms.listing import json_answer, number_in

if TYPE_CHECKING:
    from tests.zoo.answers import Answer, Ask
    from tests.zoo.cms.listing import Listing, Pages
    from tests.zoo.entries import Entry


def pages(listing: Listing) -> Pages:
    """Return the listing pages by path, or the shell and the JSON behind it."""
    return _json_pages(listing) if listing.site.paging == "json" else _html_pages(listing)


def _html_pages(listing: Listing) -> Pages:
    folder, chunks = listing.site.folder, listing.chunks
    found: Pages = {}
    for number, rows in enumerate(chunks, start=1):
        last = number == len(chunks)
        onward = "" if last else f'<a class="next" href="{listing.base}{folder}index_{number + 1}.html">下一页</a>'
        pager = f"{onward} <span>{number}/{len(chunks)}页</span> 共{len(chunks)}页"
        found[folder + ("index.html" if number == 1 else f"index_{number}.html")] = listing.page(rows, pager)
    return found | {folder: found[f"{folder}index.html"]}


def _json_pages(listing: Listing) -> Pages:
    site, path = listing.site, f"/gkmlpt/api/all/{listing.site.channel}"
    shell = f'<script>window._CONFIG = {{"SID": "770", "CHANNEL": {site.channel}, "API": "{path}"}};</script>'

    def answer(ask: Ask) -> Answer:
        number, size = number_in(ask, "page", 1), site.rows
        chosen = listing.entries[(number - 1) * size : number * size]
        articles = [_article(listing, entry) for entry in chosen]
        return json_answer({"articles": articles, "total": len(listing.entries), "page": number, "page_size": size})

    return {site.folder: listing.page((), shell), path: answer}


def _article(listing: Listing, entry: Entry) -> dict[str, object]:
    at = datetime(entry.on.year, entry.on.month, entry.on.day, 1, tzinfo=UTC)  # 09:00 there
    return {
        "id": int(entry.path.rpartition("_")[2].removesuffix(".html")),
        "title": entry.row or entry.title,
        "url": listing.address_of(entry),
        "date": int(at.timestamp()),
        "created_at": f"{entry.on.isoformat()} 09:00:00",
        "publisher": listing.site.issuer,
        "document_number": "",
    }
