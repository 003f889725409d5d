"""An index page: the folders below it with the names of their bodies, and what is no folder of it."""

from __future__ import annotations

import pytest

from reportarchive.discover import read_index

SITE = "https://www.example.gov.cn"
URL = SITE + "/gongkai/fzzfjsbg/qzf/"


def folders(page: str, url: str = URL) -> list[tuple[str, str]]:
    return [(one.url.removeprefix(SITE), one.title) for one in read_index(page, url=url)]


@pytest.mark.parametrize("url", [URL, URL + "index.html"])
@pytest.mark.parametrize(
    ("link", "found"),
    [
        ('<a href="./ltq/">柳堤区</a>', ("/gongkai/fzzfjsbg/qzf/ltq/", "柳堤区")),
        ('<a href="ltq/index.html">柳堤区</a>', ("/gongkai/fzzfjsbg/qzf/ltq/index.html", "柳堤区")),
        ('<a href="/gongkai/fzzfjsbg/qzf/ltq/#top">柳 堤 区</a>', ("/gongkai/fzzfjsbg/qzf/ltq/", "柳堤区")),
        ('<a href="ltq/" title="柳堤区"><img src="x.png"></a>', ("/gongkai/fzzfjsbg/qzf/ltq/", "柳堤区")),
        ('<base href="/gongkai/fzzfjsbg/qzf/"><a href="ltq/">柳堤区</a>', ("/gongkai/fzzfjsbg/qzf/ltq/", "柳堤区")),
        (
            '<a href="http://www.example.gov.cn/gongkai/fzzfjsbg/qzf/ltq/">柳堤区</a>',
            ("http://www.example.gov.cn/gongkai/fzzfjsbg/qzf/ltq/", "柳堤区"),
        ),
    ],
)
def test_folders_below_it(url: str, link: str, found: tuple[str, str]) -> None:
    assert folders(f"<ul><li>{link}</li></ul>", url) == [found]


@pytest.mark.parametrize(
    "link",
    [
        '<a href="../">各区政府</a>',
        '<a href="/">首页</a>',
        '<a href="../sjbm/">市级部门</a>',
        '<a href="../qzf2/ltq/">柳堤区</a>',
        '<a href="./">本页</a>',
        '<a href="index.html">区政府</a>',
        '<a href="index_1.html">2</a>',
        '<a href="t20240301_1.html">柳堤区2023年报告</a>',
        '<a href="ltq/t20240301_1.html">柳堤区2023年报告</a>',
        '<a href="ltq/202403/">柳堤区</a>',
        '<a href="ltq/202403/t20240301_1.html">柳堤区2023年报告</a>',
        '<a href="ltq/?page=2">柳堤区</a>',
        '<a href="https://other.example/gongkai/fzzfjsbg/qzf/ltq/">柳堤区</a>',
        '<a href="https://www.example.gov.cn.evil.example/gongkai/fzzfjsbg/qzf/ltq/">柳堤区</a>',
        '<a href="//www.example.gov.cn:8080/gongkai/fzzfjsbg/qzf/ltq/">柳堤区</a>',
        "<a href=\"javascript:open('ltq/')\">柳堤区</a>",
        '<a href="ltq/"> </a>',
        "<a>柳堤区</a>",
    ],
)
def test_what_is_no_folder(link: str) -> None:
    assert folders(f'<li><a href="dcq/">长汀区</a></li><li>{link}</li>') == [
        ("/gongkai/fzzfjsbg/qzf/dcq/", "长汀区")
    ]  # fmt: skip


def test_a_folder_is_named_once_by_its_first_link() -> None:
    page = '<a href="ltq/">柳堤区</a><a href="ltq/index.html">更多&gt;&gt;</a><a href="dcq/">长汀区</a>'
    assert [name for _, name in folders(page)] == ["柳堤区", "长汀区"]


@pytest.mark.parametrize("page", ["", "\x00", "<a href='x/'>" * 5000, "<base href='//['><a href='[/'>甲</a>", "{}"])
def test_hostile_indexes_are_read(page: str) -> None:
    assert len(folders(page)) <= 1
