"""Page names of each family, page counts, next links, and that page 2 shares no link with page 1."""

from __future__ import annotations

import pytest

from reportarchive.discover import listing_page_url, next_page, read_listing
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
    ],
)
def test_page_names(family: str, listing: str, n: int, url: str) -> None:
    assert listing_page_url(listing, FAMILIES[family], n) == url


@pytest.mark.parametrize(("family", "n"), [("generic", 2), ("trs", 0), ("trs", -1)])
def test_a_page_without_a_name_is_an_error(family: str, n: int) -> None:
    with pytest.raises(ValueError, match="has no name for page"):
        listing_page_url(URL, FAMILIES[family], n)


@pytest.mark.parametrize(
    ("family", "script", "pages"),
    [
        ("trs", 'createPageHTML(12, 0, "index", "html");', 12),
        ("trs", "createPageHTML( 3 , 1 ,'index','shtml')", 3),
        ("trs", "createPageHTML('page_div',7,1,'list','shtml',90);", None),
        ("trs", 'createPageHTML(0, 0, "index", "html");', None),
        ("ucap", "createPageHTML('page_div',7,1,'list','shtml',90);", 7),
        ("ucap", 'createPageHTML("page-div", "7", 1, "list", "shtml", 90)', 7),
        ("ucap", 'createPageHTML(12, 0, "index", "html");', None),
        ("gkmlpt", "<span>共5页</span>", 5),
        ("gkmlpt", "第1/5页", 5),
        ("generic", "共 12 页", 12),
        ("generic", "共 12 条", None),
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


def test_a_family_of_ones_own_may_name_pages_as_it_likes() -> None:
    family = Family("own", "own", page_name="page/{n}/?from={before}")
    assert listing_page_url(URL, family, 2) == URL + "page/2/?from=1"
