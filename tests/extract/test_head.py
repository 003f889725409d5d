"""What a page says of itself to machines: addresses, scripts, fields, meta tags; and moments with their zones."""

from __future__ import annotations

import pytest

from reportarchive.extract import extract_page
from reportarchive.extract.head import read_scripts, read_url
from reportarchive.text.dates import read_moment

URLS = {
    "/2019-02/14/content_5365711.htm": "2019-02-14",
    "/2019-12-31/doc-ihnzahi123.shtml": "2019-12-31",
    "/n1/2020/0102/c1001-31532100.html": "2020-01-02",
    "/gn/2020/01-02/9049.shtml": "2020-01-02",
    "/2020/01/02/ARTIabc200102.shtml": "2020-01-02",
    "/a/20200102/012345.htm": "2020-01-02",
    "/a/202001021342871.html": "2020-01-02",
    "/19/1231/10/F1ABCDEF0001.html": "2019-12-31",
    "/202001/t20200102_12345.htm": "2020-01-02",
    "/html/2021-06/18/nw.D110000gmrb_20210618_1-01.htm": "2021-06-18",
    "/2026040/2018161702810013697/index.html": None,
    "/a/20201302/012345.htm": None,
    "/2020/1302/9049.shtml": None,
    "/12/3456/78/list.html": None,
    "/zwgk/99/0001/index.html": None,
    "/info/1041/22871.htm": None,
}
SCRIPTS = {
    'var ct = "1711602000";': "2024-03-28",
    "var createTime = '2024-03-28 13:00';": "2024-03-28",
    'var publishDate ="20211003193012 ";': "2021-10-03",
    'window.DATA={"pubtime":"2020-02-11 09:20:08"}': "2020-02-11",
    "allData={newsTime:'2020-02-11 09:20:08'}": "2020-02-11",
    'var today="2026-01-01", svr_time = "1763619960";': None,
    'var product = "2024-03-28";': None,
    'var ct = "12345";': None,
    'publishDate: "99999999"': None,
}
MOMENTS = {
    "2024-05-05T22:10:00Z": "2024-05-06",
    "2024-05-05T15:59:59.000Z": "2024-05-05",
    "2024-05-06T07:10:00+08:00": "2024-05-06",
    "2024-05-06T00:10:00+0800": "2024-05-06",
    "2024-05-05 22:10:00 -0400": "2024-05-06",
    "2024-05-06T00:10:00": "2024-05-06",
    "2024-05-06-17:10:00": "2024-05-06",
    "20240506171000": "2024-05-06",
    "1711602000000": "2024-03-28",
    "2024-02-30T00:00:00Z": None,
    "9999-12-31T23:00:00Z": None,
    "": None,
    "yesterday": None,
}


@pytest.mark.parametrize(("address", "day"), URLS.items())
def test_the_day_in_an_address(address: str, day: str | None) -> None:
    assert [one.value for one in read_url(f"http://www.example.cn{address}")] == ([day] if day else [])


@pytest.mark.parametrize(("script", "day"), SCRIPTS.items())
def test_the_day_in_a_script(script: str, day: str | None) -> None:
    assert [one.value for one in read_scripts([script])] == ([day] if day else [])


@pytest.mark.parametrize(("written", "day"), MOMENTS.items())
def test_a_moment_is_a_day_in_china(written: str, day: str | None) -> None:
    assert read_moment(written) == day


def test_a_field_that_a_script_reads_counts_less_than_a_label() -> None:
    field = '<textarea class="article-time">1577930465000</textarea><input name="q" value="2026-01-01">'
    body = "<div id=zoom>报告如下，特此说明，请各位审阅。</div>"
    (only,) = [
        one for one in extract_page(f"{field}{body}".encode(), url="http://x.cn/").fields if one.name == "published_on"
    ]
    assert (only.value, only.origin) == ("2020-01-02", "script")
    found = extract_page(f"{field}<p>发布时间：2020-01-01</p>{body}".encode(), url="http://x.cn/").fields
    assert {one.origin: one.value for one in found if one.name == "published_on"} == {
        "label": "2020-01-01",
        "script": "2020-01-02",
    }
