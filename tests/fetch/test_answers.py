"""Pages told from walls, excuses and halves of pages, each beside the page that looks like it."""

from __future__ import annotations

import contextlib
import time
from typing import TYPE_CHECKING

import httpx
import pytest

from reportarchive.errors import FetchRefused
from reportarchive.fetch import LocalSlots, is_site_wall
from reportarchive.fetch.outcomes import classify
from reportarchive.fetch.pages import rules
from reportarchive.model import Outcome

if TYPE_CHECKING:
    import socket

    from conftest import MakeFetcher, Recorder, Server

HTML = httpx.Headers({"content-type": "text/html"})
REPORT = ("<html><title>年度报告</title><body>" + "<p>法治政府建设情况报告。</p>" * 200 + "</body></html>").encode()
CODE = "".join(f"function a{n}(b){{return b^{n}}};" for n in range(250))

WALLS = [
    (200, f"<html><head><script>(function(){{{CODE}}})()</script></head><body></body></html>"),
    (200, "<html><head><script src='/_guard/auto.js'></script></head><body></body></html>"),
    (200, "<html><head><link href=a.css><script>var $_ts={}</script></head><body></body></html>"),
    (200, "<title>请稍候</title>请稍候…<script>document.cookie='k=1';location.reload()</script>"),
    (200, "<html><body>正在进行安全检查<script>go()</script></body></html>"),
    (200, "<html><title>访问验证</title><body><a href='/help'>帮助</a><script>go()</script></body></html>"),
    (202, "<html><script>var a=1;go(a)</script></html>"),
    (405, "<html><body>由于您访问的地址可能对网站造成威胁，您的访问被阻断。</body></html>"),
    (503, "<html><body>Checking your browser<script>go()</script></body></html>"),
]
PAGES = [
    (
        "<html><title>年度报告</title><link rel=stylesheet href=a.css>"
        "<script>function size(n){document.cookie='size='+n}</script><p>全文见附件。</p><a href=x.pdf>附件</a></html>"
    ),
    "<html><link href=a.css rel=stylesheet><noscript>请启用JavaScript</noscript><div id=app></div></html>",
    "<html><script src=a.js></script><a href=a>关于网站安全验证工作的通知</a><a href=b>年度报告</a></html>",
    "<html><body>关于开展人机验证的通知</body></html>",
    "<html><body>加载中，请稍候<script src='/list.js'></script></body></html>",
    "<html><script>location.href='/new/index.html'</script></html>",
    f"<html><script>{CODE}</script><body><a href='/1.html'>法治政府建设年度报告</a></body></html>",
    '{"html": "<script>document.cookie=1;location.reload()</script>"}',
]


@pytest.mark.parametrize("charset", ["utf-8", "gb18030"])
@pytest.mark.parametrize(("status", "page"), WALLS)
def test_walls(status: int, page: str, charset: str) -> None:
    outcome, evidence = classify(status, HTML, page.encode(charset), purpose="article")
    assert outcome is Outcome.BLOCKED_CHALLENGE, evidence


@pytest.mark.parametrize("charset", ["utf-8", "gb18030"])
@pytest.mark.parametrize("page", PAGES)
def test_pages_that_look_like_walls(page: str, charset: str) -> None:
    outcome, evidence = classify(200, HTML, page.encode(charset), purpose="article")
    assert outcome is Outcome.OK, evidence


def test_an_overload_with_a_script_on_its_page_is_no_wall() -> None:
    page = b"<html><body>Service Unavailable<script src=/count.js></script></body></html>"
    assert classify(503, HTML, page, purpose="article")[0] is Outcome.SERVER_ERROR


ABSENT = [
    "<html><body><h1>抱歉，您要查看的文章已被删除或不存在。</h1></body></html>",
    "<html><body>您访问的<b>页面</b><i>不存在</i>，请检查网址。</body></html>",
    "<html><body>提示：该信息不存在或已被删除！</body></html>",
    "<html><body>链接已失效</body></html>",
    "<html><script>alert('您访问的页面不存在');location.href='/'</script></html>",
    "<html><title>404</title><body>" + "欢迎访问本网站。" * 60 + "</body></html>",
    "<html><title>页面不存在-河湾区人民政府</title><body>" + "欢迎访问本网站。" * 60 + "</body></html>",
    "<html><body>Sorry, the page you requested was not found.</body></html>",
    "<html><body>&#39029;&#38754;&#19981;&#23384;&#22312;</body></html>",
]
PRESENT = [
    "<html><title>情况说明</title><p>近日有网民反映部分页面不存在，经查系栏目调整所致，现已恢复。</p></html>",
    "<html><p>网民来信：点击链接后打不开，页面不存在，希望尽快处理。</p></html>",
    "<html><p>工作人员多次上门，没有找到您本人，请与我局联系。</p></html>",
    "<html><p>该文件已失效。</p></html>",
    "<html><title>河政发〔2024〕404号 年度报告</title>" + "正文。" * 200 + "</html>",
    "<html><title>办理行政复议案件404件</title>正文。</html>",
    "<html><table><tr><td>受理</td><td>404</td></tr></table></html>",
    "<html><p>Evidence was not found in 3 of 12 cases.</p></html>",
    "<html><script>var no='您访问的页面不存在'</script><p>年度报告</p></html>",
    "<html><title>404</title>" + "法治政府建设情况报告。" * 400 + "</html>",
]


@pytest.mark.parametrize("charset", ["utf-8", "gb18030"])
@pytest.mark.parametrize("page", ABSENT)
def test_pages_that_say_they_are_not_there(page: str, charset: str) -> None:
    outcome, evidence = classify(200, HTML, page.encode(charset), purpose="article")
    assert outcome is Outcome.SOFT_NOT_FOUND, evidence


def test_an_excuse_in_traditional_script() -> None:
    page = "<html><body>對不起，您訪問的頁面不存在</body></html>".encode("big5")
    assert classify(200, HTML, page, purpose="article")[0] is Outcome.SOFT_NOT_FOUND


@pytest.mark.parametrize("charset", ["utf-8", "gb18030"])
@pytest.mark.parametrize("page", PRESENT)
def test_pages_that_speak_of_pages_that_are_not_there(page: str, charset: str) -> None:
    outcome, evidence = classify(200, HTML, page.encode(charset), purpose="article")
    assert outcome is Outcome.OK, evidence


HOSTILE = ["<" * 199_000, "<a" * 99_000, "<" + "a" * 199_000, "<script" * 28_000, "<title>" * 28_000, "页面" * 33_000]


@pytest.mark.parametrize("filling", HOSTILE, ids=["open", "tags", "name", "scripts", "titles", "words"])
def test_no_page_takes_long(filling: str) -> None:
    """With an expression that tries again at each character these would take minutes."""
    assert classify(200, HTML, f"<p>不存在<script></script>{filling}".encode(), purpose="article")[0] in set(Outcome)


def announcing(length: int, body: bytes) -> bytes:
    return f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: {length}\r\n\r\n".encode() + body


def in_pieces(connection: socket.socket) -> None:
    whole = announcing(300, REPORT)
    with contextlib.suppress(OSError):
        for start in range(0, len(whole), 900):
            connection.sendall(whole[start : start + 900])
            time.sleep(0.002)


def chunked(*pieces: bytes) -> bytes:
    coded = b"".join(b"%x\r\n%s\r\n" % (len(piece), piece) for piece in pieces)
    return b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n" + coded


@pytest.mark.parametrize(
    ("script", "outcome"),
    [
        (announcing(len(REPORT), REPORT), Outcome.OK),
        (announcing(len(REPORT), REPORT) + b"\r\n", Outcome.OK),
        (b"HTTP/1.1 103 Early Hints\r\nLink: </a.css>\r\n\r\n" + announcing(len(REPORT), REPORT), Outcome.OK),
        (announcing(300, REPORT), Outcome.UNREACHABLE),
        (in_pieces, Outcome.UNREACHABLE),
        (b"HTTP/1.1 103 Early Hints\r\n\r\n" + announcing(300, REPORT), Outcome.UNREACHABLE),
        (announcing(99_999, REPORT), Outcome.UNREACHABLE),
        (chunked(REPORT) + b"0\r\n\r\n", Outcome.OK),
        (chunked(REPORT), Outcome.UNREACHABLE),
        (chunked(REPORT)[:-30], Outcome.UNREACHABLE),
    ],
)
def test_half_a_page_is_no_page(server: Server, make_fetcher: MakeFetcher, script: object, outcome: Outcome) -> None:
    server.scripts["/a"] = script  # type: ignore[assignment]
    got = make_fetcher().get(server.url("/a"), hosts=[server.host], purpose="article")
    assert (got.outcome, got.body) == (outcome, REPORT if outcome is Outcome.OK else b""), got.evidence


def say(status: int, body: bytes, *headers: str) -> bytes:
    lines = [f"HTTP/1.1 {status} Said", f"Content-Length: {len(body)}", "Content-Type: text/html", *headers]
    return "\r\n".join([*lines, "", ""]).encode() + body


@pytest.mark.parametrize(
    ("refusal", "is_wall"),
    [
        (b"<html>Forbidden</html>", False),
        (b"<html>Forbidden<script src=/count.js></script></html>", False),
        (b"<html><script>go()</script></html>", True),
        ("<html>网站防火墙</html>".encode(), True),
    ],
)
def test_a_refusal_with_a_script_is_of_the_whole_site(
    server: Server, make_fetcher: MakeFetcher, refusal: bytes, is_wall: bool
) -> None:
    server.scripts["/a"] = say(403, refusal)
    assert is_site_wall(make_fetcher().get(server.url("/a"), hosts=[server.host], purpose="article")) is is_wall


def test_what_was_not_asked_is_neither_tried_again_nor_told(
    server: Server, make_fetcher: MakeFetcher, recorder: Recorder
) -> None:
    server.scripts |= {"/a": say(429, b"slow", "Retry-After: 3600"), "/b": say(200, REPORT)}
    fetcher = make_fetcher(tries=3)
    fetcher.get(server.url("/a"), hosts=[server.host], purpose="article")
    recorder.rows.clear()
    got = fetcher.get(server.url("/b"), hosts=[server.host], purpose="article")
    assert (got.outcome, got.status, recorder.rows) == (Outcome.RATE_LIMITED, None, [])
    assert "until 2024-03-28T0" in got.evidence


def test_a_host_that_opened_is_asked_also_by_who_met_it_closed(server: Server, make_fetcher: MakeFetcher) -> None:
    """The rules of a closed host are not known, and that must not be remembered for longer than it is closed."""
    server.scripts |= {"/a": say(429, b"slow", "Retry-After: 3600"), "/b": say(200, REPORT)}
    slots = LocalSlots()
    make_fetcher(slots=slots).get(server.url("/a"), hosts=[server.host], purpose="article")
    other = make_fetcher(slots=slots)
    assert other.get(server.url("/b"), hosts=[server.host], purpose="article").outcome is Outcome.RATE_LIMITED
    slots._slots.clear()  # the day is over
    assert other.get(server.url("/b"), hosts=[server.host], purpose="article").outcome is Outcome.OK


def test_rules_that_stumble_once_are_asked_for_again(
    server: Server, make_fetcher: MakeFetcher, recorder: Recorder
) -> None:
    answers = [say(503, b"later"), say(404, b"none")]
    server.scripts |= {"/robots.txt": lambda to: to.sendall(answers.pop(0)), "/a": say(200, REPORT)}
    got = make_fetcher(tries=2).get(server.url("/a"), hosts=[server.host], purpose="article")
    assert (got.outcome, server.paths()) == (Outcome.OK, ["/robots.txt", "/robots.txt", "/a"])
    assert [purpose for purpose, _ in recorder.rows] == ["retry", "robots"]


def test_a_closed_fetcher_sends_nothing(server: Server, make_fetcher: MakeFetcher) -> None:
    fetcher = make_fetcher()
    fetcher.close()
    with pytest.raises(FetchRefused, match="its run is over"):
        fetcher.get(server.url("/a"), hosts=[server.host], purpose="article")
    assert server.paths() == []


@pytest.mark.parametrize(("charset", "page"), [("utf-8", "页面"), ("gb18030", "页面"), ("big5hkscs", "頁面")])
def test_each_word_of_an_excuse_is_seen_in_every_charset_as_in_every_wording(charset: str, page: str) -> None:
    words = rules()["absence"]
    said = [f"{page}{word}" for word in words["predicates"]] + words["both"]
    unseen = []
    for sentence in said:
        with contextlib.suppress(UnicodeEncodeError):  # Big5 has no simplified characters
            body = f"<html><body><p>{sentence}</p></body></html>".encode(charset)
            if classify(200, HTML, body, purpose="article")[0] is not Outcome.SOFT_NOT_FOUND:
                unseen.append(sentence)
    assert unseen == []
