"""The answer to /robots.txt -> whether an address may be asked, at what pause, and for how long that holds.

Absent rules allow (404, a redirect away, a web page in their place); rules that cannot be had just now
(5xx, no answer in time) deny for a while, as the robots exclusion protocol (RFC 9309, 2.3.1) asks.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from protego import Protego

from reportarchive.fetch.addresses import Refusal
from reportarchive.model import LONGEST_PAUSE, Outcome, Payload

AGENT = "reportarchive"
MAX_BYTES = 512_000  # RFC 9309, 2.5: at least 500 kibibytes are read
KEEP_SECONDS = 86_400.0
RETRY_SECONDS = 600.0


@dataclass(frozen=True, slots=True)
class Rules:
    """What a host says of itself: parsed rules, or a refusal for all its addresses, or neither (all allowed)."""

    parsed: Protego | None = None
    refusal: Refusal | None = None
    keep_seconds: float = KEEP_SECONDS

    def check(self, url: str) -> Refusal | None:
        """Return why an address must not be asked, or None."""
        if self.refusal is not None:
            return self.refusal
        if self.parsed is not None and not self.parsed.can_fetch(url, AGENT):
            return Refusal(Outcome.ROBOTS_DENIED, "robots.txt disallows this address")
        if self.pause > LONGEST_PAUSE:
            return Refusal(Outcome.ROBOTS_DENIED, f"robots.txt asks for {self.pause:g} s between requests")
        return None

    @property
    def pause(self) -> float:
        """Seconds between two requests that the host asks for, 0.0 when it asks for none."""
        if self.parsed is None:
            return 0.0
        delay = self.parsed.crawl_delay(AGENT) or 0.0
        rate = self.parsed.request_rate(AGENT)
        if rate is not None and rate.requests:
            delay = max(delay, rate.seconds / rate.requests)
        return delay if math.isfinite(delay) and delay > 0 else 0.0


def read_rules(answer: Payload) -> Rules:
    """Return the rules that an answer to /robots.txt gives."""
    status, said = answer.status or 0, f"robots.txt: {answer.evidence or answer.outcome}"
    if answer.outcome is Outcome.OK:
        return _parsed(answer)
    if answer.outcome in (Outcome.OFF_HOST, Outcome.EMPTY) or (300 <= status < 500 and status != 429):
        return Rules()
    if not answer.seconds:  # the host is closed: its slot says until when, and a copy kept here would outlast that
        return Rules(refusal=Refusal(answer.outcome, said), keep_seconds=0.0)
    later = Outcome.ROBOTS_DENIED if answer.outcome in (Outcome.SERVER_ERROR, Outcome.TIMEOUT) else answer.outcome
    return Rules(refusal=Refusal(later, said), keep_seconds=RETRY_SECONDS)


def _parsed(answer: Payload) -> Rules:
    text = answer.body.decode("utf-8-sig", "replace")
    is_page = "html" in (answer.content_type or "").lower() or text.lstrip().startswith("<")
    return Rules() if is_page else Rules(parsed=Protego.parse(text))
