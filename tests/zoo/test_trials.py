"""Every trial is a healthy site until it is told to misbehave, and then does what it says, byte by byte."""

from __future__ import annotations

import gzip
import re
import socket
import time
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

import httpx
import pytest
from tests.zoo.trials import trials
from tests.zoo.truth import TrialTruth
from tests.zoo.zoo import Zoo

from reportarchive.model import Outcome

NAMES = [trial.name for trial in trials()]
OUTCOMES = {outcome.value for outcome in Outcome}


@pytest.fixture(scope="module")
def troubled(calm_zoo: Zoo):
    """The zoo with every trial misbehaving."""
    calm_zoo.misbehave(*NAMES)
    yield calm_zoo
    calm_zoo.calm()


def misbehaving(zoo: Zoo, name: str) -> TrialTruth:
    zoo.misbehave(name)  # counts its requests anew
    return zoo.truth.trials[name]


def target(trial: TrialTruth) -> str:
    return f"http://{trial.host}/robots.txt" if trial.at == "robots" else getattr(trial, trial.at)


def raw(url: str, *, wait: float = 5.0) -> bytes:
    """Return all bytes that a host says to one request, as far as the connection bears."""
    parts = urlsplit(url)
    said = b""
    with socket.create_connection((parts.hostname, parts.port), timeout=wait) as connection:
        connection.sendall(f"GET {parts.path} HTTP/1.1\r\nHost: zoo\r\nConnection: close\r\n\r\n".encode())
        while part := connection.recv(65536):
            said += part
    return said


@pytest.mark.parametrize("name", NAMES)
def test_a_trial_is_healthy_while_it_is_calm(name: str, zoo_at_rest: Zoo, client: httpx.Client):
    trial = zoo_at_rest.truth.trials[name]
    listing = client.get(trial.listing)
    assert len(re.findall(r'<li><a href="\./\d{6}/t\d{8}_\d+\.html"', listing.text)) == 3
    assert "法治政府建设情况报告如下" in client.get(trial.article).text
    assert "Disallow: /admin/" in client.get(f"http://{trial.host}/robots.txt").text


@pytest.fixture(scope="module")
def zoo_at_rest(calm_zoo: Zoo) -> Zoo:
    calm_zoo.calm()
    return calm_zoo


def test_outcomes_are_words_of_the_project_and_every_trial_is_told_apart():
    assert len(set(NAMES)) == len(NAMES) >= 40
    assert {outcome for trial in trials() for outcome in trial.outcomes} <= OUTCOMES
    assert len({trial.site.division for trial in trials()}) == len(NAMES)
    assert len({trial.site.name for trial in trials()}) == len(NAMES)


@pytest.mark.parametrize("trial", [one for one in trials() if one.trick == "status"], ids=lambda one: one.name)
def test_a_status_comes_as_often_as_it_says_and_then_the_page(trial, troubled: Zoo, client: httpx.Client):
    url = target(misbehaving(troubled, trial.name))
    answers = [client.get(url) for _ in range(3)]
    bad = trial.options["status"]
    if "times" in trial.options:
        assert [answer.status_code for answer in answers] == [bad, 200, 200]
        assert "政府" in answers[1].text
    else:
        assert [answer.status_code for answer in answers] == [bad] * 3
    for name, value in trial.options.get("headers", {}).items():
        assert answers[0].headers[name] == value


def test_walls_are_scripts_without_text(troubled: Zoo, client: httpx.Client):
    for name in ("wall-412", "challenge-521", "script-202", "script-200"):
        page = client.get(target(misbehaving(troubled, name))).text
        assert "<script" in page
        assert not re.search("[一-鿿]", page)


def test_soft_404_says_so_in_both_charsets(troubled: Zoo, client: httpx.Client):
    for name, charset in (("soft-404", "utf-8"), ("soft-404-gbk", "gb18030"), ("soft-404-listing", "utf-8")):
        answer = client.get(target(misbehaving(troubled, name)))
        assert answer.status_code == 200
        assert "页面不存在" in answer.content.decode(charset)
    assert b'charset="gb2312"' in client.get(troubled.truth.trials["soft-404-gbk"].url).content


def test_retry_after_as_a_date_lies_a_little_ahead(troubled: Zoo, client: httpx.Client):
    answer = client.get(target(misbehaving(troubled, "limited-date")))
    ahead = parsedate_to_datetime(answer.headers["retry-after"]).timestamp() - time.time()
    assert 0 < ahead <= 2


@pytest.mark.parametrize("name", ["slow-article", "slow-listing", "silent-article"])
def test_a_slow_host_outlasts_patience_and_notices_who_leaves(name: str, zoo: Zoo):
    trial = misbehaving(zoo, name)
    with pytest.raises(TimeoutError):
        raw(trial.url, wait=0.15)
    for _ in range(100):
        if zoo.log.of(trial.host)[0].left:
            break
        time.sleep(0.02)
    assert zoo.log.of(trial.host)[0].left


def test_connections_break_as_they_say(troubled: Zoo, client: httpx.Client):
    for name in ("reset-article", "reset-listing"):
        with pytest.raises(ConnectionResetError):
            raw(target(misbehaving(troubled, name)))
    chunked = raw(target(misbehaving(troubled, "truncated-chunks")))
    assert b"Transfer-Encoding: chunked" in chunked
    assert not chunked.endswith(b"0\r\n\r\n")
    head, _, body = raw(target(misbehaving(troubled, "wrong-length"))).partition(b"\r\n\r\n")
    assert 0 < len(body) < int(re.search(rb"Content-Length: (\d+)", head)[1])
    for name in ("truncated-chunks", "wrong-length"):
        with pytest.raises(httpx.RemoteProtocolError):
            client.get(target(misbehaving(troubled, name)))


def test_redirects_lead_where_they_say(troubled: Zoo, client: httpx.Client):
    def to(name: str) -> str:
        answer = client.get(target(misbehaving(troubled, name)))
        assert answer.status_code == 302
        return answer.headers["location"]

    trial = troubled.truth.trials["home-article"]
    assert to("home-article") == f"http://{trial.host}/"
    assert to("home-listing") == "/index.html"
    assert to("off-host").startswith(troubled.base("off") + "/zwgk/")
    assert to("private-ten") == "http://10.0.0.1/report.html"
    assert to("private-metadata").startswith("http://169.254.169.254/")
    assert to("private-mapped").startswith("http://[::ffff:127.0.0.1]:")
    url, seen = target(misbehaving(troubled, "loop")), []
    for _ in range(8):
        url = str(httpx.URL(url).join(client.get(url).headers["location"]))
        seen.append(url.rpartition("?")[2])
    assert seen == ["r=1", "r=2"] * 4


def test_bodies_are_too_large_by_far_but_cheap_to_serve(troubled: Zoo, client: httpx.Client):
    bomb = raw(target(misbehaving(troubled, "gzip-bomb"))).partition(b"\r\n\r\n")[2]
    assert len(bomb) < 500_000
    assert len(gzip.decompress(bomb)) > 50_000_000
    with client.stream("GET", target(misbehaving(troubled, "too-large"))) as answer:
        assert int(answer.headers["content-length"]) > 50_000_000
        assert len(next(answer.iter_bytes(1 << 20))) == 1 << 20


def test_pages_lose_what_they_say_they_lose(troubled: Zoo, client: httpx.Client):
    picture = client.get(target(misbehaving(troubled, "picture")))
    assert picture.content.startswith(b"\x89PNG")
    assert picture.headers["content-type"] == "text/html"
    assert client.get(target(misbehaving(troubled, "empty-body"))).content == b""
    bare = client.get(target(misbehaving(troubled, "template-article"))).text
    assert "TRS_Editor" not in bare
    assert "报告如下" not in bare
    gone = client.get(target(misbehaving(troubled, "template-listing"))).text
    assert "createPageHTML" not in gone
    empty = client.get(target(misbehaving(troubled, "empty-listing"))).text
    assert "createPageHTML(1, 0" in empty
    for page in (gone, empty):
        assert not re.search(r't\d{8}_\d+\.html" title', page)


def test_paging_has_no_end(troubled: Zoo, client: httpx.Client):
    def shown(url: str) -> set[str]:
        return set(re.findall(r'href="(\./[^"]+)"', client.get(url).text))

    trial = misbehaving(troubled, "endless-pages")
    pages = [shown(trial.listing), *(shown(f"{trial.listing}index_{k}.html") for k in (1, 2, 700))]
    assert [len(page) for page in pages] == [3, 12, 12, 12]
    assert len(set.union(*pages)) == 39
    repeating = misbehaving(troubled, "repeating-pages")
    assert shown(repeating.listing) == shown(f"{repeating.listing}index_41.html") != set()
    assert "createPageHTML(9999," in client.get(repeating.listing).text


def test_content_seems_to_change_or_changes_unseen(troubled: Zoo, client: httpx.Client):
    one, two = (client.get(url) for url in [target(misbehaving(troubled, "flapping"))] * 2)
    assert one.text != two.text
    assert re.sub(r"您是第.*?毫秒", "", one.text) == re.sub(r"您是第.*?毫秒", "", two.text)
    one, two = (client.get(url) for url in [target(misbehaving(troubled, "restless-tag"))] * 2)
    assert one.content == two.content
    assert one.headers["etag"] != two.headers["etag"]
    one, two = (client.get(url) for url in [target(misbehaving(troubled, "stuck-tag"))] * 2)
    assert one.headers["etag"] == two.headers["etag"]
    assert ("办复率100%" in one.text, "办复率97.5%" in two.text) == (True, True)


def test_rules_are_the_bytes_they_say(troubled: Zoo, client: httpx.Client):
    def rules(name: str) -> httpx.Response:
        return client.get(target(misbehaving(troubled, name)))

    assert "<html>" in rules("robots-page").text
    assert rules("robots-empty").content == b""
    assert rules("robots-mark").content.startswith(b"\xef\xbb\xbfUser-agent: *")
    assert "Crawl-delay: 1" in rules("robots-delay").text
    assert "/zwgk/fzzfjsbg/2025" in troubled.truth.trials["robots-mark"].article
