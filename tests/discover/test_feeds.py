"""Rows that a site hands out as data: which list they are, how they go on, and where a page says they are."""

from __future__ import annotations

import json

import pytest

from reportarchive.discover import next_page, read_listing
from reportarchive.registry import load_registry

FAMILIES = load_registry().families
SITE = "https://www.example.gov.cn"
CHANNEL = "0ac34e96afbb4be28844f18eef412421"
ROW = {"title": "柳堤区2023年法治政府建设情况报告", "url": "/zwgk/c1_2.shtml"}
DATED = ROW | {"publishedTimeStr": "2024-03-01 10:00:00"}
MENU = [{"name": f"栏目{n}", "url": f"/c{n}/"} for n in range(9)]


def titles(data: object) -> list[str]:
    listing = read_listing(json.dumps(data), url=f"{SITE}/search/{CHANNEL}?page=1", family=FAMILIES["ucap"])
    return [one.title for one in listing.candidates if one.url in listing.rows]


def asked(page: str, family: str, path: str) -> str | None:
    listing = read_listing(page, url=SITE + path, family=FAMILIES[family])
    request = next_page(listing, listing_url=SITE + path, family=FAMILIES[family], n=1)
    return request.url.removeprefix(SITE) if request else None


@pytest.mark.parametrize(
    "data",
    [
        {"data": {"channels": MENU, "results": [DATED]}},
        {"data": {"channels": MENU, "results": [ROW]}},
        {"data": {"hot": [{"title": f"要闻{n}", "url": f"/h{n}"} for n in range(9)], "results": [DATED]}},
        {"data": {"results": [DATED | {"domainMetaList": [{"resultList": MENU}]}]}},
        {"data": {"results": [DATED | {"resList": [{"title": f"附件{n}", "url": f"/f{n}.pdf"} for n in range(9)]}]}},
        {"classify": {"id": 5, "name": "年度报告", "url": "/5/"}, "articles": [DATED]},
        {"list": [{"name": ROW["title"], "url": "/a.html", "date": 1709258400}], "nav": MENU},
    ],
)
def test_the_rows_are_the_list_of_articles(data: object) -> None:
    """Menus, labels, files and news beside the rows are lists with names and addresses too, and longer ones."""
    assert titles(data) == [ROW["title"]]


@pytest.mark.parametrize("data", [{"results": [], "channels": MENU}, {"results": []}, [], {}, [MENU], 7, "x", None])
def test_an_empty_answer_has_no_rows(data: object) -> None:
    assert titles({"data": data}) == []


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ({"publishedTimeStr": "2024-03-01 10:00:00", "publishedTime": 1}, "2024-03-01"),
        ({"publishedTime": 1711900800000}, "2024-04-01"),  # 2024-03-31T16:00Z is the first of April there
        ({"display_publish_time": 1711900800}, "2024-04-01"),
        ({"date": "1711900799"}, "2024-03-31"),
        ({"created_at": "2024-04-01 10:00:00"}, "2024-04-01"),
        ({"date": True}, None),
        ({"date": 10**300}, None),
        ({"date": -5}, None),
        ({"date": float("nan")}, None),
        ({"date": ["2024-04-01"]}, None),
    ],
)
def test_days_of_rows(said: dict[str, object], day: str | None) -> None:
    listing = read_listing(json.dumps({"articles": [ROW | said]}), url=SITE + "/api", family=FAMILIES["gkmlpt"])
    assert [one.listed_on for one in listing.candidates] == [day]


def test_a_column_says_how_many_articles_it_has() -> None:
    """These interfaces answer their second page with 404 when the first one held all."""
    for count, following in ((1, None), (203, "/gkmlpt/api/all/5?page=2&sid=7")):
        answer = json.dumps({"classify": {"id": 5, "name": "年度报告", "post_count": count}, "articles": [DATED]})
        assert asked(answer, "gkmlpt", "/gkmlpt/api/all/5?page=1&sid=7") == following


@pytest.mark.parametrize(
    ("family", "path", "script", "request_path"),
    [
        ("ucap", "/zwgk/list.shtml", f"<script>var channelId='{CHANNEL}';</script>", "/common/search/"),
        ("ucap", "/zwgk/list.shtml", f'<meta name="channelId" content="{CHANNEL}">', "/common/search/"),
        ("ucap", "/zwgk/list.shtml", f"<meta name='ChannelId' content='{CHANNEL}'>", "/common/search/"),
        ("ucap", "/zwgk/list.shtml", f"<script>get('/searchList/{CHANNEL}?page=1')</script>", "/searchList/"),
        (
            "ucap",
            "/zwgk/list.shtml",
            f'<meta name="channelid" content="{CHANNEL}"><script>url: \'/searchList/\' + _id + "?page=1"</script>',
            "/searchList/",
        ),
        (
            "ucap",
            "/zwgk/list.shtml",
            f'<form action="/search/"></form><script>var channelId = "{CHANNEL}"</script>',
            "/common/search/",
        ),
        ("gkmlpt", "/gkmlpt/index", "<script>_CONFIG={COLUMN_ID:'1203'}</script>", "/gkmlpt/api/all/1203"),
        ("gkmlpt", "/zwgk/", "<script>_CONFIG={COLUMN_ID:'1203'}</script>", "/gkmlpt/api/all/1203"),
        # a body's site that lies in a folder of its city's
        ("gkmlpt", "/ltq/gkmlpt/index", "<script>_CONFIG={COLUMN_ID:'1203'}</script>", "/ltq/gkmlpt/api/all/1203"),
        ("gkmlpt", "/zwgk/", "<script>get('/ltq/gkmlpt/api/all/1203')</script>", "/ltq/gkmlpt/api/all/1203"),
    ],
)
def test_a_page_without_rows_names_its_feed(family: str, path: str, script: str, request_path: str) -> None:
    page = f"<nav><a href='/'>首页</a></nav>{script}<a href='https://www.beian.gov.cn/x?id=1'>云公网安备53010102000001号</a>"
    found = asked(page, family, path)
    assert found is not None
    assert found.startswith(request_path + (CHANNEL if family == "ucap" else ""))
    assert "page=1" in found


@pytest.mark.parametrize("script", ["", "<script>var channelId='';</script>", "<script>channelId='12'</script>"])
def test_a_page_that_names_no_feed_ends(script: str) -> None:
    assert asked(f"<nav><a href='/'>首页</a></nav>{script}", "ucap", "/zwgk/list.shtml") is None


RECORD = "<record><![CDATA[<li><a href='/art/2024/3/1/art_9_1.html'>柳堤区2023年报告</a></li>]]></record>"


@pytest.mark.parametrize(
    ("path", "store", "following"),
    [
        # asked for nothing, it gives its first records and says how many there are
        ("/module/web/jpage/dataproxy.jsp?columnid=9&unitid=7", "<totalrecord>20</totalrecord>", "startrecord=2&"),
        ("/module/web/jpage/dataproxy.jsp?columnid=9&unitid=7", "<totalrecord>1</totalrecord>", None),
        # asked by groups, it ends where it names no other
        ("/module/web/jpage/dataproxy.jsp?columnid=9&unitid=7&page=3", "<totalrecord>20</totalrecord>", None),
        # a page whose store is asked by a secret: its numbers of records would be answered with nothing
        (
            "/col/col9/index.html",
            "<totalrecord>9</totalrecord><nextgroup><![CDATA[<a href='/m/dataproxy.jsp?page=1&key=Zx9'>]]></nextgroup>",
            "dataproxy.jsp?page=1&key=Zx9",
        ),
    ],
)
def test_how_a_store_goes_on(path: str, store: str, following: str | None) -> None:
    found = asked(f"<datastore>{store}<recordset>{RECORD}</recordset></datastore>", "hanweb", path)
    assert (found is None) if following is None else (found is not None and following in found)


@pytest.mark.parametrize(
    "answer",
    [
        "[" * 100_000,
        '{"a":' * 100_000,
        '{"results":[' + '{"title":"甲","url":"/a"},' * 9,
        '{"results":[{"title":{"a":1},"url":[]},{"title":"","url":""},{"title":"甲","url":"javascript:x"},7,null]}',
        '{"total":"' + "9" * 100_000 + '","results":[]}',
        '{"total":1e999,"rows":NaN}',
        "callback({})",
        "<!DOCTYPE a [<!ENTITY b '" + "b" * 9000 + "'><!ENTITY c '&b;&b;'>]><datastore>&c;</datastore>",
        "<datastore><recordset><record><![CDATA[" + "<a href=x>" * 20_000,
        "<datastore><totalrecord>" + "9" * 9000,
    ],
)
def test_hostile_answers_are_read(answer: str) -> None:
    for path in ("/api/all/5?page=1", "/module/jpage/dataproxy.jsp?startrecord=1&endrecord=45"):
        assert len(read_listing(answer, url=SITE + path, family=FAMILIES["hanweb"]).candidates) <= 1
