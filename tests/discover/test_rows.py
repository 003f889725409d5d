"""Which links of a page are rows of its list, and which addresses side by side are one page."""

from __future__ import annotations

import pytest

from reportarchive.discover import read_listing, repeats
from reportarchive.model import Family

SITE = "https://www.example.gov.cn"
URL = SITE + "/zwgk/fzzfjsbg/"
GENERIC = Family("generic", "any")
TITLE = "柳堤区人民政府2023年法治政府建设年度情况报告"


def rows(page: str, *, url: str = URL, family: Family = GENERIC) -> list[str]:
    listing = read_listing(page, url=url, family=family)
    return [one.url.removeprefix(SITE) for one in listing.candidates if one.url in listing.rows]


FRAME = """
<header><a href="/">柳堤区人民政府门户网站</a><a href="/fw/">企业和群众办事一站式服务平台入口</a></header>
<nav><a href="/zwgk/">政务公开</a><a href="/zwgk/zd/2024/zc.html">重大行政决策事项目录和政策文件库</a></nav>
<div class="now">2024-03-01 <a href="/">首页</a></div>{0}
<div class="foot"><a href="https://beian.miit.gov.cn/">云ICP备05060933号-1 柳堤区人民政府</a>
<a href="http://www.beian.gov.cn/portal/registerSystemInfo?recordcode=53010102000001">云公网安备53010102000001号</a>
<a href="https://www.gov.cn/">中华人民共和国中央人民政府门户网站</a>
<a href="https://www.example.gov.cn/">柳堤区人民政府门户网站主办单位办公室</a></div>
<footer><a href="/about/statement.html">网站声明与隐私保护以及版权信息说明</a></footer>"""


def test_the_frame_of_a_site_has_no_rows() -> None:
    """Titles in it are as long as those of reports: an empty list must not seem full of them."""
    assert rows(FRAME.format("")) == []


@pytest.mark.parametrize(
    "row",
    [
        f'<li><a href="a.html">{TITLE}</a></li>',
        '<li><a href="a.html">2023年情况报告</a><span>2024-03-01</span></li>',
        '<li><a href="/zwgk/t20240301_9.html">报告</a></li>',
        f'<li><a href="https://fzb.example.gov.cn/a.html">{TITLE}</a></li>',
        f'<li><a href="https://www.cloud.gov.cn/a.html">{TITLE}</a><i>2024-03-01</i></li>',
        f'<div role="main"><p><a href="?id=7">{TITLE}</a></p></div>',
    ],
)
def test_a_row_stands_out_of_the_frame(row: str) -> None:
    family = Family("own", "own", article=r"/t\d{8}_\d+\.html$")
    assert len(rows(FRAME.format(row), family=family)) == 1


def test_a_page_of_frame_only_repeats_the_one_before() -> None:
    first = read_listing(FRAME.format(f'<li><a href="a.html">{TITLE}</a></li>'), url=URL, family=GENERIC)
    moved = read_listing(
        FRAME.format(f'<li><a href="a.html">{TITLE}</a></li><li><a href="b.html">{TITLE}</a></li>'),
        url=URL,
        family=GENERIC,
    )
    assert repeats(first, read_listing(FRAME.format(""), url=URL + "index_1.html", family=GENERIC))
    assert repeats(first, first)
    assert not repeats(first, moved)  # a row that moved on between two requests, and a new one behind it
    assert repeats(moved, first)


@pytest.mark.parametrize(
    ("listed", "kept"),
    [
        (["c_wap.html", "c.html"], ["/zwgk/fzzfjsbg/c.html"]),
        (["c.html", "c_wap.html"], ["/zwgk/fzzfjsbg/c.html"]),
        (["c_wap.html"], ["/zwgk/fzzfjsbg/c_wap.html"]),  # its twin was not listed, so it may not be there
        (["c_wap.html", "d.html"], ["/zwgk/fzzfjsbg/c_wap.html", "/zwgk/fzzfjsbg/d.html"]),
        (["http://www.example.gov.cn/a.html", "/a.html"], ["/a.html"]),
        (["http://www.example.gov.cn/a.html"], ["http://www.example.gov.cn/a.html"]),
        (["http://www.example.gov.cn:80/a.html", "https://www.example.gov.cn:443/a.html"], ["/a.html"]),
        (["http://www.example.gov.cn/a_wap.html", "http://www.example.gov.cn/a.html"], ["http://www.example.gov.cn/a.html"]),
        (["b/index.html", "b/"], ["/zwgk/fzzfjsbg/b/"]),
        (["b/index.html"], ["/zwgk/fzzfjsbg/b/index.html"]),
        (["d.html;jsessionid=1A", "d.html#top", "d.html"], ["/zwgk/fzzfjsbg/d.html"]),
        (["/gate/big5/www.example.gov.cn/e.html", "/e.html"], ["/e.html"]),
        # no twins: another host, port, query, or file
        (["https://fzb.example.gov.cn/a.html", "/a.html"], ["https://fzb.example.gov.cn/a.html", "/a.html"]),
        (["/a?id=1", "/a?id=2"], ["/a?id=1", "/a?id=2"]),
        (["/a.html", "/a.shtml"], ["/a.html", "/a.shtml"]),
        (["/wap_a.html", "/a.html"], ["/wap_a.html", "/a.html"]),
        (["/b/index_1.html", "/b/"], ["/b/index_1.html", "/b/"]),
    ],
)  # fmt: skip
def test_twins_are_one_candidate(listed: list[str], kept: list[str]) -> None:
    page = "".join(f'<li><a href="{href}">{TITLE}</a><span>2024-03-01</span></li>' for href in listed)
    assert rows(page) == kept


def test_the_plain_twin_gets_the_date_of_the_other() -> None:
    page = f'<ul><li><a href="c_wap.html">{TITLE}</a><i>2024-03-01</i></li></ul><p><a href="c.html">报告</a></p>'
    listing = read_listing(page, url=URL, family=GENERIC)
    assert [(one.url, one.listed_on) for one in listing.candidates] == [(URL + "c.html", "2024-03-01")]
    assert listing.rows == {URL + "c.html"}


@pytest.mark.parametrize(
    ("at", "links", "following"),
    [
        ("list.html", {"list.html": 1, "list_2.html": 2, "list_9.html": 9}, "list_2.html"),
        ("list.html", {"list.html": 1, "list_9.html": 9}, "list_2.html"),
        ("list_4.html", {"list.html": 1, "list_9.html": 9}, "list_5.html"),
        ("", {"./": 1, "index_8.html": 9}, "index_1.html"),  # the text says 9, the file counts from 0
        ("index_3.html", {"./": 1, "index_8.html": 9}, "index_4.html"),
        ("?page=5", {"?page=1": 1, "?page=9": 9}, "?page=6"),
        ("?page=9", {"?page=1": 1, "?page=8": 8}, None),
        ("list_9.html", {"list_1.html": 1, "list_9.html": 9}, None),
        ("", {"first.html": 1, "last.html": 9}, None),
        ("", {"y/2023.html": 2023, "y/2022.html": 2022}, None),  # years are no pages
    ],
)
def test_pages_behind_the_dots_are_named_by_the_numbers(at: str, links: dict[str, int], following: str | None) -> None:
    page = f'<li><a href="a.html">{TITLE}</a></li>' + "…".join(f'<a href="{to}">{n}</a>' for to, n in links.items())
    found = read_listing(page, url=URL + at, family=GENERIC).next_url
    assert found == (URL + following if following else None)
