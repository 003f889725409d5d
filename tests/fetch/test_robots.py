"""What robots.txt allows, when it cannot be had, and the pause it asks for."""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from protego import Protego

from reportarchive.fetch.robots import MAX_BYTES, read_rules
from reportarchive.model import Hold, Outcome, Payload

if TYPE_CHECKING:
    from collections.abc import Iterator

    from conftest import MakeFetcher, Recorder, Server

BODY = "<html>报告</html>".encode()


def say(status: int, body: bytes, kind: str = "text/plain") -> bytes:
    head = f"HTTP/1.1 {status} Said\r\nContent-Length: {len(body)}\r\nContent-Type: {kind}\r\nConnection: close\r\n\r\n"
    return head.encode() + body


class Slots:
    """Remembers who was held for how long."""

    def __init__(self) -> None:
        self.held: list[tuple[str, float]] = []

    @contextmanager
    def hold(self, host: str, pause_seconds: float, owner: str) -> Iterator[Hold]:
        assert owner
        self.held.append((host, pause_seconds))
        yield Hold()


@pytest.mark.parametrize(
    ("robots", "outcome"),
    [
        (say(200, b"User-agent: *\nDisallow: /private/\n"), Outcome.OK),
        (say(200, b"User-agent: *\nDisallow: /a\n"), Outcome.ROBOTS_DENIED),
        (say(200, b"\xef\xbb\xbfUser-agent: *\r\nDisallow: /\r\n"), Outcome.ROBOTS_DENIED),
        (say(200, b"User-agent: reportarchive\nDisallow: /\n\nUser-agent: *\nAllow: /\n"), Outcome.ROBOTS_DENIED),
        (say(200, b"User-agent: other\nDisallow: /\n"), Outcome.OK),
        (say(200, b"Disallow: /\nUser-agent: *\n\xff\xfe\x00 junk"), Outcome.OK),
        (say(200, b""), Outcome.OK),
        (say(200, b"<html>Disallow: /</html>", "text/html"), Outcome.OK),
        (say(200, b"\n <!DOCTYPE html><p>User-agent: *\nDisallow: /</p>"), Outcome.OK),
        (say(404, b"no"), Outcome.OK),
        (say(403, b"no"), Outcome.OK),
        (say(412, b"<script>"), Outcome.OK),
        (say(500, b"oops"), Outcome.ROBOTS_DENIED),
        (say(503, b"oops"), Outcome.ROBOTS_DENIED),
        (say(429, b"slow"), Outcome.RATE_LIMITED),
        (say(521, b"<script>"), Outcome.BLOCKED_CHALLENGE),
        (say(200, b"User-agent: *\nDisallow: /a\n" + b"#" * 600_000), Outcome.ROBOTS_DENIED),
        (say(200, b"User-agent: *\nCrawl-delay: 86400\n"), Outcome.ROBOTS_DENIED),
        (say(200, b"User-agent: *\nCrawl-delay: inf\n"), Outcome.OK),
        (say(200, b"User-agent: *\nCrawl-delay: nan\n"), Outcome.OK),
        (say(200, b"User-agent: *\nCrawl-delay: -5\n"), Outcome.OK),
    ],
)
def test_robots(server: Server, make_fetcher: MakeFetcher, robots: bytes, outcome: Outcome) -> None:
    server.scripts |= {"/robots.txt": robots, "/a": say(200, BODY, "text/html")}
    got = make_fetcher(slots=Slots(), max_bytes=1_000_000).get(server.url("/a"), hosts=[server.host], purpose="article")
    assert got.outcome is outcome, got.evidence
    asked = ["/robots.txt", "/a"] if outcome is Outcome.OK else ["/robots.txt"]
    assert server.paths() == asked
    if outcome is not Outcome.OK:
        assert "robots.txt" in got.evidence
        assert (got.status, got.body) == (None, b"")


def test_robots_in_time_out_denies_for_now(server: Server, make_fetcher: MakeFetcher) -> None:
    server.scripts |= {"/robots.txt": lambda connection: connection.recv(1), "/a": say(200, BODY)}
    got = make_fetcher(timeout_seconds=0.2).get(server.url("/a"), hosts=[server.host], purpose="article")
    assert got.outcome is Outcome.ROBOTS_DENIED
    assert "no whole answer in time" in got.evidence


def test_robots_are_asked_once_per_host_and_told(server: Server, make_fetcher: MakeFetcher, recorder: Recorder) -> None:
    server.scripts |= {"/robots.txt": say(200, b"User-agent: *\nDisallow: /b\n"), "/a": say(200, BODY)}
    fetcher = make_fetcher()
    for path, outcome in (("/a", Outcome.OK), ("/b", Outcome.ROBOTS_DENIED), ("/a", Outcome.OK)):
        got = fetcher.get(server.url(path), hosts=[server.host], purpose="article")
        assert got.outcome is outcome
    assert server.paths() == ["/robots.txt", "/a", "/a"]
    assert [(purpose, told.url) for purpose, told in recorder.rows] == [("robots", server.url("/robots.txt"))]


@pytest.mark.parametrize(
    ("rules", "pause"),
    [
        (b"", 2.0),
        (b"User-agent: *\nCrawl-delay: 10\n", 10.0),
        (b"User-agent: *\nCrawl-delay: 1\n", 2.0),
        (b"User-agent: *\nRequest-rate: 1/30\n", 30.0),
    ],
)
def test_the_larger_pause_wins(server: Server, make_fetcher: MakeFetcher, rules: bytes, pause: float) -> None:
    server.scripts |= {"/robots.txt": say(200, rules), "/a": say(200, BODY)}
    slots = Slots()
    make_fetcher(slots=slots, pause_seconds=2.0).get(server.url("/a"), hosts=[server.host], purpose="article")
    assert slots.held == [(server.host, 2.0), (server.host, pause)]


def test_every_request_takes_a_slot_redirects_too(server: Server, make_fetcher: MakeFetcher) -> None:
    server.scripts |= {"/a": b"HTTP/1.1 302 Said\r\nLocation: /b\r\nContent-Length: 0\r\n\r\n", "/b": say(200, BODY)}
    slots = Slots()
    make_fetcher(slots=slots).get(server.url("/a"), hosts=[server.host], purpose="article")
    assert len(slots.held) == len(server.paths()) == 3


@pytest.mark.parametrize("end", [b"\n", b"\r"])
def test_a_rule_cut_by_the_limit_is_no_rule(server: Server, make_fetcher: MakeFetcher, end: bytes) -> None:
    """The limit falls right behind `Disallow: /`, which alone would forbid everything."""
    head, cut = b"User-agent: *" + end + b"Disallow: /b" + end, b"Disallow: /"
    filling = b"#" * (MAX_BYTES - len(head) - len(cut) - 1) + end
    server.scripts["/robots.txt"] = say(200, head + filling + b"Disallow: /secret/" + end)
    server.scripts["/a"] = say(200, BODY)
    fetcher = make_fetcher(max_bytes=1_000_000)
    got = [fetcher.get(server.url(path), hosts=[server.host], purpose="article").outcome for path in ("/a", "/b")]
    assert got == [Outcome.OK, Outcome.ROBOTS_DENIED]


def test_robots_redirected_off_the_host_is_no_robots(server: Server, make_fetcher: MakeFetcher) -> None:
    away = b"HTTP/1.1 302 Said\r\nLocation: http://other.example/\r\nContent-Length: 0\r\n\r\n"
    server.scripts |= {"/robots.txt": away, "/a": say(200, BODY)}
    got = make_fetcher().get(server.url("/a"), hosts=[server.host], purpose="article")
    assert got.outcome is Outcome.OK


# Rules in the forms that sites write them in; the decision for each address must be protego's own.
WRITTEN = [
    b"User-agent: *\nDisallow: /a/\nAllow: /a/b\n",
    b"\xef\xbb\xbfUser-agent: *\r\nDisallow: /a\r\n",
    b"User-agent: *\rDisallow: /a/\r",
    b"User-agent: *\nDisallow: /*.html$\nAllow: /a/*.html$",
    b"User-agent: Baiduspider\nDisallow: /\n\nUser-agent: *\nDisallow:\n",
    b"User-agent: reportarchive\nDisallow: /a/\nUser-agent: *\nAllow: /a/\n",
    b"# all\nuser-agent: *   # everybody\ndisallow: /a/b # the folder\nCrawl-delay: 5\n",
    b"User-agent: *\nDisallow: /\xd5\xfe\xb8\xae/\nDisallow: /b",
    "User-agent: *\nDisallow: /政务/\nDisallow: /%E5%85%AC%E5%BC%80/\n".encode(),
    b"Disallow: /a/\n",
    b"",
    b"<!DOCTYPE html><html><body>404</body></html>",
    b"User-agent: *\nRequest-rate: 1/5\nDisallow: /a/b\nCrawl-delay: x\n",
    b"User-agent: a\nUser-agent: reportarchive\nDisallow: /b\n\nUser-agent: *\nDisallow: /a\n",
    b"User-agent: *\nDisallow: /a\n" + b"# filling\n" * 60_000 + b"Disallow: /b\n",
    b"User-agent: *\nDisallow: /a?page=\nSitemap: https://www.example.org/map.xml",
]
PATHS = [
    "/",
    "/a",
    "/a/",
    "/a/b",
    "/a/b/c.html",
    "/a/x.html",
    "/a/x.html?page=2",
    "/a?page=2",
    "/b",
    "/B",
    "/政务/1.html",
]
PATHS += [
    "/%E6%94%BF%E5%8A%A1/1.html",
    "/公开/",
    "/wp-admin/admin-ajax.php",
    "/wp-admin/",
    "/search?q=1",
    "/index.html",
]
SAMPLES = sorted(Path("../shared/samples/robots").glob("*.txt"))


ABSENT = pytest.param(b"", marks=pytest.mark.skip(reason="the sample robots.txt files are not beside the repository"))


@pytest.mark.parametrize("written", [*WRITTEN, *([path.read_bytes() for path in SAMPLES] or [ABSENT])])
def test_decisions_are_protegos(written: bytes) -> None:
    answer = Payload("", "", Outcome.OK, 200, (("Content-Type", "text/plain"),), written, (), "", 0.1)
    rules, own = read_rules(answer), Protego.parse(written.decode("utf-8-sig", "replace"))
    urls = [f"https://www.example.gov.cn{path}" for path in PATHS]
    assert [rules.check(url) is None for url in urls] == [own.can_fetch(url, "reportarchive") for url in urls]


def test_the_rules_tell_the_cases_apart() -> None:
    """Return to the table above: it would prove nothing if every address were allowed everywhere."""
    decided = set()
    for written in WRITTEN:
        own = Protego.parse(written.decode("utf-8-sig", "replace"))
        decided.add(tuple(own.can_fetch(f"https://www.example.gov.cn{path}", "reportarchive") for path in PATHS))
    assert len(decided) >= len(WRITTEN) - 6  # some allow everything, each for a reason of its own
    assert any(not all(row) for row in decided)
