"""The zoo as a whole: phases, validators, truth, source file, and the log that proves politeness."""

from __future__ import annotations

import re
import socket
import threading
import tomllib
from collections import Counter
from urllib.parse import urlsplit

import httpx
import pytest
from tests.zoo.many import many_sites
from tests.zoo.trials import trials
from tests.zoo.zoo import Zoo, open_zoo


def test_every_address_of_the_truth_is_served(calm_zoo: Zoo, client: httpx.Client):
    truth = calm_zoo.truth
    pages = [url for report in truth.reports for url in (report.url, *report.twins)]
    pages += [one.url for one in truth.look_alikes if one.why != "furniture"]
    assert [url for url in pages if client.get(url).status_code != 200] == []
    assert len(set(pages)) == len(pages)


def test_reports_are_told_apart_by_issuer_kind_and_year(calm_zoo: Zoo):
    truth = calm_zoo.truth
    assert len(truth.reports) >= 70
    told = Counter((report.issuer, report.kind, report.year) for report in truth.reports)
    assert max(told.values()) == 1
    assert {report.kind for report in truth.reports} == {"annual", "half_year", "multi_year", "npc_report"}
    reports = {url for report in truth.reports for url in (report.url, *report.twins)}
    assert reports & {one.url for one in truth.look_alikes} == set()
    assert {one.decision for one in truth.look_alikes} == {"refuse", "needs_review"}


def test_a_report_names_its_year_where_a_reader_finds_it(calm_zoo: Zoo, client: httpx.Client):
    for report in calm_zoo.truth.reports:
        page = client.get(report.url).content
        text = page.decode("gb18030" if b"gb2312" in page[:400] else "utf-8")
        assert f"{report.year}年" in text


def test_the_source_file_holds_every_source_and_every_division(calm_zoo: Zoo):
    file = tomllib.loads(calm_zoo.sources_toml())
    ids = [source["id"] for source in file["source"]]
    assert set(calm_zoo.truth.sources) | {trial.site.id for trial in trials()} == set(ids)
    assert len(ids) == len(set(ids))
    codes = {division["code"] for division in file["division"]}
    assert {source["division"] for source in file["source"]} <= codes
    assert all(code.startswith("99") for code in codes)
    assert all(source["verified"] for source in file["source"])
    assert [source["id"] for source in file["source"] if source.get("index")] == ["zoo-lanchuan-index"]
    named = tomllib.loads(calm_zoo.sources_toml("zoo-luyu"))
    assert [source["id"] for source in named["source"]] == ["zoo-luyu"]


@pytest.mark.parametrize("header", ["If-None-Match", "If-Modified-Since"])
def test_validators_are_honoured_on_listing_and_article(header: str, zoo: Zoo, client: httpx.Client):
    by_year = {report.year: report for report in zoo.truth.reports_of("zoo-longxi")}
    edited, kept = by_year[2023], by_year[2021]
    listing = zoo.base("longxi") + "/zwgk/fzzfjsbg/"
    gives = {"If-None-Match": "etag", "If-Modified-Since": "last-modified"}[header]
    known = {url: client.get(url).headers[gives] for url in (listing, edited.url, kept.url)}
    again = {url: client.get(url, headers={header: value}) for url, value in known.items()}
    assert [(answer.status_code, answer.content) for answer in again.values()] == [(304, b"")] * 3
    zoo.turn(2)
    changed = [client.get(url, headers={header: value}).status_code for url, value in known.items()]
    assert changed == [200, 200, 304]
    stale = {"If-None-Match": '"other"', "If-Modified-Since": "Mon, 01 Jan 2001 00:00:00 GMT"}[header]
    assert client.get(kept.url, headers={header: stale}).status_code == 200


def test_time_edits_moves_deletes_uploads_again_and_adds(zoo: Zoo, client: httpx.Client):
    before = {report.year: report for report in zoo.truth.reports_of("zoo-longxi")}
    pages = {year: client.get(report.url).text for year, report in before.items()}
    zoo.turn(2)
    after = {report.year: report for report in zoo.truth.reports_of("zoo-longxi")}
    column = zoo.base("longxi") + "/zwgk/fzzfjsbg/"
    shown = "".join(client.get(column + page).text for page in ("", "index_1.html", "index_2.html"))

    assert sorted(before) == [2019, 2020, 2021, 2022, 2023]
    assert sorted(after) == [2019, 2020, 2021, 2022, 2023, 2024]
    assert client.get(after[2023].url).text == pages[2023].replace("办复率100%", "办复率98.6%") != pages[2023]
    assert after[2022].former == before[2022].url
    assert client.get(before[2022].url).status_code == 404
    assert client.get(after[2022].url).text == pages[2022]
    assert urlsplit(after[2022].url).path in shown
    assert [client.get(before[year].url).status_code for year in (2020, 2019)] == [404, 410]
    assert [after[year].state for year in (2020, 2019, 2021)] == ["left", "left", "listed"]
    (again,) = after[2021].twins
    assert again != after[2021].url
    assert client.get(again).status_code == client.get(after[2021].url).status_code == 200
    assert [urlsplit(url).path.rpartition("/")[2] in shown for url in (again, after[2021].url)] == [True, True]
    assert urlsplit(before[2020].url).path.rpartition("/")[2] not in shown
    zoo.turn(1)
    assert client.get(before[2020].url).text == pages[2020]


def test_unknown_names_and_phases_are_refused(calm_zoo: Zoo):
    with pytest.raises(ValueError, match="no such trials"):
        calm_zoo.misbehave("slow-articel")
    with pytest.raises(ValueError, match="no phase 3"):
        calm_zoo.turn(3)


def test_the_log_tells_requests_in_order_with_what_was_said(zoo: Zoo, client: httpx.Client):
    host = zoo.addresses["longxi"]
    client.get(f"http://{host}/robots.txt", headers={"User-Agent": "a polite one"})
    client.get(f"http://{host}/zwgk/fzzfjsbg/?a=1")
    client.head(f"http://{host}/nothing")
    client.post(f"http://{zoo.addresses['fengjin']}/module/web/jpage/dataproxy.jsp", data={"columnid": "1"})
    assert [(one.method, one.target, one.status) for one in zoo.log.of(host)] == [
        ("GET", "/robots.txt", 200),
        ("GET", "/zwgk/fzzfjsbg/?a=1", 200),
        ("HEAD", "/nothing", 404),
    ]
    assert zoo.log.of(host)[0].headers["user-agent"] == "a polite one"
    assert zoo.log.hosts() == [host, zoo.addresses["fengjin"]]
    assert zoo.log.requests[-1].body == b"columnid=1"
    assert zoo.log.asked_before_robots(host) == []
    assert zoo.log.asked_before_robots(zoo.addresses["fengjin"]) == ["/module/web/jpage/dataproxy.jsp"]
    assert zoo.log.most_in_flight(host) == zoo.log.most_in_flight() == 1
    assert len(zoo.log.pauses(host)) == 2
    assert all(pause >= 0 for pause in zoo.log.pauses(host))
    zoo.log.clear()
    assert zoo.log.hosts() == []


def test_the_log_tells_requests_at_once_from_requests_in_turn():
    with open_zoo(think_seconds=0.3) as zoo:
        host, other = zoo.addresses["longxi"], zoo.addresses["luyu"]
        threads = [threading.Thread(target=httpx.get, args=(f"http://{one}/",), kwargs={"trust_env": False})
                   for one in (host, host, other)]  # fmt: skip
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert (zoo.log.most_in_flight(host), zoo.log.most_in_flight(other), zoo.log.most_in_flight()) == (2, 1, 3)
        assert min(zoo.log.pauses(host)) < 0


NO_REQUESTS = (
    b"\x16\x03\x01garbage\r\n\r\n",
    b"GET\r\n\r\n",
    b"GET / HTTP/1.1\r\nContent-Length: 99999999\r\n\r\n",
    b"a" * 70_000,
)


def test_what_is_no_request_is_dropped(calm_zoo: Zoo):
    for nonsense in NO_REQUESTS:
        host, port = calm_zoo.addresses["luyu"].split(":")
        with socket.create_connection((host, int(port)), timeout=5) as connection:
            connection.sendall(nonsense)
            try:
                assert connection.recv(100) == b""
            except ConnectionResetError:
                continue


def test_many_sites_serve_from_a_process_of_their_own(tmp_path, client: httpx.Client):
    with many_sites(30, 4, tmp_path / "many.toml") as running:
        file = tomllib.loads((tmp_path / "many.toml").read_text(encoding="utf-8"))
        listings = [source["listings"][0] for source in file["source"]]
        assert (running.served.reports, len(set(listings))) == (120, 30)
        assert len({division["name"] for division in file["division"]}) == 31
        client.get(httpx.URL(listings[0]).join("/robots.txt"))
        links = re.findall(r'<li><a href="(\./[^"]+)"', client.get(listings[0]).text)
        bodies = [client.get(httpx.URL(listings[0]).join(link)) for link in links]
        assert [answer.status_code for answer in bodies] == [200] * 4
        assert all(20_000 <= len(answer.content) <= 60_000 for answer in bodies)
        assert len({answer.content for answer in bodies}) == 4
        client.get(listings[1])
        measured = running.stop()
    assert (measured.requests, measured.hosts, measured.most_in_flight_at_a_host) == (7, 2, 1)
    assert measured.asked_before_robots == 1
