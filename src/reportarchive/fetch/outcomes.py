"""An answer -> how the request ended, with the words that decided it. The marks are `data/answers.toml`.

A wall or an error is recorded for what it is and never taken for an empty page: an empty result would look
like a site with nothing new. Whether a page that arrived well still holds what it should is for the later stages.
"""

from __future__ import annotations

import re
import ssl
import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

import httpx

from reportarchive.markup import decode
from reportarchive.model import Outcome

_HIDDEN = re.compile(
    rb"<(script|style|noscript)\b.*?(?:</\1\s*>|\Z)|<!--.*?(?:-->|\Z)|<[^<>]*>", re.DOTALL | re.IGNORECASE
)
_TITLE = re.compile(r"<title[^>]*>([^<]{0,200})", re.IGNORECASE)
_LINKS = re.compile(
    r"<(a|script|style|noscript)\b[^>]*>.*?(?:</\1\s*>|\Z)|<!--.*?(?:-->|\Z)", re.DOTALL | re.IGNORECASE
)
_TAGS = re.compile(r"<[^<>]*>")
_HEAD = 200_000
_BY_STATUS = {
    204: Outcome.EMPTY,
    205: Outcome.EMPTY,
    304: Outcome.NOT_MODIFIED,
    404: Outcome.NOT_FOUND,
    410: Outcome.GONE,
    429: Outcome.RATE_LIMITED,
}


@cache
def _rules() -> dict[str, Any]:
    return tomllib.loads(files("reportarchive.fetch").joinpath("data", "answers.toml").read_text("utf-8"))


def classify(status: int, headers: httpx.Headers, body: bytes, *, purpose: str) -> tuple[Outcome, str]:
    """Return the outcome of a whole answer and its evidence.

    `purpose` listing expects a text; the others accept any file that can be a report; robots accepts all.
    """
    said = f"status {status}"
    plain = _by_status(status, headers, body)
    if plain:
        return plain
    if not body.strip():
        return Outcome.EMPTY, f"{said} without a body"
    if purpose == "robots":
        return Outcome.OK, said
    if _is_script_page(body):
        return Outcome.BLOCKED_CHALLENGE, f"{said}, a script page that shows no text"
    if mark := _says_not_found(body, headers.get("content-type")):
        return Outcome.SOFT_NOT_FOUND, f"{said}, a page that says {mark}"
    foreign = _foreign(headers.get("content-type", ""), body, purpose)
    return (Outcome.WRONG_TYPE, f"{said}, {foreign}") if foreign else (Outcome.OK, said)


def classify_failure(error: Exception, *, deadline_passed: bool) -> tuple[Outcome, str]:
    """Return the outcome of a request that got no whole answer, and its evidence."""
    words = f"{type(error).__name__}: {error}".rstrip(": ")[:300]
    if deadline_passed or isinstance(error, httpx.TimeoutException):
        return Outcome.TIMEOUT, f"no whole answer in time ({words})"
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, ssl.SSLError):
            return Outcome.TLS_REFUSED, words
        cause = cause.__cause__ or cause.__context__
    return Outcome.UNREACHABLE, words


def _by_status(status: int, headers: httpx.Headers, body: bytes) -> tuple[Outcome, str] | None:
    """Return the outcome that the status alone decides (with the script beside it), or None for a page."""
    rules = _rules()
    script = b"<script" in body[:_HEAD].lower()
    wait = f", retry-after {headers['retry-after'][:40]}" if "retry-after" in headers else ""
    said = f"status {status}{' with a script' if script else ''}{wait}"
    if status in rules["wall_status"] or (status in rules["script_status"] and _is_script_page(body)):
        return Outcome.BLOCKED_CHALLENGE, said
    if status in _BY_STATUS:
        return _BY_STATUS[status], said
    if not 200 <= status < 300 or status == httpx.codes.PARTIAL_CONTENT:
        return Outcome.SERVER_ERROR, said
    return None


def _is_script_page(body: bytes) -> bool:
    """Tell whether a page is a script wall: it shows next to nothing and holds a wall's mark."""
    head = body[:_HEAD]
    if b"<script" not in head.lower() or len(body) > _HEAD:
        return False
    shown = b"".join(_HIDDEN.sub(b" ", head).split()).decode("utf-8", "ignore")
    return len(shown) < _rules()["shown_characters"] and any(mark.encode() in head for mark in _rules()["marks"])


def _says_not_found(body: bytes, content_type: str | None) -> str | None:
    """Return the words by which a page says that it is not there, or None."""
    if len(body) > _HEAD or not _hint().search(body):
        return None
    page = decode(body, content_type=content_type).text
    title = _TITLE.search(page)
    rules = _rules()["not_found"]
    for mark in (*rules["marks"], *rules["titles"]):
        if title and mark in title[1]:
            return f"{mark} in its title"
    shown = "".join(_TAGS.sub(" ", _LINKS.sub(" ", page)).split())
    if len(shown) >= rules["most_characters"]:
        return None
    return next((mark for mark in rules["marks"] if mark.replace(" ", "") in shown), None)


@cache
def _hint() -> re.Pattern[bytes]:
    """Return a pattern of all marks in the encodings pages come in, to pass over nearly all pages at once."""
    rules = _rules()["not_found"]
    words = {word.encode(code) for word in (*rules["marks"], *rules["titles"]) for code in ("utf-8", "gb18030")}
    return re.compile(b"|".join(map(re.escape, sorted(words))))


def _foreign(content_type: str, body: bytes, purpose: str) -> str | None:
    """Return why the answer cannot be what was asked for, or None."""
    rules, declared = _rules(), content_type.partition(";")[0].strip().lower()
    for foreign in rules["foreign_types"]:
        if declared.startswith(foreign):
            return f"content type {declared}"
    for magic in rules["foreign_magic"]:
        if body.startswith(bytes.fromhex(magic)):
            return f"content type {declared or 'not given'} but its first bytes are {magic}"
    if purpose == "listing" and declared not in ("", "application/octet-stream") and not _is_text(declared):
        return f"content type {declared} for a listing page"
    return None


def _is_text(declared: str) -> bool:
    return (
        declared.startswith("text/")
        or declared.rpartition("+")[2] in ("xml", "json")
        or declared
        in (
            "application/xhtml+xml",
            "application/json",
            "application/xml",
        )
    )
