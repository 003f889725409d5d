"""Which endings of a request may pass by themselves, and how long a host is left alone after each.

Backoff is exponential with full jitter, so that workers that failed together do not come back together. What a site
asks for by `Retry-After` (RFC 9110, 10.2.3) is kept, within a day.
"""

from __future__ import annotations

import random
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

from reportarchive.model import PATIENCE, Outcome

if TYPE_CHECKING:
    from reportarchive.model import Payload

PASSING_STATUS = frozenset({500, 502, 503, 504})
LONGEST_REST = 86_400.0
"""Seconds; a site that asks for more is asked again a day later all the same."""


def may_pass(answer: Payload) -> bool:
    """Tell whether the same request may end otherwise in a moment: a time-out, a break, an overload.

    What was not asked at all (0 seconds: a host that is closed, a name that is not known) will not.
    """
    if not answer.seconds:
        return False
    if answer.outcome is Outcome.SERVER_ERROR:
        return answer.status in PASSING_STATUS
    return answer.outcome in {Outcome.TIMEOUT, Outcome.RATE_LIMITED, Outcome.UNREACHABLE}


def is_worth_waiting(answer: Payload) -> bool:
    """Tell whether the host may be asked again before anybody loses patience."""
    return may_pass(answer) and (retry_after(answer.headers) or 0.0) <= PATIENCE


def rest_after(answer: Payload, *, attempt: int, backoff: float) -> float:
    """Return for how many seconds nobody should ask the host after this answer, 0.0 for no longer than its pause.

    `attempt` counts from 1, `backoff` is the first step in seconds.
    """
    if not may_pass(answer):
        return 0.0
    asked = retry_after(answer.headers) if answer.outcome in {Outcome.RATE_LIMITED, Outcome.SERVER_ERROR} else None
    if asked is not None:
        return asked
    return random.uniform(0, backoff * 2 ** (attempt - 1))  # noqa: S311 - no secret


def retry_after(headers: tuple[tuple[str, str], ...]) -> float | None:
    """Return the seconds that a `Retry-After` header asks for, or None when it asks for nothing that can be."""
    written = next((value.strip() for name, value in headers if name.lower() == "retry-after"), "")[:64]
    if written.isascii() and written.isdigit():
        return min(float(written), LONGEST_REST)
    try:
        until = parsedate_to_datetime(written)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    if until.tzinfo is None:
        until = until.replace(tzinfo=UTC)
    try:
        seconds = (until - datetime.now(UTC)).total_seconds()
    except OverflowError:
        return None
    return min(max(seconds, 0.0), LONGEST_REST)
