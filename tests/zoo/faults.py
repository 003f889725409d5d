"""The ways in which sites fail: each a behaviour of one host that was well before, with the outcome it must be given.

`at` says whether the listing or the newest article shows it; the other article and all that is stored stay as they are.
"""

from __future__ import annotations

import gzip
import socket
import struct
import time
from collections.abc import Callable
from dataclasses import dataclass
from itertools import count
from typing import TYPE_CHECKING, Literal

from tests.zoo.articles import article, shell
from tests.zoo.cms import FOLDER, dressed, frame, page, path_of
from tests.zoo.server import Page, decides
from tests.zoo.sites import Row, Site, rows_of

if TYPE_CHECKING:
    from tests.zoo.cms import Pages
    from tests.zoo.server import Answer, Request, Script

WALL = b"<html><script>document.cookie='clearance=1';location.reload();</script></html>"
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 64
LIMIT = 200_000  # bytes that a harvest of the zoo takes of one answer
PATIENT = 1.5  # seconds that it waits for one


@dataclass(frozen=True)
class Fault:
    """One behaviour: where it shows, the outcome it must be given, words of its evidence, and what answers so."""

    name: str
    at: Literal["listing", "article"]
    outcome: str
    evidence: str
    answer: Callable[[Site], Answer]
    requests: int = 1  # how often the page is asked for


def site_of(number: int, name: str) -> Site:
    """Return the healthy site that a fault befalls."""
    place = f"{'甲乙丙丁戊己庚辛壬癸'[number % 10]}{'东西南北中'[number // 10]}县"
    reports = [
        Row(f"{place}人民政府{year}年法治政府建设年度情况报告", f"{year + 1}-03-1{year % 10}", year)
        for year in (2023, 2024)
    ]
    rows = rows_of(place, reports, ["关于印发{place}法治政府建设工作要点的通知"])
    return Site(name, "trs", "trs", str(990400 + number), place, f"{place}人民政府", rows=rows)


def newest(site: Site) -> Row:
    """Return the report whose page fails."""
    return site.reports[0]


def befall(fault: Fault, site: Site) -> Pages:
    """Return the pages of a site under its fault."""
    _, pages = dressed(site)
    if fault.name.startswith("robots"):
        return {**pages, "/robots.txt": fault.answer(site)}
    where = FOLDER if fault.at == "listing" else path_of(site, newest(site))
    return {**pages, where: fault.answer(site)}


def _plain(status: int, body: bytes = b"", *headers: tuple[str, str], content_type: str = "text/html") -> Answer:
    return Page(body, status, content_type, headers)


def _drip(connection: socket.socket, request: Request) -> None:
    del request
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 99999\r\n\r\n")
    for _ in range(100):
        connection.sendall(b"<p>")
        time.sleep(0.1)


def _reset(connection: socket.socket, request: Request) -> None:
    del request
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def _raw(message: bytes) -> Script:
    def send(connection: socket.socket, request: Request) -> None:
        del request
        connection.sendall(message)

    return send


def _in_turn(*answers: Page) -> Callable[[Request], Page]:
    left = list(answers)

    @decides
    def answer(request: Request) -> Page:
        del request
        return left.pop(0) if len(left) > 1 else left[0]

    return answer


def _well(site: Site) -> Page:
    answer = dressed(site)[1][path_of(site, newest(site))]
    assert isinstance(answer, Page)
    return answer


def _half(body: bytes) -> bytes:
    return body[: len(body) // 2]


def _truncated(site: Site) -> Answer:
    half = _half(_well(site).body)
    head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n"
    return _raw(head + f"{len(half):x}\r\n".encode() + half + b"\r\n")


def _wrong_length(site: Site) -> Answer:
    body = _well(site).body
    head = f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: {len(body) + 500}\r\n\r\n"
    return _raw(head.encode() + body)


def _bomb(site: Site) -> Answer:
    del site
    packed = gzip.compress(b"<p>0</p>" * 2_000_000)
    return _plain(200, packed, ("Content-Encoding", "gzip"))


def _endless(site: Site) -> Answer:
    """Every page links a next one, with rows that were never there."""

    @decides
    def answer(request: Request) -> Page:
        number = int(request.fields.get("n", "1"))
        rows = "".join(
            f'<li><a href="/gk/{number}_{at}.html">关于第{number}批第{at}项检查的公告</a>2024-01-0{at}</li>'
            for at in range(1, 6)
        )
        own = "".join(f'<li><a href="{path_of(site, row)}">{row.title}</a></li>' for row in site.reports)
        more = f'<a href="{FOLDER}?n={number + 1}">下一页</a>'
        return page(site, frame(site, f"<ul>{own if number == 1 else ''}{rows}</ul>{more}"))

    return answer


def _same_for_ever(site: Site) -> Answer:
    own = "".join(f'<li><a href="{path_of(site, row)}">{row.title}</a></li>' for row in site.reports)

    @decides
    def answer(request: Request) -> Page:
        number = int(request.fields.get("n", "1"))
        return page(site, frame(site, f'<ul>{own}</ul><a href="{FOLDER}?n={number + 1}">下一页</a>'))

    return answer


def _counter(site: Site) -> Answer:
    visits = count(1000)

    @decides
    def answer(request: Request) -> Page:
        del request
        return page(site, article(site, newest(site), counter=next(visits)))

    return answer


GONE_WORDS = "<html><head><title>提示</title></head><body><p>对不起，您访问的页面不存在或已删除！</p></body></html>"

FAULTS = (
    Fault("slow", "article", "timeout", "no whole answer in time", lambda _: _drip, 3),
    Fault("reset", "article", "unreachable", "", lambda _: _reset, 3),
    Fault("truncated", "article", "unreachable", "", _truncated, 3),
    Fault("wrong length", "article", "unreachable", "", _wrong_length, 3),
    Fault("412", "listing", "blocked_challenge", "status 412", lambda _: _plain(412, WALL, ("Set-Cookie", "wall=1"))),
    Fault("521", "article", "blocked_challenge", "status 521", lambda _: _plain(521, WALL)),
    Fault("202 with a script", "article", "blocked_challenge", "status 202", lambda _: _plain(202, WALL)),
    Fault("403 on a page", "article", "blocked_challenge", "status 403", lambda _: _plain(403, b"forbidden")),
    Fault(
        "429 for an hour", "article", "rate_limited", "retry-after 3600",
        lambda _: _plain(429, b"", ("Retry-After", "3600")),
    ),
    Fault("503", "article", "server_error", "status 503", lambda _: _plain(503, b"busy"), 3),
    Fault("soft 404", "article", "soft_not_found", "不存在", lambda _: _plain(200, GONE_WORDS.encode())),
    Fault(
        "soft 404 in GBK", "article", "soft_not_found", "不存在",
        lambda _: _plain(200, GONE_WORDS.encode("gb18030")),
    ),
    Fault("led home", "article", "soft_not_found", "no such page", lambda _: _plain(302, b"", ("Location", "/"))),
    Fault(
        "led off", "article", "off_host", "redirected to",
        lambda _: _plain(302, b"", ("Location", "http://mirror.example/zwgk/")),
    ),
    Fault(
        "led inside", "article", "off_host", "redirected to http://10.0.0.1/",
        lambda _: _plain(302, b"", ("Location", "http://10.0.0.1/admin/")),
    ),
    Fault(
        "led round", "article", "server_error", "in a circle",
        lambda site: _plain(302, b"", ("Location", path_of(site, newest(site)))),
    ),
    Fault("bomb", "article", "too_large", f"more than {LIMIT}", _bomb),
    Fault("too large", "article", "too_large", f"more than {LIMIT}", lambda _: _plain(200, b"<p>" * LIMIT)),
    Fault("new template", "article", "layout_changed", "", lambda site: page(site, shell(site, newest(site)))),
    Fault("rows gone", "listing", "layout_changed", "had reports before", lambda site: page(site, frame(site, ""))),
    Fault(
        "another list", "listing", "layout_changed", "none of the 2 reports",
        lambda site: page(site, frame(site, "<ul><li><a href='/x/1.html'>关于办公时间的公告</a>2026-01-01</li></ul>")),
    ),
    Fault("nothing", "article", "empty", "", lambda _: _plain(200, b" \r\n")),
    Fault("a picture", "article", "wrong_type", "89504e47", lambda _: _plain(200, PNG)),
    Fault("gone", "article", "gone", "410", lambda _: _plain(410, b"gone")),
    Fault("not found", "article", "not_found", "404", lambda _: _plain(404, b"not found")),
    Fault(
        "robots forbid", "article", "robots_denied", "disallows",
        lambda _: Page(f"User-agent: *\nDisallow: {FOLDER}20\n".encode(), content_type="text/plain"), 0,
    ),
    Fault("robots broken", "listing", "robots_denied", "robots.txt", lambda _: _plain(503, b"busy"), 0),
)  # fmt: skip

# Behaviours that a harvest takes without harm: the listing or article is read as if nothing were.
HARMLESS = (
    Fault(
        "429 for a second", "article", "ok", "",
        lambda site: _in_turn(Page(b"", 429, headers=(("Retry-After", "1"),)), _well(site)), 2,
    ),
    Fault("503 once", "article", "ok", "", lambda site: _in_turn(Page(b"busy", 503), _well(site)), 2),
    Fault("a counter", "article", "ok", "", _counter),
    Fault("last page for ever", "listing", "ok", "", _same_for_ever),
    Fault("robots are a page", "listing", "ok", "", lambda site: page(site, frame(site, "欢迎访问"))),
    Fault(
        "robots with a mark", "listing", "ok", "",
        lambda _: Page(b"\xef\xbb\xbfUser-agent: *\r\nDisallow: /admin/\r\n", content_type="text/plain"),
    ),
)  # fmt: skip

ENDLESS = Fault("endless paging", "listing", "ok", "", _endless)
EMPTY = Fault("empty listing", "listing", "empty", "without rows", lambda site: page(site, frame(site, "<ul></ul>")))
