"""Rows that a script asks for or holds: blocks of HTML, data in a script, forms; and rows that open by a click."""

from __future__ import annotations

import json

import pytest

from reportarchive.discover import next_page, read_listing
from reportarchive.model import Family, Listing, PageRequest
from reportarchive.registry import load_registry

FAMILIES = load_registry().families
SITE = "https://www.example.gov.cn"
COLUMN = "/columns/8dff597e-a95c-4b20-b321-a5320af40141/"
BLOCK = COLUMN + "templates/09a19324-88df-4949-b69b-f29b625e5e59/blocks/68261b4a-dac0-411d-95cf-5cef697b63d7"
OTHER = BLOCK.replace("68261b4a", "00000000")
LINK = f"<li><a href='{COLUMN}202403/28/39e53640-1494-4c39-9d42-2000000000{{0:02d}}.html'>甲{{0}}</a></li>"
HOT = "<div><a href='/xwzx/a.html'>我市召开工作部署会议</a><i>2026-06-03</i></div>"
PC = "/ycxrmzfw/c112397/"


def read(page: str, path: str, family: str) -> Listing:
    return read_listing(page, url=SITE + path, family=FAMILIES[family])


def following(listing: Listing, path: str, family: str, n: int = 1, first: Listing | None = None) -> PageRequest | None:
    return next_page(listing, listing_url=SITE + path, family=FAMILIES[family], n=n, first=first)


@pytest.mark.parametrize(
    "script",
    [
        f"$('#a').load('{OTHER}');$('#b').load('{BLOCK}?page=1&fix=0')",
        f"var url = '{BLOCK}';".replace("';", "', page = 1;"),
        f"get('{BLOCK}', {{page: k}})",
        f'<div data-block="{OTHER}"></div><div data-block="{BLOCK}?page=1"></div>',
    ],
)
def test_a_column_without_rows_asks_for_the_block_that_has_pages(script: str) -> None:
    listing = read(f"<script>{script}</script>{HOT}", COLUMN, "columns")
    assert listing.rows == frozenset()
    assert following(listing, COLUMN, "columns") == PageRequest(f"{SITE}{BLOCK}?page=1&fix=0")


def test_a_block_goes_on_by_its_number_until_it_is_empty_or_says_so() -> None:
    url = BLOCK + "?page=2&fix=0"
    for said, path in (("", BLOCK + "?page=3&fix=0"), ("共3页", BLOCK + "?page=3&fix=0"), ("共2页", None)):
        listing = read(LINK.format(1) + said, url, "columns")
        request = following(listing, COLUMN, "columns", 3)
        assert request == (PageRequest(SITE + path) if path else None), said
    assert following(read("<ul></ul>", url, "columns"), COLUMN, "columns", 3) is None


def test_a_column_that_shows_its_first_page_asks_for_the_second() -> None:
    script = f"<script>load('{BLOCK}?page=' + k)</script>"
    first = read(f"{LINK.format(1)}{LINK.format(2)}{script}共2页{HOT}", COLUMN, "columns")
    request = following(first, COLUMN, "columns")
    assert request == PageRequest(f"{SITE}{BLOCK}?page=2&fix=0")
    second = read(LINK.format(3), BLOCK + "?page=2&fix=0", "columns")
    assert following(second, COLUMN, "columns", 2, first) is None  # the first page said how many there are
    for said, asks in (("", True), ("共1页", False)):  # a script that asks by pages is asked, unless there is but one
        request = following(read(f"{LINK.format(1)}{script}{said}{HOT}", COLUMN, "columns"), COLUMN, "columns")
        assert request == (PageRequest(f"{SITE}{BLOCK}?page=2&fix=0") if asks else None), said
    linked = read(f"{LINK.format(1)}{script}共2页<a href='0a1b2c3d-2.html'>下一页</a>", COLUMN, "columns")
    assert following(linked, COLUMN, "columns") == PageRequest(f"{SITE}{COLUMN}0a1b2c3d-2.html")


def test_a_block_without_pages_is_asked_for_where_the_column_shows_nothing() -> None:
    script = f"<script>$('#a').load('{BLOCK}')</script>"
    empty = following(read(script + HOT, COLUMN, "columns"), COLUMN, "columns")
    assert empty == PageRequest(f"{SITE}{BLOCK}?page=1&fix=0")
    assert following(read(LINK.format(1) + script, COLUMN, "columns"), COLUMN, "columns") is None


def article(n: int) -> dict[str, object]:
    address = f"{PC}pc/content/content_17{n:016d}.html"
    return {
        "id": n,
        "title": f"柳堤区20{n:02d}年报告",
        "pubDate": "2024-03-01 09:00",
        "urls": json.dumps({"pc": address}),
    }


def shown(*numbers: int, name: str = "articleList:") -> str:
    return f"<script>var listData = {{{name} {json.dumps([article(n) for n in numbers])}, more: 1}};</script>"


@pytest.mark.parametrize("path", [PC, PC + "pc/list.html", PC + "list.html", PC + "index.shtml"])
@pytest.mark.parametrize("name", ["articleList:", '"articleList" :', "articleList = "])
def test_rows_in_a_script_are_the_list_and_its_size_is_kept(path: str, name: str) -> None:
    """The form is asked by pages of as many rows as the first one had: the site's own size may be another."""
    listing = read(shown(10, 11, 12, name=name) + HOT, path, "pc_content")
    assert [one.url.removeprefix(SITE) for one in listing.candidates if one.url in listing.rows] == [
        f"{PC}pc/content/content_17{n:016d}.html" for n in (10, 11, 12)
    ]
    assert {one.listed_on for one in listing.candidates if one.url in listing.rows} == {"2024-03-01"}
    request = following(listing, path, "pc_content")
    fields = {"current": "2", "pageSize": "3", "webSiteCode": "ycxrmzfw", "channelCode": "c112397"}
    assert request is not None
    assert (request.url.partition("?")[0], request.form) == (SITE + "/queryList", fields)


@pytest.mark.parametrize(("total", "goes_on"), [(7, True), (6, False), (None, True)])
def test_a_form_answers_with_wrapped_rows_and_is_asked_on_by_a_form(total: int | None, goes_on: bool) -> None:
    path = "/queryList?current=2&pageSize=3&webSiteCode=ycxrmzfw&channelCode=c112397"
    results = [{"id": n, "source": article(n)} for n in (13, 14, 15)]
    listing = read(json.dumps({"data": {"results": results} | ({"total": total} if total else {})}), path, "pc_content")
    assert len(listing.rows) == 3
    request = following(listing, PC, "pc_content", 2, read(shown(10, 11, 12), PC, "pc_content"))
    assert (request is not None) is goes_on
    assert request is None or request.form == {
        "current": "3", "pageSize": "3", "webSiteCode": "ycxrmzfw", "channelCode": "c112397"
    }  # fmt: skip


def test_a_column_whose_script_holds_nothing_is_asked_for_from_the_start() -> None:
    request = following(read("<script>articleList: []</script>" + HOT, PC, "pc_content"), PC, "pc_content")
    assert request is not None
    assert request.form is not None
    assert (request.form["current"], request.form["channelCode"]) == ("1", "c112397")


@pytest.mark.parametrize("path", ["/", "/a.html", "/gkml/fzzf/column-index-1.shtml", PC + "pc/content/", "/a/b/c/d/"])
def test_other_addresses_name_no_column(path: str) -> None:
    assert following(read(HOT, path, "pc_content"), path, "pc_content") is None


OPEN = "onclick=\"window.open('{0}','_blank')\""


@pytest.mark.parametrize(
    ("row", "path", "title"),
    [
        (f"<li {OPEN}><div>甲年报</div><i>2024-03-28</i></li>", "/a.html", "甲年报"),
        ("<li onclick='location.href=\"a.html\"'><b>17</b><p>乙年报</p>2024-03-28</li>", "/x/a.html", "乙年报"),
        ("<li title='丙年报全文' onclick=\"window.location = '/a'\">丙年报<i>2024-03-28</i></li>", "/a", "丙年报全文"),
        (f"<li><a href='javascript:;' {OPEN}>丁年报</a><i>2024-03-28</i></li>", "/a.html", "丁年报"),
        ("<li><a href='#' onclick=\"location.replace('/b.html')\">丁年报</a>2024-03-28</li>", "/b.html", "丁年报"),
        (f"<li><a href='/c.html' {OPEN}>戊年报</a><i>2024-03-28</i></li>", "/c.html", "戊年报"),
        (f"<li {OPEN}><a href='/c.html'>戊年报</a><i>2024-03-28</i></li>", "/c.html", "戊年报"),
    ],
)
def test_what_opens_by_a_click_is_a_link(row: str, path: str, title: str) -> None:
    page = row.format("/a.html")
    (found,) = read_listing(page, url=SITE + "/x/", family=Family("own", "own")).candidates
    assert (found.url.removeprefix(SITE), found.title, found.listed_on) == (path, title, "2024-03-28")


@pytest.mark.parametrize(
    "row",
    [
        "<li onclick=\"show(17)\">甲年度报告</li>",
        "<li onclick=\"window.open('javascript:go(1)')\">甲年度报告</li>",
        "<li onclick=\"window.open(url)\">甲年度报告</li>",
        "<li onclick=\"window.open('/a.html')\"> </li>",
        "<li onclick=\"" + "window.open(" * 9000 + "\">甲年度报告</li>",
        "<a href='javascript:go(1)' onclick='go(1)'>甲年度报告</a>",
    ],
)  # fmt: skip
def test_a_click_that_says_no_address_leads_nowhere(row: str) -> None:
    assert read_listing(row, url=SITE, family=Family("own", "own")).candidates == ()


def test_a_pager_of_clicks_is_followed() -> None:
    page = LINK.format(1) + "<a href='javascript:void(0)' onclick=\"location.href='index_2.html'\">下一页</a>"
    assert read(page, COLUMN, "generic").next_url == f"{SITE}{COLUMN}index_2.html"


@pytest.mark.parametrize(
    "page",
    [
        "articleList: [" + "[" * 100_000,
        "articleList: [" * 9000,
        'articleList: [{"title":"甲","urls":"{\\"pc\\":' + "[" * 9000 + '"}]',
        'articleList: [{"title":"甲","urls":"{}"},{"title":"乙","urls":"{\\"pc\\":7}"},7,null]',
        'articleList: [{"source":{"source":{"title":"甲","url":"/a"}}}]',
        f"load('{BLOCK}" + "a" * 100_000,
        BLOCK * 3000,
    ],
)
def test_hostile_scripts_are_read(page: str) -> None:
    for family in ("pc_content", "columns"):
        assert read(f"<script>{page}</script>", PC, family).rows == frozenset()
