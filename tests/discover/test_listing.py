"""Listing pages of each family, and of no family: rows, titles, dates, links, and hostile input."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reportarchive.discover import read_listing
from reportarchive.model import Candidate, Family

URL = "https://www.example.gov.cn/zwgk/fzzfjsbg/"
GENERIC = Family("generic", "any")


def rows(page: str, *, url: str = URL, family: Family = GENERIC) -> list[tuple[str, str, str | None]]:
    found = read_listing(page, url=url, family=family).candidates
    return [(one.url.removeprefix("https://www.example.gov.cn"), one.title, one.listed_on) for one in found]


def one(page: str) -> Candidate:
    (candidate,) = read_listing(page, url=URL, family=GENERIC).candidates
    return candidate


def test_rows_in_order_with_date_and_absolute_address() -> None:
    page = """
    <html><head><title>法治政府建设年度报告</title></head><body><ul class="list">
      <li><a href="./202403/t20240327_11.html">柳堤区2023年法治政府建设情况报告</a><span>2024-03-28</span></li>
      <li><span>[2023/3/1]</span><a href="/zwgk/a_12.html">柳堤区2022年法治政府建设情况报告</a></li>
      <li><a href="https://other.example/x.html">别处</a></li>
    </ul></body></html>"""
    assert rows(page) == [
        ("/zwgk/fzzfjsbg/202403/t20240327_11.html", "柳堤区2023年法治政府建设情况报告", "2024-03-28"),
        ("/zwgk/a_12.html", "柳堤区2022年法治政府建设情况报告", "2023-03-01"),
        ("https://other.example/x.html", "别处", None),
    ]


@pytest.mark.parametrize(
    ("written", "iso"),
    [
        ("2024-03-28", "2024-03-28"),
        ("2024-03-28 09:18", "2024-03-28"),
        ("2024/03/29 11:30:01", "2024-03-29"),
        ("2024.3.1", "2024-03-01"),
        ("2024年3月1日", "2024-03-01"),
        ("[2024-03-28]", "2024-03-28"),
        ("（２０２４-０３-２８）", "2024-03-28"),
        ("发布时间：2024-03-28", "2024-03-28"),
        ("03-28", None),
        ("2024-02-30", None),
        ("", None),
    ],
)
def test_forms_of_dates(written: str, iso: str | None) -> None:
    assert one(f'<li><a href="a.html">柳堤区报告</a><span>{written}</span></li>').listed_on == iso


def test_a_date_is_the_rows_own() -> None:
    page = """<table><tr><td><a href="1.html">甲</a></td><td>2024-03-01</td></tr>
    <tr><td><a href="2.html">乙</a></td><td></td></tr>
    <tr><td><a href="3.html">丙</a></td><td>2022-03-01</td></tr></table><p>更新时间：2019-12-03</p>"""
    assert [date for _, _, date in rows(page)] == ["2024-03-01", None, "2022-03-01"]


def test_rows_divided_by_line_breaks_only() -> None:
    page = '<div><a href="1.html">甲</a> 2024-03-01<br><a href="2.html">乙</a> (2023-03-02)<br></div>'
    assert [date for _, _, date in rows(page)] == ["2024-03-01", "2023-03-02"]


def test_a_date_glued_to_the_title_is_found_and_the_title_left_as_written() -> None:
    candidate = one('<p><a href="a.html">柳堤区2023年法治政府建设情况报告 (2024-02-26)</a></p>')
    assert candidate.listed_on == "2024-02-26"
    assert candidate.title == "柳堤区2023年法治政府建设情况报告 (2024-02-26)"


@pytest.mark.parametrize(
    ("text", "attribute", "title"),
    [
        (
            "柳堤区人民政府2023年法治…",
            "柳堤区人民政府2023年法治政府建设情况报告",
            "柳堤区人民政府2023年法治政府建设情况报告",
        ),
        (
            "柳堤区人民政府2023年法治...",
            "柳堤区人民政府2023年法治政府建设情况报告",
            "柳堤区人民政府2023年法治政府建设情况报告",
        ),
        (
            "柳堤区人民政府2023年法治",
            "柳堤区人民政府2023年法治政府建设情况报告",
            "柳堤区人民政府2023年法治政府建设情况报告",
        ),
        ("柳堤区2023年报告", "点击查看", "柳堤区2023年报告"),
        ("柳堤区2023年…", "", "柳堤区2023年…"),
        ("", "柳堤区2023年报告", "柳堤区2023年报告"),
        ("柳堤区\n   2023年报告", "", "柳堤区 2023年报告"),
    ],
)
def test_cut_titles_are_taken_from_the_attribute(text: str, attribute: str, title: str) -> None:
    assert one(f'<li><a href="a.html" title="{attribute}">{text}</a></li>').title == title


@pytest.mark.parametrize(
    "href",
    [
        "javascript:void(0)",
        "JavaScript:alert(1)",
        " java\nscript:alert(1)",
        "mailto:a@example.gov.cn",
        "tel:12345",
        "data:text/html,x",
        "file:///etc/passwd",
        "ftp://www.example.gov.cn/a",
        "#top",
        "",
        "   ",
        "http://user:word@www.example.gov.cn/a",
        "http://[bad",
        "http://",
        "https://www.example.gov.cn:99999/a",
        "/" + "a" * 5000,
    ],
)
def test_links_that_cannot_be_asked_are_dropped(href: str) -> None:
    assert rows(f'<li><a href="{href}">柳堤区报告</a></li>') == []


@pytest.mark.parametrize(
    ("href", "url"),
    [
        ("a.html#part", "/zwgk/fzzfjsbg/a.html"),
        ("../b.html", "/zwgk/b.html"),
        ("//www.example.gov.cn/c.html", "/c.html"),
        ("HTTPS://WWW.Example.gov.cn:443/d.html", "/d.html"),
        ("e.html?id=1&amp;n=2", "/zwgk/fzzfjsbg/e.html?id=1&n=2"),
        ("\n  f.html \n", "/zwgk/fzzfjsbg/f.html"),
        ("g h.html", "/zwgk/fzzfjsbg/g%20h.html"),
        ("/gate/big5/www.example.gov.cn/i.html", "/i.html"),
        ("http://www.example.gov.cn:8080/j", "http://www.example.gov.cn:8080/j"),
    ],
)
def test_addresses(href: str, url: str) -> None:
    assert [found for found, _, _ in rows(f'<li><a href="{href}">柳堤区报告</a></li>')] == [url]


def test_a_page_twice_linked_is_one_row_with_the_longer_title() -> None:
    page = """<li><a href="a.html"><img src="x.png"></a><a href="a.html">柳堤区…</a>
      <a href="a.html">柳堤区2023年报告</a> 2024-03-28</li>"""
    assert [title for _, title, _ in rows(page)] == ["柳堤区2023年报告"]


def test_paging_words_and_numbers_are_no_rows() -> None:
    page = '<a href="b.html">下一页</a><a href="c.html">2</a><a href="d.html">尾页</a><a href="e.html">更多&gt;&gt;</a>'
    assert [title for _, title, _ in rows(page)] == ["更多>>"]


def test_a_familys_selectors_are_used() -> None:
    family = Family("own", "own", rows="div.item", links="a.title", dates="em")
    page = """<a href="nav.html">首页</a><div class="item">2019-01-01 <a href="x.html">图</a>
      <a class="title" href="1.html">甲</a><em>2024-03-01</em></div>"""
    assert rows(page, family=family) == [("/zwgk/fzzfjsbg/1.html", "甲", "2024-03-01")]


def test_base_element_counts_only_on_the_same_host() -> None:
    link = '<li><a href="a.html">甲</a></li>'
    assert rows(f'<base href="/other/">{link}')[0][0] == "/other/a.html"
    assert rows(f'<base href="https://evil.example/">{link}')[0][0] == "/zwgk/fzzfjsbg/a.html"


@pytest.mark.parametrize(
    "page",
    [
        "",
        "\x00",
        "no page at all",
        "<a href='a.html'>" * 3000,
        "<div>" * 50_000 + "<a href='a.html'>甲</a>",
        "<a href='" + "x" * 1_000_000 + "'>甲</a>",
        "<li><a href=a.html title='" + "长" * 100_000 + "'>长…</a></li>",
        "a.html",
        "http://www.example.gov.cn/",
        "<?xml version='1.0'?><rss><channel><link>http://a.gov.cn/</link></channel></rss>",
        "<!--" + "<a href=a.html>甲</a>" * 10,
        "<![CDATA[<a href=a.html>甲</a>",
        "<recordset>" + "<record><![CDATA[" * 60_000,
    ],
)
def test_hostile_pages_are_read(page: str) -> None:
    listing = read_listing(page, url=URL, family=GENERIC)
    assert all(len(one.title) <= 500 and len(one.url) <= 2100 for one in listing.candidates)


def test_control_characters_leave_a_title() -> None:
    assert one('<li><a href="a.html">柳堤区\u202e\u200b2023年\x07报告</a></li>').title == "柳堤区2023年报告"


@settings(max_examples=150, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            [
                "<a href='",
                "'>",
                "</a>",
                "<li>",
                "</li>",
                "<td>",
                "a.html",
                "2024-03-28",
                "下一页",
                "//[",
                "<base href='",
                "\x00",
                "%",
                "甲",
            ]
        ),
        max_size=40,
    )
)
def test_any_soup_is_read(parts: list[str]) -> None:
    for candidate in read_listing("".join(parts), url=URL, family=GENERIC).candidates:
        assert candidate.url.startswith(("http://", "https://"))
        assert candidate.title
