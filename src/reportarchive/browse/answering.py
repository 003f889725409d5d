"""One request to one answer: the page function is called, its answer becomes bytes and headers, its refusal a page.

Every answer forbids the browser whatever these pages do not need: scripts, frames, other hosts.
"""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, unquote

from reportarchive.browse.answers import Asked, File, Moved, Page
from reportarchive.browse.rendering import render
from reportarchive.errors import CaptureError, QueryRefused, ReportArchiveError, UnknownName, UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from reportarchive.browse.answers import Answer
    from reportarchive.browse.site import Site

HTML = "text/html; charset=utf-8"
PAGE_POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
FILE_POLICY = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; sandbox"
"""Of a chart, whose own style is within it, and of kept bytes: nothing in them runs or asks, even if it could."""
ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-cache",
}
STATUS: Mapping[type[ReportArchiveError], HTTPStatus] = {
    UnknownName: HTTPStatus.NOT_FOUND,
    CaptureError: HTTPStatus.NOT_FOUND,
    UsageError: HTTPStatus.BAD_REQUEST,
    QueryRefused: HTTPStatus.BAD_REQUEST,
}
READING = ("GET", "HEAD")


@dataclass(frozen=True, slots=True)
class Sent:
    """What goes back to the browser."""

    status: int
    media_type: str
    headers: Mapping[str, str]
    body: bytes


def read_address(parts: Mapping[str, str], query: str) -> Asked:
    """Return what an address asks: its parts decoded, and of its query the last value of each name."""
    told = {name: unquote(part, errors="replace") for name, part in parts.items()}
    return Asked(told, dict(parse_qsl(query, errors="replace", max_num_fields=50)))


def answer(site: Site, ask: Callable[[Site, Asked], Answer], method: str, asked: Asked) -> Sent:
    """Return what a page function answers, or the page that says why it does not."""
    if method not in READING:
        return _page(_refusal(HTTPStatus.METHOD_NOT_ALLOWED, "these pages are for reading"))
    try:
        found = ask(site, asked)
    except ReportArchiveError as error:
        status = STATUS.get(type(error), HTTPStatus.SERVICE_UNAVAILABLE)
        return _page(_refusal(status, str(error)))
    if isinstance(found, Moved):
        return Sent(HTTPStatus.FOUND, HTML, {**ALWAYS, "Location": found.to}, b"")
    if isinstance(found, File):
        saved = {"Content-Disposition": f'inline; filename="{found.name}"'} if found.name else {}
        policy = {"Content-Security-Policy": FILE_POLICY}
        return Sent(HTTPStatus.OK, found.media_type, {**ALWAYS, **policy, **saved}, found.body)
    return _page(found)


def _page(page: Page) -> Sent:
    return Sent(page.status, HTML, {**ALWAYS, "Content-Security-Policy": PAGE_POLICY}, render(page).encode())


def _refusal(status: HTTPStatus, why: str) -> Page:
    return Page("refusal.html", {"status": status.value, "why": why[:500]}, status.value)
