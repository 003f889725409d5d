"""UCAP: list.shtml and list_2.shtml; or an empty column page whose rows come as JSON, page by page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.zoo.cms.listing import json_answer, number_in

if TYPE_CHECKING:
    from tests.zoo.answers import Answer, Ask
    from tests.zoo.cms.listing import Listing, Pages

PAGE_SIZE, LARGEST = 20, 100


def pages(listing: Listing) -> Pages:
    """Return the listing pages by path, or the column page and the JSON behind it."""
    return _json_pages(listing) if listing.site.paging == "json" else _html_pages(listing)


def _html_pages(listing: Listing) -> Pages:
    folder, chunks, total = listing.site.folder, listing.chunks, len(listing.entries)
    found: Pages = {}
    for number, rows in enumerate(chunks, start=1):
        pager = (
            '<div id="page_div"></div>'
            f"<script>createPageHTML('page_div',{len(chunks)},{number},'list','shtml',{total});</script>"
        )
        found[folder + ("list.shtml" if number == 1 else f"list_{number}.shtml")] = listing.page(rows, pager)
    return found | {folder: found[f"{folder}list.shtml"]}


def _json_pages(listing: Listing) -> Pages:
    site, path = listing.site, f"/common/search/{listing.site.channel}"
    shell = f'<script>var channelId="{site.channel}";loadList("{path}?_isAgg=true&_isJson=true&_pageSize=20");</script>'

    def answer(ask: Ask) -> Answer:
        return json_answer(_block(listing, ask))

    page = listing.page((), shell)
    return {site.folder: page, f"{site.folder}list.shtml": page, path: answer}


def _block(listing: Listing, ask: Ask) -> dict[str, object]:
    """Return the page that is asked for; past the last one `results` is empty."""
    size, number = min(number_in(ask, "_pageSize", PAGE_SIZE), LARGEST), number_in(ask, "page", 1)
    results = [
        {
            "title": entry.row or entry.title,
            "url": listing.address_of(entry) if entry.host else entry.path,
            "publishedTimeStr": f"{entry.on.isoformat()} 10:00:00",
            "channelName": "法治政府建设年度报告",
            "memo": entry.lines[0][:60],
        }
        for entry in listing.entries[(number - 1) * size : number * size]
    ]
    block = {"page": number, "rows": size, "total": len(listing.entries), "results": results}
    return {"data": block, "status": 200, "msg": "success"}
