"""Each content system pages its listings as the real ones do, and shows what the truth says it shows."""

from __future__ import annotations

import json
import re
from html import unescape
from urllib.parse import urljoin

import httpx
import pytest
from tests.tables import for_each
from tests.zoo.cms.hanweb import PROXY
from tests.zoo.entries import Entry, entries_of
from tests.zoo.sites import Site, sites
from tests.zoo.zoo import Zoo


def site_of(name: str) -> Site:
    return next(site for site in sites() if site.id == f"zoo-{name}")


def listed(zoo: Zoo, site: Site) -> list[Entry]:
    return [entry for entry in entries_of(site, zoo.phase, zoo.addresses) if entry.listed]


def address(zoo: Zoo, entry: Entry) -> str:
    return zoo.base(entry.host or entry.site.host) + entry.path


def links(page: str, url: str) -> set[str]:
    return {urljoin(url, unescape(href)) for href in re.findall(r"""(?:href="|open\(')([^"']+)""", page)}


def decoded(answer: httpx.Response) -> str:
    assert answer.status_code == 200, answer.url
    return answer.content.decode("gb18030" if b"gb2312" in answer.content[:400] else "utf-8")


# site, target of page k (from 1): whether k, k - 1 or the pages left stand in it is what tells the systems apart
PAGED = {
    "lanchuan": "/gongkai/fzzfjsbg/szf/index_{before}.html",
    "linyuan": "/gongkai/fzzfjsbg/qxzf/lyuq/index_{before}.html",
    "meiting-old": "/zwgk_2855/gzbg/index_{before}.htm",
    "jinqiao": "/zwgk/jdyq/jqjd/index_{before}.htm",
    "xiyang": "/xyq/c116801/list_{k}.shtml",
    "heting": "/xxgk/fzzfjs/index_{k}.html",
    "tongyan": "/fzzfjsbg/list_{k}.jhtml",
    "weitang": "/News/List.aspx?id=41&page={k}",
    "luyu": "/affair/fzzf/index.html?page={k}",
    "huaiyinling": "/Class.asp?ID=7&Page={k}",
    "luwan": "/zwgk/fzzfjsbg/{left}.htm",
    "zhenxia": "/zfxxgk/fzzf_2/{left}.htm",
    "shushi": "/nw12344/index_{k}.html",
    "dipu": "/37584/38152/66314/66315/default_{before}.htm",
    "liaoxi": "/9062/9065/index_{k}.htm",
    "wuyin": "/gkml/fzzfjs/column-index-{k}.shtml",
}


@pytest.mark.parametrize("name", PAGED)
def test_pages_show_all_rows_each_once_and_then_end(name: str, calm_zoo: Zoo, client: httpx.Client):
    site, seen = site_of(name), []
    rows = {address(calm_zoo, entry) for entry in listed(calm_zoo, site)}
    pages = -(-len(rows) // site.rows)
    assert pages >= 2
    for k in range(1, pages + 1):
        target = site.listing if k == 1 else PAGED[name].format(k=k, before=k - 1, left=pages - k + 1)
        url = calm_zoo.base(site.host) + target
        seen += sorted(links(decoded(client.get(url)), url) & rows)
    assert sorted(seen) == sorted(rows)
    beyond = calm_zoo.base(site.host) + PAGED[name].format(k=pages + 1, before=pages, left=0)
    assert client.get(beyond).status_code == 404


def test_a_column_of_json_shows_no_row_and_names_what_gives_them(calm_zoo: Zoo, client: httpx.Client):
    for name, api in (("zhuyuan", "/common/search/"), ("songyi", "/gkmlpt/api/all/")):
        site = site_of(name)
        url = calm_zoo.base(site.host) + site.folder
        page = decoded(client.get(url))
        assert f"{api}{site.channel}" in page
        assert links(page, url) & {address(calm_zoo, entry) for entry in listed(calm_zoo, site)} == set()


def test_ucap_json_gives_pages_of_the_size_asked_for_and_then_nothing(calm_zoo: Zoo, client: httpx.Client):
    site = site_of("zhuyuan")
    base, rows = calm_zoo.base(site.host), listed(calm_zoo, site)
    url = f"{base}/common/search/{site.channel}?_isAgg=true&_isJson=true&_pageSize=20&page="
    pages = [client.get(url + str(k)).json()["data"] for k in (1, 2, 3, 4)]
    assert [len(page["results"]) for page in pages] == [20, 20, len(rows) - 40, 0]
    assert all(page["total"] == len(rows) for page in pages)
    shown = [urljoin(base, row["url"]) for page in pages for row in page["results"]]
    assert shown == [address(calm_zoo, entry) for entry in rows]


def test_gkmlpt_json_gives_articles_with_full_addresses(calm_zoo: Zoo, client: httpx.Client):
    site = site_of("songyi")
    rows = listed(calm_zoo, site)
    url = f"{calm_zoo.base(site.host)}/gkmlpt/api/all/{site.channel}?sid=770&page="
    shown = [row["url"] for k in range(1, 6) for row in client.get(url + str(k)).json()["articles"]]
    assert shown == [address(calm_zoo, entry) for entry in rows]


def test_a_block_is_a_piece_of_html_and_its_column_shows_it_or_nothing(calm_zoo: Zoo, client: httpx.Client):
    for name, shown in (("guzhu", 0), ("yanting", 10)):
        site = site_of(name)
        url, rows = calm_zoo.base(site.host) + site.folder, listed(calm_zoo, site)
        page = decoded(client.get(url))
        whole = {address(calm_zoo, entry) for entry in rows}
        assert len(links(page, url) & whole) == shown
        block = re.search(r"load\('([^']+)\?page='", page)[1]
        pieces = [client.get(f"{calm_zoo.base(site.host)}{block}?page={k}&fix=0").text for k in range(1, 9)]
        assert [piece.count("<li") for piece in pieces][:2] == [site.rows] * 2
        assert set().union(*(links(piece, url) for piece in pieces)) == whole
        assert pieces[-1].count("<li") == 0
        assert all("<html" not in piece for piece in pieces)


def test_a_column_gives_its_further_rows_to_a_form_only(calm_zoo: Zoo, client: httpx.Client):
    site = site_of("qiyan")
    base, rows = calm_zoo.base(site.host), listed(calm_zoo, site)
    page = decoded(client.get(f"{base}{site.folder}pc/list.html"))
    inside = json.loads(re.search(r"articleList: (\[.*?\]), more", page)[1])
    asked = {"current": "2", "pageSize": str(site.rows), "webSiteCode": "qyxrmzf", "channelCode": "c112397"}
    given = [one["source"] for one in client.post(f"{base}/queryList", data=asked).json()["data"]["results"]]
    shown = [json.loads(one["urls"])["pc"] for one in (*inside, *given)]
    assert [urljoin(base, path) for path in shown] == [address(calm_zoo, entry) for entry in rows[: 2 * site.rows]]
    assert client.get(f"{base}/queryList", params=asked).status_code == 405
    assert client.post(f"{base}/queryList", data=asked | {"channelCode": "c1"}).json()["data"]["results"] == []


def records(text: str) -> list[str]:
    return re.findall(r"<record><!\[CDATA\[(.*?)\]\]></record>", text, re.DOTALL)


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_hanweb_gives_three_pages_at_once_and_the_first_ones_in_the_page(
    method: str, calm_zoo: Zoo, client: httpx.Client
):
    site = site_of("fengjin")
    base, rows = calm_zoo.base(site.host), listed(calm_zoo, site)
    page = decoded(client.get(base + site.folder))
    parameters = json.loads(re.search(r"ajaxParam: (\{.*?\})", page)[1])
    shown = records(page)
    assert len(shown) == 3 * site.rows < len(rows)

    def proxied(start: int, end: int, **changed: str) -> list[str]:
        given = parameters | {"startrecord": str(start), "endrecord": str(end), "perpage": str(site.rows)} | changed
        placed = {"params": given} if method == "GET" else {"data": given}
        return records(client.request(method, base + PROXY, **placed).text)

    while more := proxied(len(shown) + 1, 10_000):
        assert len(more) <= 3 * site.rows
        shown += more
    assert [re.search(r'href="([^"]+)"', row)[1] for row in shown] == [
        entry.path if not entry.host else address(calm_zoo, entry) for entry in rows
    ]
    assert proxied(1, 6, columnid="1") == proxied(1, 6, unitid="1") == proxied(0, 6) == []


@for_each([site.id for site in sites()])
def test_every_listing_has_reports_and_its_look_alikes(site_id: str):
    addresses = dict.fromkeys(("mirror", *(site.host for site in sites())), "127.0.0.1:1")
    site = next(site for site in sites() if site.id == site_id)
    entries = entries_of(site, 1, addresses)
    kinds = {entry.why for entry in entries if entry.fate in ("refuse", "needs_review")}
    assert site.stray or any(entry.fate == "report" for entry in entries)
    usual = {"interpretation", "notice", "points", "disclosure", "city", "department", "template", "mirror"}
    assert site.stray or kinds >= usual


def test_titles_are_cut_as_the_systems_do_it_with_the_whole_one_beside(calm_zoo: Zoo, client: httpx.Client):
    trs = decoded(client.get(calm_zoo.base("portal") + site_of("linyuan").folder))
    whole = "澜川市临苑区人民政府2024年法治政府建设年度情况报告"
    assert f'title="{whole}" target="_blank">{whole[:20]}...</a>' in trs
    old = decoded(client.get(calm_zoo.base("meiting") + site_of("meiting-new").folder))
    whole = "梅汀县人民政府2024年度法治政府建设情况报告"
    assert f'title="{whole}">{whole[:18]}</a>' in old


def test_gbk_pages_call_themselves_gb2312_and_hold_what_gb2312_does_not(calm_zoo: Zoo, client: httpx.Client):
    report = next(report for report in calm_zoo.truth.reports_of("zoo-meiting") if report.year == 2014)
    answer = client.get(report.url)
    assert answer.headers["content-type"] == "text/html"
    assert b"charset=gb2312" in answer.content
    assert "二〇一四" in answer.content.decode("gb18030")
    with pytest.raises(UnicodeDecodeError):
        answer.content.decode("gb2312")


def test_twins_are_the_same_report_for_small_screens_and_in_traditional_script(calm_zoo: Zoo, client: httpx.Client):
    report = next(report for report in calm_zoo.truth.reports_of("zoo-linyuan") if report.year == 2022)
    kinds = {"/gate/big5/" in twin: client.get(twin).text for twin in report.twins}
    assert "臨苑區" in kinds[True]
    assert "临苑区" not in kinds[True]
    assert kinds[False] == client.get(report.url).text


def test_the_index_page_links_folders_by_irregular_names(calm_zoo: Zoo, client: httpx.Client):
    url = f"{calm_zoo.base('portal')}/gongkai/fzzfjsbg/qxzf/"
    shown = links(client.get(url).text, url)
    truth = calm_zoo.truth.index_links
    assert {link.url for link in truth} <= shown
    assert sorted(filter(None, (link.division for link in truth))) == ["998101", "998102", "998103", "998104"]
    for link in truth:
        assert link.division is None or client.get(link.url).status_code == 200


def test_one_source_has_two_dated_listings_and_the_old_one_is_still_up(calm_zoo: Zoo, client: httpx.Client):
    assert {report.year for report in calm_zoo.truth.reports_of("zoo-meiting")} == {2014, *range(2018, 2025)}
    text = calm_zoo.sources_toml("zoo-meiting")
    listings = re.findall(r'url = "([^"]+)", (\w+) = "([\d-]+)"', text)
    assert [(word, day) for _, word, day in listings] == [("until", "2021-12-31"), ("from", "2022-01-01")]
    assert all(client.get(url).status_code == 200 for url, _, _ in listings)
