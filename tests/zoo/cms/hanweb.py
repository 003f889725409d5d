"""hanweb: the first rows stand in a script of the column page, the rest come from dataproxy.jsp as XML.

A request names the column and the unit, and the first and last row it wants; at most three pages are given at once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.zoo.answers import Answer
from tests.zoo.cms.listing import number_in

if TYPE_CHECKING:
    from tests.zoo.answers import Ask
    from tests.zoo.cms.listing import Listing, Pages

PROXY = "/module/web/jpage/dataproxy.jsp"
PAGES_AT_ONCE = 3


def pages(listing: Listing) -> Pages:
    """Return the column page and the proxy behind it."""
    site, total, size = listing.site, len(listing.entries), listing.site.rows
    first = _store(listing, 1, PAGES_AT_ONCE * size, more=_next_group(listing))
    rows = (
        f'<div id="{site.unit}" class="default_pgContainer"><script type="text/xml">{first}</script></div>'
        f'<script src="/script/jquery.jpage.js"></script>\n<script>$("#{site.unit}").jpage({{perpage: {size},'
        f' totalRecord: {total}, proxyUrl: "{PROXY}", ajaxParam: {_parameters(listing)}}});</script>'
    )
    page = listing.frames.listing(rows, f"共{total}条")

    def answer(ask: Ask) -> Answer:
        return _answer(listing, ask)

    return {f"{site.folder}index.html": page, site.folder: page, PROXY: answer}


def _parameters(listing: Listing) -> str:
    site = listing.site
    return (
        f'{{"col":"1","webid":"1","path":"/","columnid":"{site.column}","sourceContentType":"1",'
        f'"unitid":"{site.unit}","webname":"{site.name}人民政府网","permissiontype":"0"}}'
    )


def _answer(listing: Listing, ask: Ask) -> Answer:
    """Return the rows asked for; a request for another column or unit gets an empty store."""
    given, site = ask.parameters, listing.site
    start, end = number_in(ask, "startrecord", 0), number_in(ask, "endrecord", 0)
    known = given.get("columnid") == site.column and given.get("unitid") == site.unit
    end = min(end, start + PAGES_AT_ONCE * site.rows - 1) if start and known else 0
    return Answer(_store(listing, start or 1, end).encode(), content_type="text/xml;charset=UTF-8")


def _store(listing: Listing, start: int, end: int, more: str = "") -> str:
    total, size = len(listing.entries), listing.site.rows
    records = "".join(f"<record><![CDATA[{row}]]></record>" for row in listing.rows(listing.entries[start - 1 : end]))
    counts = f"<totalrecord>{total}</totalrecord><totalpage>{-(-total // size)}</totalpage>"
    return f"<datastore>{more}{counts}<recordset>{records}</recordset></datastore>"


def _next_group(listing: Listing) -> str:
    site = listing.site
    query = f"page=1&webid=1&path=/&columnid={site.column}&unitid={site.unit}&webname={site.name}&permissiontype=0"
    return f'<nextgroup><![CDATA[<a href="{PROXY}?{query}"></a>]]></nextgroup>'
