"""What is asked and what is said back: a plain answer, or a script of bytes, pauses and a reset for broken ones."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from email.utils import formatdate, parsedate_to_datetime
from hashlib import sha256
from http import HTTPStatus
from typing import TYPE_CHECKING
from urllib.parse import parse_qs

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

EPOCH_DAY = 719163  # the ordinal of 1970-01-01


@dataclass(frozen=True, slots=True)
class Ask:
    """One request as it came in; header names are lower case."""

    host: str
    method: str
    path: str
    query: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""

    @property
    def target(self) -> str:
        """Path and query, as in the request line."""
        return f"{self.path}?{self.query}" if self.query else self.path

    @property
    def parameters(self) -> dict[str, str]:
        """The parameters of query and form, the last one of a name."""
        written = "&".join(filter(None, (self.query, self.body.decode("latin-1"))))
        return {name: values[-1] for name, values in parse_qs(written, keep_blank_values=True).items()}


@dataclass(frozen=True, slots=True)
class Pause:
    """Seconds of silence; ends early when the client leaves."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Reset:
    """The connection is torn down (RST), not closed in good order."""


Script = Iterable[bytes | Pause | Reset]
"""The bytes of an answer, head included, step by step; the connection is closed behind them."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A whole answer; length and connection headers are added when it is sent."""

    body: bytes = b""
    status: int = 200
    content_type: str = "text/html"
    headers: tuple[tuple[str, str], ...] = ()

    def head(self, *, length: int | None, close: bool) -> bytes:
        """Return status line and headers with the empty line behind them."""
        lines = [f"HTTP/1.1 {self.status} {_phrase(self.status)}", "Server: zoo"]
        lines += [f"Content-Type: {self.content_type}"] if self.content_type else []
        lines += [f"{name}: {value}" for name, value in self.headers]
        lines += [] if length is None else [f"Content-Length: {length}"]
        lines += ["Connection: close"] if close else []
        return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1")


def _phrase(status: int) -> str:
    return HTTPStatus(status).phrase if status in set(HTTPStatus) else "Unknown"


def etag_of(body: bytes) -> str:
    """Return an entity tag that changes with the body and with nothing else."""
    return f'"{sha256(body).hexdigest()[:16]}"'


def validated(answer: Answer, ask: Ask, *, changed_on: date) -> Answer:
    """Return the answer with ETag and Last-Modified, or 304 when the request shows that it is known."""
    tag = etag_of(answer.body)
    stamp = formatdate((changed_on.toordinal() - EPOCH_DAY) * 86400, usegmt=True)
    validators = (*answer.headers, ("ETag", tag), ("Last-Modified", stamp))
    if "if-none-match" in ask.headers:
        known = tag in ask.headers["if-none-match"]
    else:
        since = ask.headers.get("if-modified-since", "")
        known = bool(since) and parsedate_to_datetime(since) >= parsedate_to_datetime(stamp)
    if known:
        return Answer(status=304, content_type="", headers=validators)
    return Answer(answer.body, answer.status, answer.content_type, validators)
