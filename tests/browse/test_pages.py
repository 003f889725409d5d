"""The pages as a real server on loopback gives them."""

from __future__ import annotations

import csv
import io
import re
from urllib.parse import quote, urljoin, urlsplit

import httpx
import pytest
from bs4 import BeautifulSoup
from lxml.html import document_fromstring
from tests.browse.conftest import HOSTILE, LINES

from reportarchive.capture import open_store
from reportarchive.query import Reader

EDITED = "990101-2025-annual"
INDICATOR = "proposals.handled"
PAGES = (
    "/",
    "/reports",
    "/reports?year=2025&division=9901",
    f"/reports/{EDITED}",
    f"/reports/{EDITED}/versions/1",
    f"/reports/{EDITED}/versions/2",
    f"/reports/{EDITED}/versions/1/sections/1.2",
    f"/reports/{EDITED}/versions/1/numbers/5",
    f"/reports/{EDITED}/versions/2?at=10-14",
    f"/reports/{EDITED}/changes/1-2",
    f"/reports/{HOSTILE}",
    "/indicators",
    f"/indicators/{INDICATOR}",
    f"/indicators/{INDICATOR}?year=all",
    "/indicators/hotline.resolution_rate",
    "/coverage",
    "/coverage?division=9901",
    "/coverage/990102",
    "/sources",
    "/search",
    f"/search?q={quote('行政复议')}",
    f"/search?q={quote('复议 -诉讼')}&year=2025&role=measures",
)
MOST_BYTES = 300_000


def soup(client: httpx.Client, path: str) -> BeautifulSoup:
    answer = client.get(path, follow_redirects=True)
    assert answer.status_code == 200, answer.text[:500]
    return BeautifulSoup(answer.text, "lxml")


@pytest.fixture(scope="module")
def followed() -> set[str]:
    """The links that were followed already, from whichever page."""
    return set()


@pytest.mark.parametrize("path", PAGES)
def test_a_page_is_small_forbids_scripts_and_links_only_to_pages_that_are_there(
    client: httpx.Client, followed: set[str], path: str
):
    answer = client.get(path)
    assert answer.status_code == 200
    assert len(answer.content) < MOST_BYTES
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert "script-src" not in answer.headers["content-security-policy"]
    assert answer.headers["x-content-type-options"] == "nosniff"
    page = BeautifulSoup(answer.text, "lxml")
    assert page.find_all(["script", "iframe", "object", "style"]) == []
    assert [
        one.name for one in page.find_all(True) if any(name == "style" or name[:2] == "on" for name in one.attrs)
    ] == []
    assert len(page.find_all("h1")) == 1
    assert page.title.text.strip()
    ids = [one["id"] for one in page.find_all(id=True)]
    assert len(ids) == len(set(ids))
    own = {urljoin(path, one["href"]) for one in page.find_all("a", href=True) if one["href"][:1] in "/?"}
    numbers = [link for link in own if "/numbers/" in link or "/sections/" in link]
    wanted = {link.partition("#")[0] for link in (own - set(numbers)) | set(numbers[:3])}
    for link in wanted - followed:
        followed.add(link)
        assert client.get(link, follow_redirects=True).status_code == 200, link


@pytest.mark.parametrize("path", PAGES)
def test_links_elsewhere_are_http_and_tell_nothing_of_where_they_were_followed(client: httpx.Client, path: str):
    for link in soup(client, path).find_all("a", href=True):
        if link["href"][:1] not in "/?#":
            assert urlsplit(link["href"]).scheme in {"http", "https"}
            assert {"noopener", "noreferrer", "nofollow"} <= set(link["rel"])


def test_home_tells_what_is_here(client: httpx.Client, browsed):
    page = soup(client, "/")
    with Reader.open(browsed.archive_url) as reader:
        ((count,),) = reader.run("SELECT COUNT(*) FROM report_current").rows
    assert page.select_one(".big").text.split()[0] == str(count)
    assert page.select_one("form[role=search] input[name=q]")
    assert "没有未解除的警报" in page.text


def test_every_number_of_every_version_leads_to_its_own_characters(client: httpx.Client, browsed):
    sql = "SELECT version_no, version_id FROM version_history WHERE report_id = :report"
    with Reader.open(browsed.archive_url) as reader:
        versions = reader.run(sql, {"report": EDITED}).rows
        assert len(versions) == 2
        for version_no, version_id in versions:
            numbers = reader.run(
                "SELECT m.seq, m.surface, m.value_text, substr(v.text, m.sentence_start + 1,"
                " m.sentence_end - m.sentence_start) FROM metric m JOIN report_version v ON v.version_id = m.version_id"
                " WHERE m.version_id = :id ORDER BY m.seq",
                {"id": version_id},
            ).rows
            assert len(numbers) > 40
            for seq, surface, value, sentence in numbers[::9]:
                page = soup(client, f"/reports/{EDITED}/versions/{version_no}/numbers/{seq}")
                assert page.select_one("#here").text == surface
                assert "".join(mark.text for mark in page.select(".text mark")) == sentence
                facts = {div.dt.text.split()[0]: div.dd.text.strip() for div in page.select(".facts dl div")}
                assert facts["数值"].replace("\u202f", "") == value
                assert len(facts["字节的"]) == 64


def test_the_edit_of_day_two_is_told_by_number_and_by_sentence(client: httpx.Client):
    page = soup(client, f"/reports/{EDITED}/changes/1-2")
    assert {one.text for one in page.find_all("del")} >= {"216件", "办理人大代表建议和政协提案216件,办复率100%。"}
    assert {one.text for one in page.find_all("ins")} >= {"218件", "办理人大代表建议和政协提案218件,办复率100%。"}
    assert "216件" in soup(client, f"/reports/{EDITED}/versions/1").select_one(".text").text
    assert "不是现行版本" in soup(client, f"/reports/{EDITED}/versions/1").text


def test_the_text_of_a_page_is_the_text_as_it_is_kept(client: httpx.Client, browsed):
    with Reader.open(browsed.archive_url) as reader:
        rows = reader.run("SELECT report_id, text FROM report_current WHERE division_code <> '990103'").rows
    assert len(rows) > 15
    for report_id, text in rows:
        # Not by BeautifulSoup, which makes a blank of a tab that stands alone.
        page = document_fromstring(client.get(f"/reports/{report_id}").text)
        shown = "".join(one.text_content() for one in page.xpath("//div[@class='text']/*"))
        assert shown == text.replace("\n", "")


def test_kept_bytes_are_plain_text_in_a_sandbox(client: httpx.Client, browsed):
    for report_id in (EDITED, HOSTILE):
        answer = client.get(f"/reports/{report_id}/versions/1/bytes")
        assert answer.headers["content-type"].startswith("text/plain; charset=")
        assert "sandbox" in answer.headers["content-security-policy"]
        with Reader.open(browsed.archive_url) as reader:
            sql = "SELECT body_sha256 FROM version_history WHERE report_id = :report AND version_no = 1"
            ((digest,),) = reader.run(sql, {"report": report_id}).rows
        assert answer.content == open_store(browsed.raw_location).get(digest)


def test_characters_are_marked_from_where_something_is_to_be_seen(client: httpx.Client, browsed):
    with Reader.open(browsed.archive_url) as reader:
        ((text,),) = reader.run("SELECT text FROM report_current WHERE report_id = :id", {"id": EDITED}).rows
    at = text.index("\n")
    page = soup(client, f"/reports/{EDITED}?at={at}-{at + 3}")
    assert page.select_one("#here").text == text[at + 1 : at + 3]


def test_search_leads_to_the_place(client: httpx.Client):
    page = soup(client, f"/search?q={quote('复议')}")
    hits = page.select(".hits li")
    assert len(hits) == 20
    for hit in hits[:5]:
        assert "复议" in {mark.text for mark in hit.find_all("mark")}
        assert soup(client, hit.a["href"]).select_one("#here").text == "复议"


def test_search_pages_go_on_where_the_last_one_ended(client: httpx.Client):
    page = soup(client, f"/search?q={quote('行政')}")
    following = soup(client, page.select_one("a[rel=next]")["href"])
    first, second = ([hit.a["href"] for hit in one.select(".hits li")] for one in (page, following))
    assert len(first) == 20
    assert second
    assert not set(first) & set(second)


def test_an_indicator_has_its_values_its_charts_and_its_csv(client: httpx.Client):
    page = soup(client, f"/indicators/{INDICATOR}?year=2025")
    images = [one["src"] for one in page.find_all("img")]
    assert len(images) == 2
    assert all(one["alt"] for one in page.find_all("img"))
    for image in images:
        answer = client.get(image)
        assert answer.headers["content-type"] == "image/svg+xml"
        assert "sandbox" in answer.headers["content-security-policy"]
        assert "河湾区" in answer.text
        assert "<script" not in answer.text
        assert client.get(image).content == answer.content
        assert re.findall(r'(?:href|src)="(?!#)', answer.text) == []
    table = client.get(page.select_one("a[download]")["href"])
    rows = list(csv.DictReader(io.StringIO(table.text)))
    assert {row["division_name"]: row["value_text"] for row in rows}["河湾区"] == "218"
    assert client.get(rows[0]["number"]).status_code == 200


def test_an_indicator_of_all_years_has_files_of_all_years(client: httpx.Client):
    page = soup(client, f"/indicators/{INDICATOR}?year=all")
    table = client.get(page.select_one("a[download]")["href"])
    years = {row["year"] for row in csv.DictReader(io.StringIO(table.text))}
    assert len(years) > 2
    bars = client.get(page.find_all("img")[1]["src"]).text
    assert {f"河湾区 {year}" for year in years} == set(re.findall(r"河湾区 \d{4}", bars))


def test_the_matrix_leads_to_the_evidence(client: httpx.Client):
    page = soup(client, "/coverage")
    late = page.select("td.late a")
    assert len(late) == 2
    path, _, fragment = late[0]["href"].partition("#")
    row = soup(client, path).find(id=fragment)
    assert "late" in row.text
    assert "published 2025-04-17" in row.text
    assert "17" in [cell.text for cell in row.find_all("td")]


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/reports/none-2020-annual", 404),
        (f"/reports/{EDITED}/versions/9", 404),
        (f"/reports/{EDITED}/versions/1/numbers/9999", 404),
        (f"/reports/{EDITED}/versions/1/sections/9.9", 404),
        (f"/reports/{EDITED}/versions/99999999999999999999", 400),
        (f"/reports/{EDITED}/versions/1?at=5-99999999", 400),
        (f"/reports/{EDITED}/versions/1?at=x", 400),
        (f"/reports/{EDITED}/versions/1?part=7", 404),
        (f"/reports/{EDITED}/changes/2-1", 400),
        ("/indicators/no.such", 404),
        ("/coverage/000000", 404),
        ("/search?q=%E3%80%82", 400),
        ("/search?q=a&year=x", 400),
        ("/reports/%3Cscript%3Ealert(1)%3C%2Fscript%3E", 404),
        ("/reports/%00%FF", 404),
    ],
)
def test_what_is_not_there_is_told_on_a_page_of_ours(client: httpx.Client, path: str, status: int):
    answer = client.get(path)
    assert answer.status_code == status
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert "<script>alert" not in answer.text


def test_only_reading_is_answered(client: httpx.Client):
    assert client.head("/").status_code == 200
    assert client.head("/").content == b""
    assert client.delete("/").status_code == 405


def test_a_place_in_a_report_moves_to_the_version_it_is_counted_in(client: httpx.Client):
    answer = client.get(f"/reports/{EDITED}?at=10-14")
    assert answer.headers["location"] == f"/reports/{EDITED}/versions/2?at=10-14"


def test_a_hostile_report_is_text_in_parts_that_fit(client: httpx.Client):
    page = soup(client, f"/reports/{HOSTILE}")
    assert "<script>alert('title')</script>" in page.h1.text
    assert page.find_all("script") == []
    assert page.select("main img, main svg") == []
    assert "javascript:" not in " ".join(one["href"] for one in page.find_all("a", href=True))
    parts = page.select("nav.pager a")
    assert len(parts) > 1
    shown = page.select_one(".text").text
    for part in parts:
        answer = client.get(part["href"])
        assert len(answer.content) < MOST_BYTES
        shown += BeautifulSoup(answer.text, "lxml").select_one(".text").text
    kept = "".join(line.replace("\u202e", "\ufffd").replace("\u202c", "\ufffd") for line in LINES)
    assert re.sub(r"\s", "", shown).endswith(re.sub(r"\s", "", kept))


@pytest.mark.parametrize("sign", ["\u202e", "\u2066", "\u200b", "\u0007", "\x1b"])
def test_what_is_typed_never_turns_or_hides_what_is_read(client: httpx.Client, sign: str):
    text = client.get("/search", params={"q": f"复议{sign}x"}).text
    assert sign not in text
