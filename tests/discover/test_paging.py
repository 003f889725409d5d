"""Page names of each family, page counts, next links, and that page 2 shares no link with page 1."""

from __future__ import annotations

import json
from urllib.parse import parse_qsl, urlsplit

import pytest

from reportarchive.discover import has_shifted, listing_page_url, next_page, read_listing
from reportarchive.model import Family, Listing, PageRequest
from reportarchive.registry import load_registry

FAMILIES = load_registry().families
URL = "https://www.example.gov.cn/zwgk/fzzfjsbg/"


@pytest.mark.parametrize(
    ("family", "listing", "n", "url"),
    [
        ("trs", URL, 1, URL),
        ("trs", URL, 2, URL + "index_1.html"),  # the classic off-by-one: the file counts from 0
        ("trs", URL, 3, URL + "index_2.html"),
        ("trs", URL + "index.htm", 2, URL + "index_1.htm"),
        ("trs", URL + "default.shtml", 2, URL + "default_1.shtml"),
        ("ucap", URL + "list.shtml", 1, URL + "list.shtml"),
        ("ucap", URL + "list.shtml", 2, URL + "list_2.shtml"),
        ("ucap", URL + "common_list.shtml", 2, URL + "common_list_2.shtml"),
        ("ucap", URL, 2, URL + "list_2.shtml"),
        ("gkmlpt", URL, 2, URL + "index_2.html"),
        ("gkmlpt", URL + "index.html", 4, URL + "index_4.html"),
        ("shanghai", URL, 2, URL + "index_2.html"),
        ("vsb", URL + "fzzf.htm", 1, URL + "fzzf.htm"),
        ("vsb", URL + "fzzf.htm", 2, URL + "fzzf/12.htm"),  # of 13 pages: the files count down
        ("vsb", URL + "fzzf.htm", 13, URL + "fzzf/1.htm"),
        ("vsb", URL + "fzzf_2.htm", 2, URL + "fzzf_2/12.htm"),  # a column's name, and no number of a page
        ("vsb", URL + "2023.htm", 3, URL + "2023/11.htm"),
        ("vsb", URL, 2, URL + "index/12.htm"),
    ],
)
def test_page_names(family: str, listing: str, n: int, url: str) -> None:
    assert listing_page_url(listing, FAMILIES[family], n, pages=13) == url


@pytest.mark.parametrize(
    ("family", "n", "pages"),
    [("generic", 2, None), ("trs", 0, None), ("trs", -1, 3), ("vsb", 2, None), ("vsb", 4, 3), ("content_n", 2, 3)],
)
def test_a_page_without_a_name_is_an_error(family: str, n: int, pages: int | None) -> None:
    with pytest.raises(ValueError, match="has no name for page"):
        listing_page_url(URL, FAMILIES[family], n, pages=pages)


@pytest.mark.parametrize(
    ("family", "script", "pages"),
    [
        ("trs", 'createPageHTML(12, 0, "index", "html");', 12),
        ("trs", "createPageHTML( 3 , 1 ,'index','shtml')", 3),
        ("trs", "createPageHTML('page_div',7,1,'list','shtml',90);", 7),
        ("trs", 'createPageHTML(0, 0, "index", "html");', None),
        ("ucap", "createPageHTML('page_div',7,1,'list','shtml',90);", 7),
        ("ucap", 'createPageHTML("page-div", "7", 1, "list", "shtml", 90)', 7),
        ("ucap", 'createPageHTML(12, 0, "index", "html");', 12),
        ("generic", 'createPageHTML("index", "html", 12, 0);', 12),
        ("generic", "var countPage = 12//共多少页", 12),
        ("generic", "function createPageHTML(_nPageCount, _nCurrIndex) {}", None),
        ("gkmlpt", "<span>共5页</span>", 5),
        ("gkmlpt", "第1/5页", 5),
        ("generic", "共 12 页", 12),
        ("generic", "共 12 条", None),
        ("vsb", '<span class="p_t">共129条</span><i>1</i><a href="zbgg/12.htm">2</a><span class="p_t">1/13</span>', 13),
        ("vsb", "<td>共129条&nbsp;&nbsp;1/13&nbsp;</td>", 13),
        ("vsb", "<td>共129条</td>\n<td><b>1</b>/13</td>", None),
        ("vsb", "<script>function a9_gopage_fun(){_simple_list_gotopage_fun(97, 'a9GOPAGE', 2)}</script>", 97),
        ("vsb", '<a onclick="_simple_list_gotopage_fun(31,&quot;u13_goto&quot;,2)">', 31),
        ("vsb", "共129条 3/1314151617", None),
        ("shanghai", "$('.page').createPage({pageCount:6,current:1,backFn:function(p){}})", 6),
        ("shanghai", "$('.page').createPage({ current : 1 , 'totalPage' : '6' })", 6),
        ("shanghai", "$.fn.createPage = function(o){ pageCount = o.pageCount || 9 }", None),
        ("generic", "$('#page').jqPaginator({totalPages: 6, visiblePages: 5})", 6),
        ("generic", "$('#chart').draw({pages: 6})", None),
        ("generic", '<a href="list.jsp?page=9&x=1">尾页</a>', 9),
        ("generic", '<a href="list_9.html">尾页</a>', None),
    ],
)
def test_page_counts(family: str, script: str, pages: int | None) -> None:
    page = f"<html><body>{script}</body></html>"
    assert read_listing(page, url=URL, family=FAMILIES[family]).pages == pages


@pytest.mark.parametrize(
    ("links", "next_path"),
    [
        ('<a href="b.html">下一页</a>', "b.html"),
        ('<a href="b.html">下页</a>', "b.html"),
        ('<a href="b.html" title="下一页">&raquo;</a>', "b.html"),
        ('<a href="c.html">尾页</a><a rel="next" href="b.html">more</a>', "b.html"),
        ('<a href="p2.html">2</a><a href="p3.html">3</a>', "p2.html"),
        ('<a href="p1.html">1</a><a href="p3.html">3</a><a href="p4.html">4</a>', "p3.html"),
        ('<a href="p1.html">1</a><a href="p2.html">2</a>', None),
        ('<a href="javascript:go(2)">下一页</a>', None),
        ('<a href="#">下一页</a>', None),
        (f'<a href="{URL}">下一页</a>', None),
        ('<a href="https://evil.example/">下一页</a>', None),
        ('<a href="b.html">下一篇：柳堤区2022年报告</a>', None),
        ("", None),
    ],
)
def test_next_links(links: str, next_path: str | None) -> None:
    found = read_listing(f"<body>{links}</body>", url=URL, family=FAMILIES["generic"]).next_url
    assert found == (URL + next_path if next_path else None)


@pytest.mark.parametrize(
    ("family", "listing", "n", "url"),
    [
        ("trs", Listing((), pages=3), 1, URL + "index_1.html"),
        ("trs", Listing((), pages=3), 2, URL + "index_2.html"),
        ("trs", Listing((), pages=3), 3, None),
        ("trs", Listing((), pages=1, next_url=URL + "x.html"), 1, None),
        ("trs", Listing(()), 1, None),
        ("trs", Listing((), next_url=URL + "index_1.html"), 1, URL + "index_1.html"),
        ("generic", Listing((), next_url=URL + "b.html"), 1, URL + "b.html"),
        ("generic", Listing((), pages=2, next_url=URL + "b.html"), 2, None),
        ("generic", Listing(()), 1, None),
    ],
)
def test_next_page(family: str, listing: Listing, n: int, url: str | None) -> None:
    asked = next_page(listing, listing_url=URL, family=FAMILIES[family], n=n)
    assert asked == (PageRequest(url) if url else None)


@pytest.mark.parametrize(
    ("file", "pages", "n", "asked"),
    [
        ("column-index-1.shtml", 3, 1, "column-index-2.shtml"),
        ("column-index-1.shtml", 3, 2, "column-index-3.shtml"),
        ("column-index-1.shtml", 3, 3, None),
        ("column-index-1.shtml", None, 1, None),
        ("column-index-4.shtml", 9, 1, None),
        ("list.jsp?page=1&x=7", 3, 1, "list.jsp?page=2&x=7"),
        ("index.shtml", 3, 1, None),
    ],
)
def test_an_address_that_calls_itself_the_first_counts_on(
    file: str, pages: int | None, n: int, asked: str | None
) -> None:
    request = next_page(Listing((), pages=pages), listing_url=URL + file, family=FAMILIES["pc_content"], n=n)
    assert request == (PageRequest(URL + asked) if asked else None)


@pytest.mark.parametrize("family", ["trs", "ucap", "gkmlpt"])
def test_page_two_shares_no_link_with_page_one(family: str) -> None:
    """A site of three pages, named as the family names them; asking by the wrong number would find page 1 again."""
    made = FAMILIES[family]
    first = "list.shtml" if family == "ucap" else "index.html"
    names = {
        "trs": [first, "index_1.html", "index_2.html"],
        "ucap": [first, "list_2.shtml", "list_3.shtml"],
        "gkmlpt": [first, "index_2.html", "index_3.html"],
    }[family]
    count = {
        "trs": 'createPageHTML(3, 0, "index", "html");',
        "ucap": "createPageHTML('page_div',3,1,'list','shtml',6);",
        "gkmlpt": "共3页",
    }[family]
    row = "<li><a href='r{0}a.html'>甲{0}</a></li><li><a href='r{0}b.html'>乙{0}</a></li>"
    served = {URL + name: row.format(number) + count for number, name in enumerate(names)}
    seen: list[set[str]] = []
    url, n = URL + first, 1
    while url is not None:
        listing = read_listing(served[url], url=url, family=made)
        seen.append({one.url for one in listing.candidates})
        following = next_page(listing, listing_url=URL + first, family=made, n=n)
        url, n = following and following.url, n + 1
    assert len(seen) == 3
    assert len(set().union(*seen)) == sum(map(len, seen)) == 6


LIST_OF_13 = "".join(f"<li><a href='/info/1/{{0}}{row}.htm'>甲{{0}}{row}</a></li>" for row in "01")


@pytest.mark.parametrize(
    "pager",
    [
        "<span class='p_t'>{n}/13</span>",
        "共25条&nbsp;{n}/13",
        "<a href='{down}'>下页</a>",
        "<a href='{down}'>下页</a><a href='{last}'>尾页</a><span class='p_t'>{n}/13</span>",
        "_simple_list_gotopage_fun(13,'x',2)",
    ],
)
def test_pages_that_count_down_are_followed_to_the_last(pager: str) -> None:
    column = URL + "fzzf.htm"
    served = {}
    for n in range(1, 14):
        words = {
            "down": f"fzzf/{13 - n}.htm" if n == 1 else f"{13 - n}.htm",
            "last": "fzzf/1.htm" if n == 1 else "1.htm",
        }
        shown = pager.format(n=n, **words) if n < 13 else pager.partition("<a")[0].format(n=n) + "下页 尾页"
        served[column if n == 1 else f"{URL}fzzf/{14 - n}.htm"] = LIST_OF_13.format(f"{n:02d}") + shown
    pages = walk(served, column, "vsb", most=20)
    assert [len(page) for page in pages] == [2] * 13
    assert len(frozenset().union(*pages)) == 26


@pytest.mark.parametrize(
    ("pages", "shifted"),
    [([13, 13, 13], False), ([13, 14], True), ([13, None, 12], True), ([None, 13], False), ([], False)],
)
def test_a_list_that_counts_down_and_changes_its_length_has_shifted(pages: list[int | None], shifted: bool) -> None:
    shown = [Listing((), pages=count) for count in pages]
    assert has_shifted(shown, FAMILIES["vsb"]) is shifted
    assert not has_shifted(shown, FAMILIES["trs"])  # there a new row is seen twice, and none is passed over


def test_a_family_of_ones_own_may_name_pages_as_it_likes() -> None:
    family = Family("own", "own", page_name="page/{n}/?from={before}")
    assert listing_page_url(URL, family, 2) == URL + "page/2/?from=1"


ROW = "<li><a href='{0}.html'>柳堤区人民政府{0}年法治政府建设情况报告</a><span>2024-03-01</span></li>"


def walk(served: dict[str, str], listing_url: str, family: str, *, most: int = 8) -> list[frozenset[str]]:
    """Follow a listing as the pipeline does, up to the first page that is not there."""
    pages, first, n = [], None, 1
    request: PageRequest | None = PageRequest(listing_url)
    while request is not None and n <= most:
        listing = read_listing(served[request.url], url=request.url, family=FAMILIES[family])
        first = first or (listing if listing.rows else None)
        pages.append(listing.rows)
        request = next_page(listing, listing_url=listing_url, family=FAMILIES[family], n=n, first=first)
        n += 1
    return pages


@pytest.mark.parametrize("family", ["trs", "ucap", "gkmlpt", "generic"])
@pytest.mark.parametrize(
    ("names", "script"),
    [
        (("", "index_1.html", "index_2.html"), 'createPageHTML(3, {before}, "index", "html");'),
        (("", "index_2.html", "index_3.html"), "createPageHTML('paging',3,{n},'index','html',30);"),
        (("", "xlist_2.shtml", "xlist_3.shtml"), "createPageHTML('page_div', 3, {n}, 'xlist', 'shtml', 30)"),
        (("", "index_1.htm", "index_2.htm"), 'createPageHTML("index", "htm", 3, {before})'),
        (("", "index_1.html", "index_2.html"), 'createPageHTML(3, 0, "index", "html");'),  # says 0 on every page
        (("", "list_2.shtml", "list_3.shtml"), "createPageHTML('page_div',3,1,'list','shtml',30);"),  # and 1
    ],
)
def test_the_script_of_the_first_page_goes_before_the_family(family: str, names: tuple[str, ...], script: str) -> None:
    served = {
        URL + name: ROW.format(n * 10) + ROW.format(n * 10 + 1) + script.format(n=n, before=n - 1)
        for n, name in enumerate(names, 1)
    }
    pages = walk(served, URL, family)
    assert [len(page) for page in pages] == [2, 2, 2]
    assert len(frozenset().union(*pages)) == 6


def test_a_script_of_another_site_names_no_page_there() -> None:
    page = ROW.format(1) + "createPageHTML(3, 0, '//evil.example/index', 'html');"
    listing = read_listing(page, url=URL, family=FAMILIES["trs"])
    request = next_page(listing, listing_url=URL, family=FAMILIES["trs"], n=1)
    assert request == PageRequest(URL + "index_1.html")


@pytest.mark.parametrize(
    ("path", "asked", "given", "total", "said"),
    [
        ("/common/search/" + "a" * 32, "?_isJson=true&_pageSize=20&page=1", 20, 65, 20),
        ("/common/search/" + "a" * 32, "?_isJson=true&_pageSize=20&page=1", 20, 60, 20),
        ("/searchList/" + "a" * 32, "?_isJson=true&_pageSize=50&page=1", 20, 65, 20),  # asked for 50, gives 20
        ("/gkmlpt/api/all/5", "?page=1&sid=2", 100, 245, None),
        ("/gkmlpt/api/all/5", "", 100, 245, None),
        ("/gkmlpt/api/all/5", "?page=1", 100, 7, None),
    ],
)
def test_data_ends_with_its_last_row(path: str, asked: str, given: int, total: int, said: int | None) -> None:
    """No page behind the last one is asked for: sites answer that with an error, and the visit would fail."""
    site = "https://www.example.gov.cn"
    first: Listing | None = None
    request: PageRequest | None = PageRequest(site + path + asked)
    seen: set[str] = set()
    for n in range(1, -(-total // given) + 1):
        assert request is not None
        rows = [{"title": f"甲{i}", "url": f"/{i}.html"} for i in range((n - 1) * given, min(n * given, total))]
        body = {"data": {"total": total, "page": n, "results": rows} | ({"rows": said} if said else {})}
        listing = read_listing(json.dumps(body), url=request.url, family=FAMILIES["generic"])
        assert not seen & listing.rows
        seen |= listing.rows
        first = first or listing
        request = next_page(listing, listing_url=site + path, family=FAMILIES["generic"], n=n, first=first)
    assert request is None
    assert len(seen) == total


def test_the_last_page_is_reached_when_only_its_link_leads_there() -> None:
    names = ("", "index_1.html", "index_2.html", "index_3.html")
    shown = zip(names, ("1", "2", "3", "尾页"), strict=True)
    links = "共4页" + "".join(f"<a href='{name or './'}'>{text}</a>" for name, text in shown)
    served = {URL + name: ROW.format(n) + links for n, name in enumerate(names)}
    assert len(frozenset().union(*walk(served, URL, "generic"))) == 4


RECORD = "<record><![CDATA[<li><a href='/art/2024/3/1/art_9_{0}.html'>甲{0}</a><span>2024-03-01</span></li>]]></record>"
PARAMETERS = "var param_7={{columnid:9,unitid:'7',webid:1,path:'/'}}; $('#7').jpage({{totalRecord:100,perPage:15}});"


def records(first: int, last: int) -> str:
    return "".join(map(RECORD.format, range(first, last + 1)))


@pytest.mark.parametrize("ahead", [0, 1])
@pytest.mark.parametrize("proxy", ["", "'/module/jpage/dataproxy.jsp'"])
def test_a_stretch_of_records_begins_behind_the_last_one(ahead: int, proxy: str) -> None:
    """Some servers send one record more than asked; a page may name its parameters only, and no dataproxy."""
    url = "https://www.example.gov.cn/col/col9/index.html"
    page = f"<script type='text/xml'><datastore><recordset>{records(1, 45)}</recordset></datastore></script>"
    page += f"<script>{PARAMETERS.format()}{proxy}</script>"
    shown, asked, last = read_listing(page, url=url, family=FAMILIES["hanweb"]), [], 45
    while request := next_page(shown, listing_url=url, family=FAMILIES["hanweb"], n=1):
        query = dict(parse_qsl(urlsplit(request.url).query))
        assert urlsplit(request.url).path == (proxy.strip("'") or "/module/web/jpage/dataproxy.jsp")
        assert (query["columnid"], query["unitid"]) == ("9", "7")
        assert int(query["startrecord"]) == last + 1
        last = min(int(query["endrecord"]) + ahead, 100)
        body = f"<datastore><totalrecord>100</totalrecord><recordset>{records(int(query['startrecord']), last)}"
        shown = read_listing(body + "</recordset></datastore>", url=request.url, family=FAMILIES["hanweb"])
        asked.append(request.url)
    assert (last, len(asked)) == (100, 2)


def test_a_store_that_counts_nothing_names_its_next_group() -> None:
    group = "<nextgroup><![CDATA[<a href='{0}dataproxy.jsp?page={1}&columnid=9&unitid=7'></a>]]></nextgroup>"
    url = "https://www.example.gov.cn/col/col9/index.html"
    store = "<datastore>{0}<recordset>{1}</recordset></datastore>"
    first = f"<script type='text/xml'>{store.format(group.format('/module/web/jpage/', 1), records(1, 9))}</script>"
    request = next_page(
        read_listing(first, url=url, family=FAMILIES["hanweb"]), listing_url=url, family=FAMILIES["hanweb"], n=1
    )
    assert request is not None
    assert request.url.endswith("/module/web/jpage/dataproxy.jsp?page=1&columnid=9&unitid=7")
    second = store.format(group.format("./", 2), records(10, 18))
    following = next_page(
        read_listing(second, url=request.url, family=FAMILIES["hanweb"]),
        listing_url=url, family=FAMILIES["hanweb"], n=2,
    )  # fmt: skip
    assert following is not None
    assert following.url.endswith("/module/web/jpage/dataproxy.jsp?page=2&columnid=9&unitid=7")
    last = read_listing(store.format("", records(19, 20)), url=following.url, family=FAMILIES["hanweb"])
    assert next_page(last, listing_url=url, family=FAMILIES["hanweb"], n=3) is None


@pytest.mark.parametrize("query", ["page=³", "page=" + "9" * 5000, "startrecord=³&endrecord=9", "page=-1", "page="])
def test_odd_numbers_in_an_address_are_no_page_numbers(query: str) -> None:
    for path in ("/gkmlpt/api/all/5", "/module/web/jpage/dataproxy.jsp"):
        url = f"https://www.example.gov.cn{path}?{query}"
        for page in (
            '{"total":9,"articles":[{"title":"甲","url":"/a.html"}]}',
            f"<datastore>{records(1, 2)}</datastore>",
        ):
            assert read_listing(page, url=url, family=FAMILIES["hanweb"]).rows
