"""What moves between listing page and archive: scope, candidate, payload, and how a request ended."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


class Outcome(StrEnum):
    """How one request ended; every outcome but `ok` leaves stored data as it was (docs/outcomes.md)."""

    OK = "ok"
    NOT_MODIFIED = "not_modified"
    NOT_FOUND = "not_found"
    SOFT_NOT_FOUND = "soft_not_found"
    GONE = "gone"
    BLOCKED_CHALLENGE = "blocked_challenge"
    RATE_LIMITED = "rate_limited"
    ROBOTS_DENIED = "robots_denied"
    SERVER_ERROR = "server_error"
    TLS_REFUSED = "tls_refused"
    TIMEOUT = "timeout"
    UNREACHABLE = "unreachable"
    TOO_LARGE = "too_large"
    EMPTY = "empty"
    WRONG_TYPE = "wrong_type"
    LAYOUT_CHANGED = "layout_changed"
    NEEDS_EXTRACTION = "needs_extraction"
    OFF_HOST = "off_host"
    ADDRESS_REFUSED = "address_refused"


@dataclass(frozen=True, slots=True)
class Scope:
    """What a run covers: empty tuples mean all; `limit` caps the articles fetched in the whole run."""

    years: tuple[int, ...] = ()
    divisions: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    only_failed: bool = False
    limit: int | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """One of several parts of the stored reports that are read anew apart: `number` from 1 to `of`.

    All reports of an issuer are in one part, whatever is stored meanwhile, so that parts leave nothing out.
    """

    number: int
    of: int

    def __str__(self) -> str:
        return f"{self.number}/{self.of}"


WHOLE = Part(1, 1)


@dataclass(frozen=True, slots=True)
class Candidate:
    """One row of a listing page: an absolute URL, the link's text, and the row's date (ISO) if it has one."""

    url: str
    title: str
    listed_on: str | None = None


@dataclass(frozen=True, slots=True)
class PageScript:
    """What the script below a list says of its pages: the files' stem and extension, and the page's own number.

    `current` is 0 on the first page where files count from 0, and 1 where they count from 1.
    """

    stem: str
    ext: str
    current: int


@dataclass(frozen=True, slots=True)
class Listing:
    """One listing page read: its links in order, how many pages it says there are, and how it goes on.

    `rows` are the addresses of the links that are rows of a list and no furniture of the page; `feed` is the request
    for the rows behind them where the site hands rows out as data. Of such rows `total` is how many the site says it
    has, and `number` the page's own number. `script` says how the files of a list's pages are named.
    """

    candidates: tuple[Candidate, ...]
    pages: int | None = None
    next_url: str | None = None
    rows: frozenset[str] = frozenset()
    feed: PageRequest | None = None
    total: int | None = None
    number: int | None = None
    script: PageScript | None = None


@dataclass(frozen=True, slots=True)
class Validators:
    """What a site said of the page it gave last, so that it need not give it again (RFC 9110, 13.1)."""

    etag: str | None = None
    last_modified: str | None = None


@dataclass(frozen=True, slots=True)
class PageRequest:
    """How a listing goes on: the address of its next page, and the form fields when it is posted to.

    `or_form` are the fields to post to it where the site gives nothing for the asking.
    """

    url: str
    form: Mapping[str, str] | None = None
    or_form: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Payload:
    """One request's result as received: bytes unaltered, headers in order, redirects as asked.

    `requested_at` is UTC text (YYYY-MM-DDTHH:MM:SSZ); `status` is None when no answer came; `evidence` says
    in a few words what decided the outcome; `seconds` is 0.0 when nothing was sent. `body` is empty unless an
    answer with a body was read whole.
    """

    url: str
    final_url: str
    outcome: Outcome
    status: int | None
    headers: tuple[tuple[str, str], ...]
    body: bytes
    redirects: tuple[str, ...]
    requested_at: str
    seconds: float
    evidence: str = ""

    @property
    def content_type(self) -> str | None:
        """The Content-Type header as received, or None."""
        return next((value for name, value in self.headers if name.lower() == "content-type"), None)
