"""An answer -> how the request ended, with the words that decided it. The marks are `data/answers.toml`.

A wall or an error is recorded for what it is and never taken for an empty page: an empty result would look
like a site with nothing new.
"""

from __future__ import annotations

import ssl
from typing import TYPE_CHECKING

import httpcore
import httpx

from reportarchive.fetch.absence import absence_told
from reportarchive.fetch.pages import Page, rules
from reportarchive.fetch.walls import wall_mark
from reportarchive.model import Outcome

if TYPE_CHECKING:
    from reportarchive.model import Payload

_BY_STATUS = {
    204: Outcome.EMPTY,
    205: Outcome.EMPTY,
    304: Outcome.NOT_MODIFIED,
    404: Outcome.NOT_FOUND,
    410: Outcome.GONE,
    429: Outcome.RATE_LIMITED,
}
_TEXT_TYPES = ("application/xhtml+xml", "application/json", "application/xml")


def classify(status: int, headers: httpx.Headers, body: bytes, *, purpose: str) -> tuple[Outcome, str]:
    """Return the outcome of a whole answer and its evidence.

    `purpose` listing expects a text; the others accept any file that can be a report; robots accepts all.
    """
    page = Page(body, headers.get("content-type", ""))
    plain = _by_status(status, headers, page)
    if plain:
        return plain
    said = f"status {status}"
    if not body.strip():
        return Outcome.EMPTY, f"{said} without a body"
    if purpose == "robots":
        return Outcome.OK, said
    mark = wall_mark(page, status)
    if mark:
        return Outcome.BLOCKED_CHALLENGE, f"{said}, a page that shows {len(page.shown)} characters and {mark}"
    foreign = _foreign(headers.get("content-type", ""), body, purpose)
    if foreign:
        return Outcome.WRONG_TYPE, f"{said}, {foreign}"
    absence = absence_told(page)
    return (Outcome.SOFT_NOT_FOUND, f"{said}, but {absence}") if absence else (Outcome.OK, said)


def is_site_wall(answer: Payload) -> bool:
    """Tell whether a wall stands before more than one page: by 401 or 403 alone one address may be meant."""
    if answer.outcome is not Outcome.BLOCKED_CHALLENGE:
        return False
    page = Page(answer.body, answer.content_type or "")
    return answer.status not in rules()["wall"]["refused_status"] or bool(wall_mark(page, answer.status))


def classify_failure(error: Exception, *, deadline_passed: bool) -> tuple[Outcome, str]:
    """Return the outcome of a request that got no whole answer, and its evidence."""
    words = f"{type(error).__name__}: {error}".rstrip(": ")[:300]
    if deadline_passed or isinstance(error, httpcore.TimeoutException):
        return Outcome.TIMEOUT, f"no whole answer in time ({words})"
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, ssl.SSLError):
            return Outcome.TLS_REFUSED, words
        cause = cause.__cause__ or cause.__context__
    return Outcome.UNREACHABLE, words


def _by_status(status: int, headers: httpx.Headers, page: Page) -> tuple[Outcome, str] | None:
    """Return the outcome that the status decides (with what the page holds beside it), or None for a page."""
    walls = rules()["wall"]
    wait = f", retry-after {headers['retry-after'][:40]}" if "retry-after" in headers else ""
    said = f"status {status}{' with a script' if page.has_script else ''}{wait}"
    if status in _BY_STATUS:
        return _BY_STATUS[status], said
    if status in walls["status"] or status in walls["refused_status"]:
        return Outcome.BLOCKED_CHALLENGE, said
    if status >= 400 or status in walls["script_status"]:
        mark = wall_mark(page, status)
        if mark:
            return Outcome.BLOCKED_CHALLENGE, f"{said}, {mark}"
    if not 200 <= status < 300 or status == httpx.codes.PARTIAL_CONTENT:
        return Outcome.SERVER_ERROR, said
    return None


def _foreign(content_type: str, body: bytes, purpose: str) -> str | None:
    """Return why the answer cannot be what was asked for, or None."""
    types, declared = rules()["types"], content_type.partition(";")[0].strip().lower()
    for foreign in types["foreign"]:
        if declared.startswith(foreign):
            return f"content type {declared}"
    for magic in types["foreign_magic"]:
        if body.startswith(bytes.fromhex(magic)):
            return f"content type {declared or 'not given'} but its first bytes are {magic}"
    if purpose == "listing" and declared not in ("", "application/octet-stream") and not _is_text(declared):
        return f"content type {declared} for a listing page"
    return None


def _is_text(declared: str) -> bool:
    return declared.startswith("text/") or declared.rpartition("+")[2] in ("xml", "json") or declared in _TEXT_TYPES
