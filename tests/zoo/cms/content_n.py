"""Numbered folders: default.htm; the second page is default_1.htm here and index_2.htm there (the site's `page`).

`links`: 1/3页 and the way on. `numbers`: bare numbers, of which the present one is no link.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.zoo.cms.listing import Listing, Pages


def pages(listing: Listing) -> Pages:
    """Return the listing pages by path."""
    chunks, pager = listing.chunks, PAGERS[listing.site.paging]
    return {
        _path(listing, number): listing.page(rows, pager(listing, number, len(chunks)))
        for number, rows in enumerate(chunks, start=1)
    }


def _path(listing: Listing, number: int) -> str:
    site = listing.site
    return site.listing if number == 1 else site.page.format(folder=site.folder, k=number, before=number - 1)


def _link(listing: Listing, number: int, words: str) -> str:
    return f'<a href="{_path(listing, number).rpartition("/")[2]}">{words}</a>'


def _links(listing: Listing, number: int, total: int) -> str:
    onward = f"{_link(listing, number + 1, '下一页')}{_link(listing, total, '尾页')}" if number < total else ""
    return f'<div id="pagination"><span>{number}/{total}页</span>{onward}</div>'


def _numbers(listing: Listing, number: int, total: int) -> str:
    shown = (f"<span>{one}</span>" if one == number else _link(listing, one, str(one)) for one in range(1, total + 1))
    return f'<div class="page">{"".join(shown)}</div>'


PAGERS = {"html": _links, "numbers": _numbers}
