"""Sites of no known system: a next link, a link to the last page, or bare numbers."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.zoo.cms.listing import Listing, Pages


def pages(listing: Listing) -> Pages:
    """Return the listing pages by path and query."""
    chunks, pager = listing.chunks, PAGERS[listing.site.paging]
    return {
        _target(listing, number): listing.page(rows, pager(listing, number, len(chunks)))
        for number, rows in enumerate(chunks, start=1)
    }


def _target(listing: Listing, number: int) -> str:
    site = listing.site
    return site.listing if number == 1 else site.page.format(folder=site.folder, k=number)


def _link(listing: Listing, number: int, words: str) -> str:
    return f'<a href="{escape(_target(listing, number))}">{words}</a>'


def _next(listing: Listing, number: int, total: int) -> str:
    """Only the way on and back: nothing tells how many pages there are."""
    back = _link(listing, number - 1, "上一页") if number > 1 else "上一页"
    return f"{back} {_link(listing, number + 1, '下一页') if number < total else '下一页'}"


def _last(listing: Listing, number: int, total: int) -> str:
    """Only the ends: nothing leads from page to page but the number in the last page's address."""
    return f"{_link(listing, 1, '首页')} 第{number}页 {_link(listing, total, '尾页')}"


def _numbers(listing: Listing, number: int, total: int) -> str:
    """Bare numbers, the present one without link."""
    return " ".join(str(one) if one == number else _link(listing, one, str(one)) for one in range(1, total + 1))


PAGERS = {"next": _next, "last": _last, "numbers": _numbers}
