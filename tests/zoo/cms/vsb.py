"""VSB: <column>.htm is page 1; the files of older pages count down, 12.htm being the second of 13.

Two pagers are in use: numbers with 上页, 下页 and 1/13 behind them; and `table`, 共129条 1/13 and the ends only, with
a box for a number: nothing leads to the second page but its name.
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
    """Return the path of a page: pages are named by how many are left from them to the last one."""
    column = listing.site.first
    return column if number == 1 else f"{column.removesuffix('.htm')}/{len(listing.chunks) - number + 1}.htm"


def _href(listing: Listing, number: int, target: int) -> str:
    """Return a link as these pages write it: from the column into its folder, from there aside or up."""
    path = _path(listing, target)
    if number == 1:
        return path.removeprefix(listing.site.folder)
    return f"../{path.rpartition('/')[2]}" if target == 1 else path.rpartition("/")[2]


def _numbers(listing: Listing, number: int, total: int) -> str:
    def step(words: str, target: int, kind: str) -> str:
        if not 1 <= target <= total or target == number:
            return f'<span class="p_{kind}_d p_fun_d">{words}</span>'
        return f'<span class="p_{kind} p_fun"><a href="{_href(listing, number, target)}">{words}</a></span>'

    near = "".join(
        f'<span class="p_no_d">{one}</span>'
        if one == number
        else f'<span class="p_no"><a href="{_href(listing, number, one)}">{one}</a></span>'
        for one in range(1, total + 1)
        if one in (1, total) or abs(one - number) < 3
    )
    ends = step("首页", 1, "first") + step("上页", number - 1, "prev")
    onward = step("下页", number + 1, "next") + step("尾页", total, "last")
    return (
        f'<div class="pb_sys_common"><span class="p_t">共{len(listing.entries)}条</span> '
        f'<span class="p_pages">{ends}{near}{onward}</span> <span class="p_t">{number}/{total}</span></div>'
    )


def _table(listing: Listing, number: int, total: int) -> str:
    ends = f'<a class="Prev" href="{_href(listing, number, 1)}">首页</a>'
    if number < total:
        ends += f'<a class="Next" href="{_href(listing, number, total)}">尾页</a>'
    return (
        f"<script>function a98_gopage_fun(){{_simple_list_gotopage_fun({total},'a98GOPAGE',2)}}</script>"
        f'<table><tr><td id="fanye98">共{len(listing.entries)}条&nbsp;&nbsp;{number}/{total}&nbsp;</td><td>'
        f'{ends} 转到<input id="a98GOPAGE">页</td></tr></table>'
    )


PAGERS = {"html": _numbers, "table": _table}
