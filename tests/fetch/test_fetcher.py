"""What a request can end in, each against a real server on loopback."""

from __future__ import annotations

import gzip
import socket
import struct
import zlib
from typing import TYPE_CHECKING

import pytest

from reportarchive.errors import FetchRefused
from reportarchive.model import Outcome

if TYPE_CHECKING:
    from conftest import MakeFetcher, Recorder, Server

BODY = "<html><body>法治政府建设情况报告</body></html>".encode()
SCRIPT = b"<html><script>document.cookie='a=1';location.reload()</script></html>"


def say(status: int, body: bytes = b"", *headers: str) -> bytes:
    lines = [f"HTTP/1.1 {status} Said", f"Content-Length: {len(body)}", "Connection: close", *headers]
    return "\r\n".join([*lines, "", ""]).encode() + body


def html(body: bytes, *headers: str) -> bytes:
    return say(200, body, "Content-Type: text/html", *headers)


def test_bytes_headers_and_times_are_kept_as_received(server: Server, make_fetcher: MakeFetcher) -> None:
    body = b"\xff\xfe\x00 not \x81 text \r\n"
    server.scripts["/a.html"] = html(body, "X-One: 1", "X-One: 2")
    got = make_fetcher().get(server.url("/a.html"), hosts=[server.host], purpose="article")
    assert (got.outcome, got.status, got.body) == (Outcome.OK, 200, body)
    assert [value for name, value in got.headers if name.lower() == "x-one"] == ["1", "2"]
    assert got.requested_at == "2024-03-28T02:00:00Z"
    assert got.url == got.final_url == server.url("/a.html")
    assert got.redirects == ()


def test_request_names_the_contact_and_the_host(server: Server, make_fetcher: MakeFetcher) -> None:
    server.scripts["/a"] = html(BODY)
    make_fetcher().get(server.url("/a"), hosts=[server.host], purpose="article")
    head = server.requests[-1].lower()
    assert "user-agent: reportarchive/0.1 (+tests@example.org)" in head
    assert f"host: {server.host}" in head


@pytest.mark.parametrize(
    ("script", "outcome"),
    [
        (say(404, b"gone fishing"), Outcome.NOT_FOUND),
        (say(410, b"gone"), Outcome.GONE),
        (say(412, SCRIPT, "Set-Cookie: wall=1"), Outcome.BLOCKED_CHALLENGE),
        (say(521, SCRIPT), Outcome.BLOCKED_CHALLENGE),
        (say(202, SCRIPT, "Content-Type: text/html"), Outcome.BLOCKED_CHALLENGE),
        (say(403, b"forbidden"), Outcome.BLOCKED_CHALLENGE),
        (html(SCRIPT), Outcome.BLOCKED_CHALLENGE),
        (html(BODY + SCRIPT + "正文".encode() * 200), Outcome.OK),
        (say(429, b"slow down", "Retry-After: 120"), Outcome.RATE_LIMITED),
        (say(500, b"oops"), Outcome.SERVER_ERROR),
        (say(503, b"later"), Outcome.SERVER_ERROR),
        (say(400, b"what"), Outcome.SERVER_ERROR),
        (say(302, b""), Outcome.SERVER_ERROR),
        (html(b""), Outcome.EMPTY),
        (html(b" \r\n\t "), Outcome.EMPTY),
        (say(204), Outcome.EMPTY),
        (say(200, b"\x89PNG\r\n\x1a\n0000", "Content-Type: image/png"), Outcome.WRONG_TYPE),
        (html(b"\x89PNG\r\n\x1a\n0000"), Outcome.WRONG_TYPE),
        (html(BODY, "Content-Encoding: br"), Outcome.WRONG_TYPE),
        (html(b"not gzip at all", "Content-Encoding: gzip"), Outcome.WRONG_TYPE),
        (html(gzip.compress(BODY, mtime=0)[:-9], "Content-Encoding: gzip"), Outcome.UNREACHABLE),
        (b"SSH-2.0-OpenSSH_9.6\r\n", Outcome.UNREACHABLE),
        (b"", Outcome.UNREACHABLE),
        (html(BODY)[:-5], Outcome.UNREACHABLE),
        (html(b"x" * 100_001), Outcome.TOO_LARGE),
        (html(b"x" * 100_000), Outcome.OK),
    ],
)
def test_outcome(server: Server, make_fetcher: MakeFetcher, script: bytes, outcome: Outcome) -> None:
    server.scripts["/a"] = script
    got = make_fetcher().get(server.url("/a"), hosts=[server.host], purpose="article")
    assert got.outcome is outcome, got.evidence
    assert got.evidence
    if outcome is Outcome.TOO_LARGE:
        assert got.body == b""


def test_a_wall_keeps_what_it_showed_and_gets_no_cookie_back(server: Server, make_fetcher: MakeFetcher) -> None:
    server.scripts["/a"] = say(412, SCRIPT, "Set-Cookie: wall=1; Path=/")
    fetcher = make_fetcher()
    got = fetcher.get(server.url("/a"), hosts=[server.host], purpose="article")
    assert got.body == SCRIPT
    assert "status 412 with a script" in got.evidence
    fetcher.get(server.url("/a"), hosts=[server.host], purpose="article")
    assert not any("cookie:" in head.lower() for head in server.requests)


def test_a_listing_must_be_text_but_an_article_may_be_a_file(server: Server, make_fetcher: MakeFetcher) -> None:
    server.scripts["/a.pdf"] = say(200, b"%PDF-1.7 ...", "Content-Type: application/pdf")
    fetcher = make_fetcher()
    assert fetcher.get(server.url("/a.pdf"), hosts=[server.host], purpose="article").outcome is Outcome.OK
    assert fetcher.get(server.url("/a.pdf"), hosts=[server.host], purpose="listing").outcome is Outcome.WRONG_TYPE


@pytest.mark.parametrize(
    ("coding", "packed"),
    [
        ("gzip", gzip.compress(BODY, mtime=0)),
        ("gzip", gzip.compress(BODY[:9], mtime=0) + gzip.compress(BODY[9:], mtime=0)),
        ("deflate", zlib.compress(BODY)),
        ("deflate", zlib.compress(BODY)[2:-4]),
        ("identity", BODY),
    ],
)
def test_content_coding_is_undone(server: Server, make_fetcher: MakeFetcher, coding: str, packed: bytes) -> None:
    server.scripts["/a"] = html(packed, f"Content-Encoding: {coding}")
    got = make_fetcher().get(server.url("/a"), hosts=[server.host], purpose="article")
    assert (got.outcome, got.body) == (Outcome.OK, BODY)


def test_gzip_bomb_is_stopped(server: Server, make_fetcher: MakeFetcher) -> None:
    bomb = gzip.compress(b"\0" * 40_000_000, 9, mtime=0)
    server.scripts["/a"] = html(bomb, "Content-Encoding: gzip")
    got = make_fetcher().get(server.url("/a"), hosts=[server.host], purpose="article")
    assert (got.outcome, got.body) == (Outcome.TOO_LARGE, b"")


def silent(connection: socket.socket) -> None:
    connection.recv(1)  # until the other side gives up


def dripping_head(connection: socket.socket) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\nX: ")
    drip(connection)


def dripping_body(connection: socket.socket) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 99999\r\n\r\n")
    drip(connection)


def drip(connection: socket.socket) -> None:
    connection.settimeout(0.02)
    while True:
        connection.sendall(b"x")
        try:
            if connection.recv(1) == b"":
                return
        except TimeoutError:
            continue


@pytest.mark.parametrize("script", [silent, dripping_head, dripping_body])
def test_a_slow_server_is_cut_off(server: Server, make_fetcher: MakeFetcher, script: object) -> None:
    server.scripts["/a"] = script  # type: ignore[assignment]
    got = make_fetcher(timeout_seconds=0.3).get(server.url("/a"), hosts=[server.host], purpose="article")
    assert (got.outcome, got.body) == (Outcome.TIMEOUT, b"")


def reset(connection: socket.socket) -> None:
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def test_a_reset_is_unreachable(server: Server, make_fetcher: MakeFetcher) -> None:
    server.scripts["/a"] = reset
    got = make_fetcher().get(server.url("/a"), hosts=[server.host], purpose="article")
    assert (got.outcome, got.status) == (Outcome.UNREACHABLE, None)


def test_redirects_are_followed_and_each_request_is_told(
    server: Server, make_fetcher: MakeFetcher, recorder: Recorder
) -> None:
    server.scripts["/a"] = say(301, b"", "Location: /b?x=1")
    server.scripts["/b?x=1"] = say(302, b"", f"Location: {server.url('/c')}")
    server.scripts["/c"] = html(BODY)
    got = make_fetcher().get(server.url("/a"), hosts=[server.host], purpose="article")
    assert (got.outcome, got.body, got.url, got.final_url) == (
        Outcome.OK,
        BODY,
        server.url("/a"),
        server.url("/c"),
    )
    assert got.redirects == (server.url("/b?x=1"), server.url("/c"))
    assert server.paths() == ["/robots.txt", "/a", "/b?x=1", "/c"]
    assert [(purpose, told.url, told.status, told.outcome) for purpose, told in recorder.rows] == [
        ("robots", server.url("/robots.txt"), 404, Outcome.NOT_FOUND),
        ("redirect", server.url("/a"), 301, Outcome.OK),
        ("redirect", server.url("/b?x=1"), 302, Outcome.OK),
    ]


@pytest.mark.parametrize(
    ("location", "outcome"),
    [
        ("http://other.example/b", Outcome.OFF_HOST),
        ("//other.example/b", Outcome.OFF_HOST),
        ("http://10.0.0.1/b", Outcome.OFF_HOST),
        ("http://listed-but-private.example/b", Outcome.ADDRESS_REFUSED),
        ("http://169.254.169.254/latest/meta-data", Outcome.ADDRESS_REFUSED),
        ("http://[::ffff:10.0.0.1]/", Outcome.ADDRESS_REFUSED),
        ("file:///etc/passwd", Outcome.ADDRESS_REFUSED),
        ("ftp://listed-but-private.example/b", Outcome.ADDRESS_REFUSED),
        ("http://user:word@127.0.0.1/", Outcome.ADDRESS_REFUSED),
        ("http://[bad/", Outcome.OFF_HOST),
    ],
)
def test_a_redirect_is_checked_like_an_address(
    server: Server, make_fetcher: MakeFetcher, location: str, outcome: Outcome
) -> None:
    server.scripts["/a"] = say(302, b"", f"Location: {location}")
    fetcher = make_fetcher(resolver=lambda host, _: ["10.1.2.3"] if host.endswith("private.example") else [host])
    hosts = [server.host, "listed-but-private.example", "169.254.169.254", "[::ffff:10.0.0.1]"]
    got = fetcher.get(server.url("/a"), hosts=hosts, purpose="article")
    assert (got.outcome, got.status, got.body) == (outcome, 302, b""), got.evidence
    assert server.paths() == ["/robots.txt", "/a"]


def test_endless_redirects_end(server: Server, make_fetcher: MakeFetcher) -> None:
    server.scripts |= {f"/{step}": say(302, b"", f"Location: /{step + 1}") for step in range(20)}
    got = make_fetcher().get(server.url("/0"), hosts=[server.host], purpose="article")
    assert (got.outcome, got.evidence) == (Outcome.SERVER_ERROR, "more than 5 redirects")


def test_a_circle_of_redirects_is_told(server: Server, make_fetcher: MakeFetcher) -> None:
    server.scripts |= {"/a": say(302, b"", "Location: /b"), "/b": say(301, b"", "Location: /a")}
    got = make_fetcher().get(server.url("/a"), hosts=[server.host], purpose="article")
    assert got.outcome is Outcome.SERVER_ERROR
    assert got.evidence == f"redirected in a circle, back to {server.url('/a')}"


def test_a_redirect_into_a_forbidden_folder_is_not_followed(server: Server, make_fetcher: MakeFetcher) -> None:
    server.scripts["/robots.txt"] = say(200, b"User-agent: *\nDisallow: /secret/\n", "Content-Type: text/plain")
    server.scripts["/a"] = say(302, b"", "Location: /secret/b")
    got = make_fetcher().get(server.url("/a"), hosts=[server.host], purpose="article")
    assert got.outcome is Outcome.ROBOTS_DENIED
    assert server.paths() == ["/robots.txt", "/a"]


def test_nothing_leaves_without_a_contact(make_fetcher: MakeFetcher) -> None:
    asked: list[str] = []

    def resolver(host: str, port: int) -> list[str]:
        asked.append(host)
        return ["93.184.216.34"]

    fetcher = make_fetcher(user_agent="reportarchive/0.1", resolver=resolver)
    with pytest.raises(FetchRefused, match="REPORTARCHIVE_CONTACT"):
        fetcher.get("https://www.example.gov.cn/", hosts=["www.example.gov.cn"], purpose="listing")
    assert asked == []


def test_loopback_needs_no_contact_but_its_own_permission(server: Server, make_fetcher: MakeFetcher) -> None:
    server.scripts["/a"] = html(BODY)
    got = make_fetcher(user_agent="reportarchive/0.1").get(server.url("/a"), hosts=[server.host], purpose="article")
    assert got.outcome is Outcome.OK
    seen = len(server.requests)
    got = make_fetcher(allow_loopback=False).get(server.url("/a"), hosts=[server.host], purpose="article")
    assert (got.outcome, got.status) == (Outcome.ADDRESS_REFUSED, None)
    assert len(server.requests) == seen


def test_the_connection_goes_to_the_address_that_was_checked(server: Server, make_fetcher: MakeFetcher) -> None:
    """A name that changes its address between check and connection (rebinding) gains nothing."""
    answers = iter([["127.0.0.1"], ["127.0.0.1"], ["10.0.0.1"]])
    server.scripts["/a"] = html(BODY)
    fetcher = make_fetcher(resolver=lambda *_: next(answers))
    host = f"www.example.gov.cn:{server.port}"
    assert fetcher.get(f"http://{host}/a", hosts=[host], purpose="article").body == BODY
    assert f"Host: {host}" in server.requests[-1]
    assert fetcher.get(f"http://{host}/a", hosts=[host], purpose="article").outcome is Outcome.ADDRESS_REFUSED


def test_the_next_address_is_tried_when_one_does_not_connect(server: Server, make_fetcher: MakeFetcher) -> None:
    server.scripts["/a"] = html(BODY)
    fetcher = make_fetcher(resolver=lambda *_: ["127.0.0.2", "127.0.0.1"])
    host = f"www.example.gov.cn:{server.port}"
    assert fetcher.get(f"http://{host}/a", hosts=[host], purpose="article").outcome is Outcome.OK


def test_an_unknown_name_is_unreachable(make_fetcher: MakeFetcher) -> None:
    def resolver(host: str, port: int) -> list[str]:
        raise socket.gaierror(-2, "Name or service not known")

    got = make_fetcher(resolver=resolver).get("http://nowhere.example/", hosts=["nowhere.example"], purpose="listing")
    assert got.outcome is Outcome.UNREACHABLE


def test_proxy_variables_are_ignored(
    server: Server, make_fetcher: MakeFetcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    monkeypatch.setenv("no_proxy", "")
    server.scripts["/a"] = html(BODY)
    assert make_fetcher().get(server.url("/a"), hosts=[server.host], purpose="article").outcome is Outcome.OK


@pytest.mark.parametrize("proxy", ["socks5://127.0.0.1:9", "127.0.0.1:9", "http://", "http://a b/"])
def test_a_proxy_that_cannot_be_is_refused_at_once(make_fetcher: MakeFetcher, proxy: str) -> None:
    with pytest.raises(FetchRefused, match="REPORTARCHIVE_PROXY_URL"):
        make_fetcher(proxy_url=proxy)


def test_a_given_proxy_is_asked(server: Server, make_fetcher: MakeFetcher) -> None:
    url = "http://www.example.gov.cn/a"
    server.scripts[url] = html(BODY)
    fetcher = make_fetcher(proxy_url=f"http://{server.host}", resolver=lambda *_: ["93.184.216.34"])
    assert fetcher.get(url, hosts=["www.example.gov.cn"], purpose="article").body == BODY
    assert server.paths() == ["http://www.example.gov.cn/robots.txt", url]
