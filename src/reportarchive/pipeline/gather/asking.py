"""One request of a run: asked with what the archive knows of the page, its bytes kept, its row noted.

Object first, row second: a crash between the two leaves an object without a row, and never a row without bytes.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

from reportarchive.archive import HostSlots
from reportarchive.fetch import Fetcher, validators_of
from reportarchive.model import Outcome
from reportarchive.pipeline.clock import utc_now
from reportarchive.text.folding import clean_controls

if TYPE_CHECKING:
    from collections.abc import Collection

    from reportarchive.archive import KeptPage
    from reportarchive.model import HostSlots as Slots
    from reportarchive.model import PageRequest, Payload
    from reportarchive.pipeline.reading import Hints
    from reportarchive.pipeline.runs import Run
    from reportarchive.settings import Settings

FULL_AFTER = timedelta(days=30)
"""After so long a page is asked for whole again: there are servers that call a changed page unmodified."""


@dataclass(frozen=True, slots=True)
class Answer:
    """How a request ended, and the page it gave: of an unmodified page the bytes and headers kept before.

    `fetch_id` is the request noted now, `page_id` the one that the bytes came with.
    """

    payload: Payload
    fetch_id: int
    page_id: int
    url: str
    body: bytes
    content_type: str | None

    @property
    def is_page(self) -> bool:
        """Whether there is a page to read."""
        return self.payload.outcome in {Outcome.OK, Outcome.NOT_MODIFIED}

    @property
    def is_unmodified(self) -> bool:
        """Whether the site says that the page is as it was."""
        return self.payload.outcome is Outcome.NOT_MODIFIED


@dataclass(frozen=True, slots=True)
class Asker:
    """Asks on behalf of one source of a run; every request leaves a row."""

    run: Run
    fetcher: Fetcher
    source_id: str
    hosts: Collection[str]

    def ask(self, request: PageRequest, purpose: str, hints: Hints) -> Answer:
        """Return the answer to a request, kept and noted.

        Raises:
            FetchRefused: no contact is set.
            CaptureError: the bytes cannot be kept.
        """
        kept = None if request.form else self._kept(request.url)
        validators = validators_of(kept.headers) if kept else None
        payload = self.fetcher.get(
            request.url, hosts=self.hosts, purpose=purpose, validators=validators, form=request.form
        )
        fetch_id = record_request(self.run, payload, purpose, source_id=self.source_id, hints=hints)
        if kept is not None and payload.outcome is Outcome.NOT_MODIFIED:
            body = self.run.holdings.store.get(kept.sha256)
            return Answer(payload, fetch_id, kept.fetch_id, kept.final_url, body, content_type_of(kept))
        return Answer(payload, fetch_id, fetch_id, payload.final_url, payload.body, payload.content_type)

    def _kept(self, url: str) -> KeptPage | None:
        """Return the page as last received, when it is recent and its bytes are still there."""
        kept = self.run.holdings.archive.kept_page(url)
        if kept is None or not self.run.holdings.store.has(kept.sha256):
            return None
        age = datetime.fromisoformat(utc_now()) - datetime.fromisoformat(kept.requested_at)
        return kept if age < FULL_AFTER else None


def content_type_of(kept: KeptPage) -> str | None:
    """Return the Content-Type header that a page came with."""
    return next((value for name, value in kept.headers if name.lower() == "content-type"), None)


def record_request(
    run: Run, payload: Payload, purpose: str, *, source_id: str | None = None, hints: Hints | None = None
) -> int:
    """Keep the bytes of an answer, then note the request, and return its id."""
    kept = run.holdings.store.put(payload.body) if payload.body else None
    return run.holdings.archive.record_fetch(
        run.run_id,
        payload,
        source_id=source_id,
        purpose=purpose,
        sha256=kept,
        size=len(payload.body) if kept else None,
        hints=hints.to_dict() if hints else {},
    )


def open_fetcher(run: Run) -> Fetcher:
    """Return a fetcher with the settings' manners and the archive's host slots; its own requests are noted too."""
    return fetcher_of(
        run.holdings.settings, HostSlots(run.holdings.archive), record=partial(_record_side, run), now=utc_now
    )


def fetcher_of(settings: Settings, slots: Slots, **more: Any) -> Fetcher:
    """Return a fetcher with the settings' manners; `more` are further fields of it."""
    return Fetcher(
        user_agent=settings.user_agent,
        pause_seconds=settings.pause_seconds,
        timeout_seconds=settings.timeout_seconds,
        max_bytes=settings.max_bytes,
        allow_loopback=settings.allow_loopback,
        proxy_url=settings.proxy_url,
        slots=slots,
        **more,
    )


def _record_side(run: Run, payload: Payload, purpose: str) -> None:
    record_request(run, payload, purpose)


def told(payload: Payload) -> str:
    """Return how a request ended, for the operator: the outcome and its evidence."""
    evidence = clean_controls(payload.evidence)[0]  # it may quote a header, and goes to terminals and logs
    return f"{payload.outcome.value} ({evidence})" if evidence else payload.outcome.value
