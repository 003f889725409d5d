"""Every page of the sample site: the same each time, different on day 2 in exactly four ways, and whole."""

import re
from urllib.parse import urljoin, urlsplit

import pytest

from reportarchive.demo import SITE_KEYS, build_site, expected_reports, report_text
from reportarchive.demo.places import district, districts, sites, slots
from reportarchive.demo.site import listing_pages, not_found

BASES = {"trs": "http://127.0.0.1:1", "ucap": "http://127.0.0.1:2", "gkmlpt": "http://127.0.0.1:3"}
ROWS = re.compile(r'<li>(?:<span class="date">(?P<early>[\d-]+)</span>)?<a href="(?P<href>[^"]+)"')


def page_text(pages, key, path):
    return pages[key][path].body.decode(sites()[key].encoding)


def listing_paths(place, pages):
    site = sites()[place.site]
    names = [site.first] + [site.later.format(n=n, before=n - 1) for n in range(2, 9)]
    return [place.folder + name for name in names if place.folder + name in pages[place.site]]


@pytest.mark.parametrize("day", [1, 2])
def test_a_day_gives_the_same_bytes_each_time(day):
    assert build_site(day, BASES) == build_site(day, BASES)


def test_there_is_no_third_day():
    with pytest.raises(ValueError, match="day 1 and day 2"):
        build_site(3, BASES)


def test_day_two_differs_in_exactly_four_articles_and_their_listings():
    first, second = build_site(1, BASES), build_site(2, BASES)
    gone, new, changed = set(), set(), set()
    for key in SITE_KEYS:
        gone |= {(key, path) for path in first[key].keys() - second[key].keys()}
        new |= {(key, path) for path in second[key].keys() - first[key].keys()}
        changed |= {
            (key, path) for path in first[key].keys() & second[key].keys() if first[key][path] != second[key][path]
        }
    touched = ("hwq", "ldq", "cxx", "yzx")
    listings = {pair for pair in changed if re.search(r"/(?:index|list)?[_\d]*(?:\.s?html)?$", pair[1])}
    assert changed - listings == {("trs", "/zwgk/fzzfjsbg/hwq/202603/t20260327_347915.html")}
    assert gone - {("gkmlpt", "/yzx/zwgk/fzzfjs/content/post_2081746.html")} == {
        ("ucap", "/ldq/c105203/202503/c00_226517.shtml")
    }
    assert new == {
        ("ucap", "/ldq/c105203/202606/c00_361208.shtml"),
        ("ucap", "/cxx/c106203/202605/a84e2f6b91c04d75be3906d7c15f28ba.shtml"),
    }
    assert listings
    assert all(any(f"/{name}/" in path for name in touched) for _, path in listings)


def test_the_silent_edit_is_one_figure_in_the_page():
    path = "/zwgk/fzzfjsbg/hwq/202603/t20260327_347915.html"
    before, after = (page_text(build_site(day, BASES), "trs", path) for day in (1, 2))
    assert before.replace("政协提案216件", "政协提案218件") == after
    assert before != after


def test_the_moved_report_keeps_its_words():
    old, new = (slot for slot in slots() if (slot.division, slot.year) == ("990105", 2024))
    assert old.path != new.path
    assert report_text(old, 1) == report_text(new, 2)


@pytest.mark.parametrize("day", [1, 2])
@pytest.mark.parametrize("place", districts(), ids=lambda place: place.source_id)
def test_listing_pages_share_no_row_and_list_every_article(place, day):
    pages = build_site(day, BASES)
    found = []
    for path in listing_paths(place, pages):
        rows = [
            match["href"] for match in ROWS.finditer(page_text(pages, place.site, path).split('<div class="page')[0])
        ]
        found += [urlsplit(urljoin(BASES[place.site] + path, href)).path for href in rows if "/xwzx/" not in href]
    assert len(found) == len(set(found))
    assert set(found) <= set(pages[place.site])
    served = [row for row in expected_reports(day) if row.division == place.code and row.path]
    assert {row.path for row in served} <= set(found)
    assert len(found) == sum(map(len, listing_pages(place, day))) > len(served)


def test_paging_follows_each_family():
    pages = build_site(1, BASES)
    cases = [
        ("trs", "/zwgk/fzzfjsbg/qlq/", 'createPageHTML(3, 0, "index", "html")'),
        ("trs", "/zwgk/fzzfjsbg/qlq/index_1.html", 'createPageHTML(3, 1, "index", "html")'),
        ("ucap", "/ylq/c104203/list.shtml", "createPageHTML('page_div',3,1,'list','shtml',7)"),
        ("ucap", "/ylq/c104203/list_2.shtml", "createPageHTML('page_div',3,2,'list','shtml',7)"),
        ("gkmlpt", "/yzx/zwgk/fzzfjs/", "共3页 第1页"),
        ("gkmlpt", "/yzx/zwgk/fzzfjs/index_2.html", "共3页 第2页"),
    ]
    for key, path, sign in cases:
        assert sign in page_text(pages, key, path)
    assert "/zwgk/fzzfjsbg/qlq/index_3.html" not in pages["trs"]
    assert "/ylq/c104203/list_1.shtml" not in pages["ucap"]
    assert "/yzx/zwgk/fzzfjs/index_1.html" not in pages["gkmlpt"]


@pytest.mark.parametrize("day", [1, 2])
def test_every_link_leads_to_a_page(day):
    pages = build_site(day, BASES)
    for key in SITE_KEYS:
        for path, page in pages[key].items():
            if "html" not in page.content_type:
                continue
            for href in re.findall(r'href="([^"]+)"', page_text(pages, key, path)):
                if href.startswith("javascript:"):
                    continue
                target = urlsplit(urljoin(BASES[key] + path, href))
                assert target.netloc == urlsplit(BASES[key]).netloc
                assert target.path in pages[key], (path, href)


def test_gb_pages_are_gb18030_and_say_gb2312():
    page = build_site(1, BASES)["trs"]["/zwgk/fzzfjsbg/hwq/202403/t20240326_118203.html"]
    assert page.content_type == "text/html"
    assert b"charset=gb2312" in page.body
    with pytest.raises(UnicodeDecodeError):
        page.body.decode("utf-8")
    with pytest.raises(UnicodeDecodeError):
        page.body.decode("gb2312")  # 镕 and 喆 are not in it
    assert "周镕调解工作室" in page.body.decode("gb18030")


@pytest.mark.parametrize(("slot", "day"), [(s, d) for s in slots() for d in (1, 2) if s.served_on(d)], ids=str)
def test_every_report_page_holds_the_whole_text(slot, day):
    key = district(slot.division).site
    html = page_text(build_site(day, BASES), key, slot.path)
    shown = re.sub(r"\s", "", re.sub(r"<[^>]+>", "", html).replace("&nbsp;", ""))
    text = report_text(slot, day)
    assert slot.title in html
    assert all(re.sub(r"\s", "", line) in shown for line in text.splitlines())
    assert 900 <= len(re.sub(r"\s", "", text)) <= 2000


def test_the_word_page_parts_a_number_from_its_unit():
    slot = next(slot for slot in slots() if slot.layout == "word")
    html = page_text(build_site(1, BASES), "trs", slot.path)
    assert 'class="MsoNormal"' in html
    assert re.search(r"71</span></span>\n<span style=\"[^\"]*\">批次", html)
    assert "71批次" not in html


def test_oddities_are_where_the_page_on_the_demo_says():
    pages = build_site(2, BASES)
    texts = {
        (slot.division, slot.year): page_text(pages, district(slot.division).site, slot.path)
        for slot in slots()
        if slot.served_on(2)
    }
    assert "<br />" in texts["990104", 2023]
    assert 'content="本网"' in texts["990104", 2023]
    assert "<table border" in texts["990105", 2025]
    assert "ArticleTitle" not in texts["990107", 2025]
    assert "PubDate" not in texts["990108", 2025]
    assert "二〇二四年三月二十一日" in texts["990102", 2023]
    assert "澄政字〔2024〕15号" in texts["990106", 2023]
    assert "受理行政复议案件９２件" in texts["990107", 2024]
    assert texts["990103", 2023].index("一、主要负责人履行") < texts["990103", 2023].index("二、法治政府建设的主要措施")
    assert "主要举措" not in texts["990106", 2023]
    assert "在基层</p>\n<p" in texts["990101", 2023]
    assert "报告如下。" in texts["990101", 2023]
    assert ",现将" in texts["990101", 2023]


def test_unknown_paths_have_a_small_html_page():
    for site in sites().values():
        page = not_found(site)
        assert page.status == 404
        assert "不存在" in page.body.decode(site.encoding)
