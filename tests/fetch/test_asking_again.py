"""Asking again: what may pass, hosts that rest, pages asked for only if they are others, forms."""

from __future__ import annotations

import socket
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import TYPE_CHECKING

import pytest

from reportarchive.fetch import LocalSlots, is_site_wall, validators_of
from reportarchive.fetch.trying import retry_after
from reportarchive.model import Outcome, Validators

if TYPE_CHECKING:
    from conftest import MakeFetcher, Recorder, Server

PAGE = "<html><body>法治政府建设情况报告</body></html>".encode()
WALL = b"<html><script>document.cookie='a=1';location.reload()</script></html>"


def say(status: int, body: bytes = b"", *headers: str) -> bytes:
    lines = [f"HTTP/1.1 {status} Said", f"Content-Length: {len(body)}", "Connection: close", *headers]
    return "\r\n".join([*lines, "", ""]).encode() + body


def in_turn(*answers: bytes):
    """Return a script that gives the answers one after the other, and the last one from then on."""
    left = list(answers)

    def answer(connection: socket.socket) -> None:
        connection.sendall(left.pop(0) if len(left) > 1 else left[0])

    return answer


OK = say(200, PAGE, "Content-Type: text/html")


@pytest.mark.parametrize(
    ("first", "outcome", "requests"),
    [
        (say(503, b"later"), Outcome.OK, 2),
        (say(500, b"oops"), Outcome.OK, 2),
        (say(429, b"slow down", "Retry-After: 0"), Outcome.OK, 2),
        (b"", Outcome.OK, 2),
        (OK[:-5], Outcome.OK, 2),
        (say(501, b"never"), Outcome.SERVER_ERROR, 1),
        (say(404, b"no"), Outcome.NOT_FOUND, 1),
        (say(410, b"no"), Outcome.GONE, 1),
        (say(403, b"no"), Outcome.BLOCKED_CHALLENGE, 1),
        (say(412, WALL), Outcome.BLOCKED_CHALLENGE, 1),
        (say(200, b"\x89PNG\r\n\x1a\n0000"), Outcome.WRONG_TYPE, 1),
        (say(200, b" "), Outcome.EMPTY, 1),
        (say(200, b"x" * 100_001), Outcome.TOO_LARGE, 1),
    ],
)
def test_only_what_may_pass_is_tried_again(
    server: Server, make_fetcher: MakeFetcher, recorder: Recorder, first: bytes, outcome: Outcome, requests: int
) -> None:
    server.scripts["/a"] = in_turn(first, OK)
    got = make_fetcher(tries=3).get(server.url("/a"), hosts=[server.host], purpose="article")
    assert (got.outcome, server.paths().count("/a")) == (outcome, requests)
    assert [purpose for purpose, _ in recorder.rows if purpose == "retry"] == ["retry"] * (requests - 1)


def test_tries_end(server: Server, make_fetcher: MakeFetcher, recorder: Recorder) -> None:
    server.scripts["/a"] = say(503, b"later")
    got = make_fetcher(tries=3).get(server.url("/a"), hosts=[server.host], purpose="article")
    assert (got.outcome, server.paths().count("/a")) == (Outcome.SERVER_ERROR, 3)
    assert [row.outcome for purpose, row in recorder.rows if purpose == "retry"] == [Outcome.SERVER_ERROR] * 2


def test_a_name_that_is_not_known_is_asked_for_once(make_fetcher: MakeFetcher, recorder: Recorder) -> None:
    def unknown(host: str, port: int) -> list[str]:
        raise OSError(f"no {host}:{port}")

    got = make_fetcher(tries=3, resolver=unknown).get("http://no.example/", hosts=["no.example"], purpose="article")
    assert (got.outcome, recorder.rows) == (Outcome.UNREACHABLE, [])


def test_the_host_rests_as_long_as_it_asks(server: Server, make_fetcher: MakeFetcher) -> None:
    rests: list[float] = []
    server.scripts["/a"] = in_turn(say(429, b"slow down", "Retry-After: 7"), OK)
    fetcher = make_fetcher(tries=2, slots=LocalSlots(rests.append))
    assert fetcher.get(server.url("/a"), hosts=[server.host], purpose="article").outcome is Outcome.OK
    assert [round(rest) for rest in rests if rest > 1] == [7]


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        (say(429, b"slow down", "Retry-After: 3600"), Outcome.RATE_LIMITED),
        (say(503, b"down until tomorrow", "Retry-After: 7200"), Outcome.SERVER_ERROR),
    ],
)
def test_a_host_that_rests_for_long_is_closed_to_everybody(
    server: Server, make_fetcher: MakeFetcher, answer: bytes, outcome: Outcome
) -> None:
    server.scripts |= {"/a": answer, "/b": OK}
    slots = LocalSlots()
    first = make_fetcher(tries=3, slots=slots).get(server.url("/a"), hosts=[server.host], purpose="article")
    assert first.outcome is outcome
    other = make_fetcher(slots=slots).get(server.url("/b"), hosts=[server.host], purpose="article")
    assert (other.outcome, other.status) == (outcome, None)
    assert "not asked: the host is left alone" in other.evidence
    assert "/b" not in server.paths()
    assert server.paths().count("/a") == 1


@pytest.mark.parametrize(
    ("answer", "is_wall"),
    [
        (say(403, b"no"), False),
        (say(403, WALL), True),
        (say(412, WALL), True),
        (say(521, WALL), True),
        (say(202, WALL), True),
        (say(200, WALL), True),
        (say(404, b"no"), False),
    ],
)
def test_a_wall_is_told_from_a_forbidden_page_and_closes_no_host(
    server: Server, make_fetcher: MakeFetcher, answer: bytes, is_wall: bool
) -> None:
    server.scripts |= {"/a": answer, "/b": OK}
    fetcher = make_fetcher()
    first, other = (fetcher.get(server.url(path), hosts=[server.host], purpose="article") for path in ("/a", "/b"))
    assert (is_site_wall(first), other.outcome) == (is_wall, Outcome.OK)


@pytest.mark.parametrize(
    ("written", "seconds"),
    [("120", 120), ("0", 0), ("99999999999999999999", 86_400), ("Fri, 31 Dec 9999 23:59:59 GMT", 86_400)],
)
def test_retry_after(written: str, seconds: float) -> None:
    assert retry_after((("Retry-After", written),)) == seconds


@pytest.mark.parametrize(("hours", "least", "most"), [(1, 3_500, 3_600), (-1, 0, 0)])
def test_retry_after_a_date(hours: int, least: float, most: float) -> None:
    written = format_datetime(datetime.now(UTC) + timedelta(hours=hours), usegmt=True)
    assert least <= (retry_after((("Retry-After", written),)) or 0) <= most


@pytest.mark.parametrize("written", ["", "-5", "nan", "inf", "soon", "1e3", "１２０", "Fri, 99 Foo 2024", "1.5"])
def test_a_retry_after_that_cannot_be_asks_for_nothing(written: str) -> None:
    assert retry_after((("retry-after", written),)) is None


def test_a_page_is_asked_for_only_if_it_is_another_one(server: Server, make_fetcher: MakeFetcher) -> None:
    server.scripts["/a"] = say(304)
    known = Validators('"v1"', "Thu, 28 Mar 2024 02:00:00 GMT")
    got = make_fetcher().get(server.url("/a"), hosts=[server.host], purpose="article", validators=known)
    assert (got.outcome, got.body) == (Outcome.NOT_MODIFIED, b"")
    head = server.requests[-1]
    assert 'if-none-match: "v1"' in head
    assert "if-modified-since: Thu, 28 Mar 2024 02:00:00 GMT" in head


def test_a_304_that_nobody_asked_for_is_an_error(server: Server, make_fetcher: MakeFetcher) -> None:
    server.scripts["/a"] = say(304)
    assert make_fetcher().get(server.url("/a"), hosts=[server.host], purpose="article").outcome is Outcome.SERVER_ERROR


def test_conditions_do_not_follow_a_redirect(server: Server, make_fetcher: MakeFetcher) -> None:
    server.scripts |= {"/a": say(302, b"", "Location: /b"), "/b": OK}
    known = Validators('"v1"', None)
    make_fetcher().get(server.url("/a"), hosts=[server.host], purpose="article", validators=known)
    assert [path for path, head in zip(server.paths(), server.requests, strict=True) if "if-none-match" in head] == [
        "/a"
    ]


@pytest.mark.parametrize(
    "kept",
    [
        Validators('"a"\r\nX: y'),
        Validators("“二〇二四”"),
        Validators('"' + "x" * 100_000 + '"'),
        Validators("", ""),
        Validators(None, "Thu, 28 Mar 2024\nX: y"),
        Validators(None, "二〇二四年三月"),
    ],
)
def test_kept_validators_that_cannot_be_sent_cost_no_page(
    server: Server, make_fetcher: MakeFetcher, kept: Validators
) -> None:
    server.scripts["/a"] = OK
    got = make_fetcher().get(server.url("/a"), hosts=[server.host], purpose="article", validators=kept)
    assert (got.outcome, got.body) == (Outcome.OK, PAGE), got.evidence
    assert "\r\nif-" not in server.requests[-1].lower()


def test_of_two_validators_the_one_that_can_be_sent_is(server: Server, make_fetcher: MakeFetcher) -> None:
    server.scripts["/a"] = say(304)
    kept = Validators('"v1"', "二〇二四年三月")
    got = make_fetcher().get(server.url("/a"), hosts=[server.host], purpose="article", validators=kept)
    assert got.outcome is Outcome.NOT_MODIFIED
    assert 'if-none-match: "v1"' in server.requests[-1]
    assert "if-modified-since" not in server.requests[-1]


def test_a_form_goes_without_conditions(server: Server, make_fetcher: MakeFetcher) -> None:
    """A site may answer 412 to a form with conditions, and that would be taken for a wall."""

    def strict(connection: socket.socket) -> None:
        connection.sendall(say(412, b"no") if "if-none-match" in server.requests[-1] else OK)

    server.scripts["/a"] = strict
    known, form = Validators('"v1"'), {"columnid": "25"}
    got = make_fetcher().get(server.url("/a"), hosts=[server.host], purpose="listing", validators=known, form=form)
    assert got.outcome is Outcome.OK, got.evidence


@pytest.mark.parametrize(
    ("headers", "validators"),
    [
        ([("ETag", '"abc"')], Validators('"abc"', None)),
        ([("etag", 'W/"abc"'), ("X", "y")], Validators('W/"abc"', None)),
        ([("Last-Modified", "Thu, 28 Mar 2024 02:00:00 GMT")], Validators(None, "Thu, 28 Mar 2024 02:00:00 GMT")),
        ([("ETag", "abc")], None),
        ([("ETag", '"a\r\nX: b"')], None),
        ([("ETag", '"' + "x" * 300 + '"')], None),
        ([("Last-Modified", "二〇二四年")], None),
        ([], None),
    ],
)
def test_validators_that_can_be_sent_back(headers: list[tuple[str, str]], validators: Validators | None) -> None:
    assert validators_of(headers) == validators


@pytest.mark.parametrize(("status", "method"), [(302, "GET"), (303, "GET"), (307, "POST"), (308, "POST")])
def test_a_form_is_posted_and_repeated_only_where_it_must_be(
    server: Server, make_fetcher: MakeFetcher, status: int, method: str
) -> None:
    server.scripts |= {"/a": say(status, b"", "Location: /b"), "/b": OK}
    form = {"columnid": "25", "webname": "河湾区"}
    got = make_fetcher().get(server.url("/a"), hosts=[server.host], purpose="listing", form=form)
    asked = [head.split(" ")[0] for head in server.requests if " /robots.txt " not in head]
    assert (got.outcome, asked) == (Outcome.OK, ["POST", method])
    assert "content-type: application/x-www-form-urlencoded" in server.requests[1].lower()


def test_a_form_is_not_repeated_on_another_host(server: Server, make_fetcher: MakeFetcher) -> None:
    """Its other name is another host on the list."""
    other = f"localhost:{server.port}"
    server.scripts |= {"/a": say(307, b"", f"Location: http://{other}/b"), "/b": OK}
    fetcher = make_fetcher(resolver=lambda *_: ["127.0.0.1"])
    got = fetcher.get(server.url("/a"), hosts=[server.host, other], purpose="listing", form={"columnid": "25"})
    asked = [head.split(" ")[0] for head in server.requests if " /robots.txt " not in head]
    assert (got.outcome, asked) == (Outcome.OK, ["POST", "GET"])


def test_a_form_is_repeated_where_only_the_port_of_its_host_changes(server: Server, make_fetcher: MakeFetcher) -> None:
    """A site that moves from http to https stays the same host."""
    name = "www.example.gov.cn"
    server.scripts |= {f"http://{name}/a": say(307, b"", f"Location: http://{name}:8080/b")}
    server.scripts |= {f"http://{name}:8080/b": OK}
    fetcher = make_fetcher(proxy_url=f"http://{server.host}", resolver=lambda *_: ["93.184.216.34"])
    hosts = [name, f"{name}:8080"]
    got = fetcher.get(f"http://{name}/a", hosts=hosts, purpose="listing", form={"columnid": "25"})
    asked = [head.split(" ")[0] for head in server.requests if "/robots.txt " not in head]
    assert (got.outcome, asked) == (Outcome.OK, ["POST", "POST"]), got.evidence


@pytest.mark.parametrize(("status", "outcome"), [(303, Outcome.OK), (307, Outcome.SERVER_ERROR)])
def test_a_form_may_lead_to_a_page_at_its_own_address(
    server: Server, make_fetcher: MakeFetcher, status: int, outcome: Outcome
) -> None:
    def answer(connection: socket.socket) -> None:
        posted = server.requests[-1].startswith("POST")
        connection.sendall(say(status, b"", "Location: /a") if posted else OK)

    server.scripts["/a"] = answer
    got = make_fetcher().get(server.url("/a"), hosts=[server.host], purpose="listing", form={"columnid": "25"})
    assert got.outcome is outcome, got.evidence


def gbk(text: str) -> bytes:
    return say(200, text.encode("gb18030"), "Content-Type: text/html; charset=gb2312")


def utf8(text: str) -> bytes:
    return say(200, text.encode(), "Content-Type: text/html")


ARTICLE = "<html><title>报告</title><body><p>" + "办理页面不存在的投诉12件，依法办结。" * 30 + "</p></body></html>"
NAVIGATION = "<a href='/'>首页</a><a href='/zwgk/'>政务公开栏目</a>" * 40


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        (utf8("<html><body>您访问的页面不存在或已删除</body></html>"), Outcome.SOFT_NOT_FOUND),
        (gbk("<html><body>对不起，您访问的页面不存在！</body></html>"), Outcome.SOFT_NOT_FOUND),
        (utf8(f"<html><body>{NAVIGATION}<div>页面不存在</div></body></html>"), Outcome.SOFT_NOT_FOUND),
        (utf8(f"<html><title>404</title><body>{'欢迎访问本网站。' * 60}</body></html>"), Outcome.SOFT_NOT_FOUND),
        (utf8(f"<title>出错了-河湾区人民政府</title>{'欢迎访问本网站。' * 60}"), Outcome.SOFT_NOT_FOUND),
        (utf8(ARTICLE), Outcome.OK),
        (gbk(ARTICLE), Outcome.OK),
        (utf8("<html><body>报告全文404字。</body></html>"), Outcome.OK),
        (utf8("<html><script>var e='页面不存在'</script><body>法治政府建设情况报告</body></html>"), Outcome.OK),
    ],
)
def test_a_page_that_says_it_is_not_there(
    server: Server, make_fetcher: MakeFetcher, answer: bytes, outcome: Outcome
) -> None:
    server.scripts["/a/t20240327_1.html"] = answer
    got = make_fetcher().get(server.url("/a/t20240327_1.html"), hosts=[server.host], purpose="article")
    assert got.outcome is outcome, got.evidence
    assert got.body


@pytest.mark.parametrize(
    ("asked", "led_to", "outcome"),
    [
        ("/a/t20240327_1.html", "/", Outcome.SOFT_NOT_FOUND),
        ("/a/t20240327_1.html", "/index.html", Outcome.SOFT_NOT_FOUND),
        ("/a/t20240327_1.html", "/404.html", Outcome.SOFT_NOT_FOUND),
        ("/a/t20240327_1.html", "/error/404", Outcome.SOFT_NOT_FOUND),
        ("/a/t20240327_1.html", "/b/t20240327_2.html", Outcome.OK),
        ("/a/t20240327_1.html", "/a/", Outcome.OK),
        ("/a/t20240327_1.html", "/errors-in-law/t20240327_1.html", Outcome.OK),
        ("/", "/index.html", Outcome.OK),
        ("/index.html", "/", Outcome.OK),
    ],
)
def test_a_page_that_leads_to_the_front_page_is_not_there(
    server: Server, make_fetcher: MakeFetcher, asked: str, led_to: str, outcome: Outcome
) -> None:
    server.scripts |= {asked: say(302, b"", f"Location: {led_to}"), led_to: OK}
    got = make_fetcher().get(server.url(asked), hosts=[server.host], purpose="article")
    assert got.outcome is outcome, got.evidence
    assert got.body
