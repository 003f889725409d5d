"""The ways in which a host misbehaves: a request and the healthy answer enter, what is said instead leaves.

A trick is a function of a `Scene`; `data/trials.toml` names it and gives its options.
"""

from __future__ import annotations

import gzip
import re
import time
from dataclasses import dataclass, replace
from email.utils import formatdate
from functools import cache
from typing import TYPE_CHECKING, Any

from tests.zoo.answers import Answer, Pause, Reset
from tests.zoo.frames import Frames

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from tests.zoo.answers import Ask, Script

STEP = 1 << 16
PNG = bytes.fromhex("89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489")
LINKS_A_PAGE = 12
ENDLESS = 'createPageHTML(9999, {number}, "index", "html");'


@dataclass(frozen=True)
class Scene:
    """What a trick has before it: the request, what a healthy site would say, and how often it was asked before."""

    ask: Ask
    healthy: Answer
    frames: Frames
    options: Mapping[str, Any]
    asked_before: int
    off: str


def status(scene: Scene) -> Answer:
    """Another status, frame or header; the first `times` times only, when that is given."""
    options = scene.options
    if "times" in options and scene.asked_before >= options["times"]:
        return scene.healthy
    headers = dict(options.get("headers", {}))
    if "retry_on" in options:
        headers["Retry-After"] = formatdate(time.time() + options["retry_on"], usegmt=True)
    page = _framed(scene) if "frame" in options else Answer()
    return replace(page, status=options["status"], headers=tuple(headers.items()))


def _framed(scene: Scene) -> Answer:
    """Return the frame of the options, in the charset of the options when they give one."""
    charset = scene.options.get("charset", "utf-8")
    declared = "gb2312" if charset == "gb18030" else charset
    site = replace(scene.frames.site, charset=charset, declared=declared)
    return Frames(site, scene.frames.base).page(scene.options["frame"])


def drip(scene: Scene) -> Script:
    """One byte after the other, with silence between them."""
    yield scene.healthy.head(length=len(scene.healthy.body), close=True)
    for position in range(len(scene.healthy.body)):
        yield scene.healthy.body[position : position + 1]
        yield Pause(0.2)


def silence(_: Scene) -> Script:
    """Nothing at all."""
    yield Pause(3600)


def reset(scene: Scene) -> Script:
    """Some bytes of the answer, then a torn connection."""
    if scene.options["after"]:
        whole = scene.healthy.head(length=len(scene.healthy.body), close=True) + scene.healthy.body
        yield whole[: scene.options["after"]]
        yield Pause(0.05)  # else the reset overtakes the bytes
    yield Reset()


def broken_chunks(scene: Scene) -> Script:
    """Half of the body in a chunk, and no last chunk."""
    body = scene.healthy.body[: len(scene.healthy.body) // 2]
    coded = replace(scene.healthy, headers=(("Transfer-Encoding", "chunked"),))
    yield coded.head(length=None, close=True) + f"{len(body):x}\r\n".encode() + body + b"\r\n"


def short_body(scene: Scene) -> Script:
    """Half of the bytes that were announced."""
    body = scene.healthy.body
    yield scene.healthy.head(length=len(body), close=True) + body[: len(body) // 2]


def redirect(scene: Scene) -> Answer:
    """Another address."""
    base = scene.frames.base
    words = {"base": base, "off": scene.off, "path": scene.ask.path, "port": base.rpartition(":")[2]}
    return Answer(status=302, headers=(("Location", scene.options["to"].format(**words)),))


def loop(scene: Scene) -> Answer:
    """The same address with another number, for ever."""
    turn = 2 if scene.ask.query == "r=1" else 1
    return Answer(status=302, headers=(("Location", f"{scene.ask.path}?r={turn}"),))


def bomb(scene: Scene) -> Answer:
    """Much nothing, packed small."""
    return Answer(_bomb(scene.options["size"]), headers=(("Content-Encoding", "gzip"),))


@cache
def _bomb(size: int) -> bytes:
    return gzip.compress(b"<p>" + bytes(size), compresslevel=1)


def large(scene: Scene) -> Script:
    """A body of many millions of bytes, as fast as it is taken."""
    size = scene.options["size"]
    yield Answer().head(length=size, close=True)
    for _ in range(0, size, STEP):
        yield b"<p>" + b" " * (STEP - 3)


def picture(_: Scene) -> Answer:
    """A picture under a false name."""
    return Answer(PNG + bytes(900))


def empty_list(scene: Scene) -> Answer:
    """The list in its frame, without rows."""
    return scene.frames.listing("", '<script>createPageHTML(1, 0, "index", "html");</script>')


def endless(scene: Scene) -> Answer:
    """A page of invented rows and a link to the next; the first page keeps the good rows."""
    number = _number(scene.ask.path)
    script = ENDLESS.format(number=number)
    if not number:
        body = re.sub(rb"createPageHTML\([^)]*\);", script.encode(), scene.healthy.body)
        return replace(scene.healthy, body=body)
    rows = "".join(
        f'<li><a href="./201901/t20190103_{number * LINKS_A_PAGE + row}.html">第{number}-{row}期工作动态</a>'
        "<span>2019-01-03</span></li>"
        for row in range(LINKS_A_PAGE)
    )
    return scene.frames.listing(rows, f'<script>{script}</script><a href="index_{number + 1}.html">下一页</a>')


def repeating(scene: Scene) -> Answer:
    """The same rows on every page that is asked for, and a script that counts thousands."""
    return replace(scene.healthy, body=scene.healthy.body.replace(b"createPageHTML(1,", b"createPageHTML(9999,"))


def flapping(scene: Scene) -> Answer:
    """Furniture that differs from one request to the next."""
    count = 4000 + scene.asked_before
    seen = f'<div class="foot">您是第{count}位访问者　页面生成用时{count % 97}毫秒</div></body>'
    return replace(scene.healthy, body=scene.healthy.body.replace(b"</body>", seen.encode()))


def restless_tag(scene: Scene) -> Answer:
    """Another entity tag over the same bytes."""
    return replace(scene.healthy, headers=(("ETag", f'"v{scene.asked_before}"'),))


def stuck_tag(scene: Scene) -> Answer:
    """The same entity tag over bytes that changed after the first time."""
    body = scene.healthy.body
    if scene.asked_before:
        body = body.replace("办复率100%".encode(), "办复率97.5%".encode())
    return replace(scene.healthy, body=body, headers=(("ETag", '"stuck"'),))


def rules(scene: Scene) -> Answer:
    """Rules for crawlers."""
    return Answer(scene.options["text"].encode(), content_type="text/plain")


def _number(path: str) -> int:
    found = re.search(r"_(\d{1,6})\.html$", path)
    return int(found[1]) if found else 0


TRICKS: Mapping[str, Callable[[Scene], Answer | Script]] = {
    trick.__name__: trick
    for trick in (
        status, drip, silence, reset, broken_chunks, short_body, redirect, loop, bomb, large, picture,
        empty_list, endless, repeating, flapping, restless_tag, stuck_tag, rules,
    )
}  # fmt: skip
