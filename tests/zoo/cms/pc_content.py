"""Sichuan: the first rows are data in a script of pc/list.html, the others are given to a form by /queryList.

`clicks` is Chengdu's directory: column-index-1.shtml, column-index-2.shtml; its rows open by a click and are no links.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from tests.zoo.answers import Answer
from tests.zoo.cms.listing import json_answer, number_in

if TYPE_CHECKING:
    from tests.zoo.answers import Ask
    from tests.zoo.cms.listing import Listing, Pages
    from tests.zoo.entries import Entry

QUERY = "/queryList"


def pages(listing: Listing) -> Pages:
    """Return the listing pages by path, or the column page and the form behind it."""
    return _directory(listing) if listing.site.paging == "clicks" else _column(listing)


def _column(listing: Listing) -> Pages:
    site = listing.site
    _, code, channel, *_ = site.folder.split("/")
    shown = [_row(listing, entry) for entry in listing.entries[: site.rows]]
    script = f"<script>var listData = {{articleList: {json.dumps(shown, ensure_ascii=False)}, more: true}};</script>"
    page = listing.page((), f"{script}<a href='javascript:more()'>加载更多</a>")

    def answer(ask: Ask) -> Answer:
        if ask.method != "POST":
            return Answer(b'{"status":405,"message":"Method Not Allowed"}', 405, "application/json")
        known = (ask.parameters.get("webSiteCode"), ask.parameters.get("channelCode")) == (code, channel)
        number, size = number_in(ask, "current", 1), number_in(ask, "pageSize", 15)
        chosen = listing.entries[(number - 1) * size : number * size] if known else ()
        results = [{"id": one["id"], "source": one} for one in (_row(listing, entry) for entry in chosen)]
        return json_answer({"data": {"page": number, "rows": size, "total": len(listing.entries), "results": results}})

    return {site.folder: page, f"{site.folder}pc/list.html": page, QUERY: answer}


def _row(listing: Listing, entry: Entry) -> dict[str, object]:
    address = listing.address_of(entry) if entry.host else entry.path
    return {
        "id": "".join(filter(str.isdigit, entry.path.rpartition("/")[2])),
        "title": entry.row or entry.title,
        "pubDate": f"{entry.on.isoformat()} 15:19",
        "contentSource": listing.site.issuer,
        "urls": json.dumps({"pc": address, "mobile": f"/m{entry.path}"}),
        "articleFiles": [{"fileName": "附件.pdf", "url": "/doc/1.pdf", "filePath": "/doc/1.pdf"}],
    }


def _directory(listing: Listing) -> Pages:
    chunks = listing.chunks
    found: Pages = {}
    for number, rows in enumerate(chunks, start=1):
        shown = (
            f"<span>{one}</span>" if one == number else f'<a href="column-index-{one}.shtml">{one}</a>'
            for one in range(1, len(chunks) + 1)
        )
        found[f"{listing.site.folder}column-index-{number}.shtml"] = listing.page(rows, "".join(shown))
    return found
