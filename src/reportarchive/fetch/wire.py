"""One question to one checked address -> one payload: sent once, read whole within its limits, and classified.

No host is waited for here and nothing is followed: that is the fetcher's.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import httpcore
import httpx

from reportarchive.fetch import bodies, outcomes, robots
from reportarchive.fetch.transport import Deadline, PinnedTransport
from reportarchive.model import Outcome, Payload

if TYPE_CHECKING:
    from collections.abc import Mapping

    from reportarchive.fetch.addresses import Target

MAX_CONNECT_TRIES = 3


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked for: why, with which request headers, posting which form, and at which attempt."""

    purpose: str
    headers: Mapping[str, str] = field(default_factory=dict)
    form: Mapping[str, str] | None = None
    attempt: int = 1

    def redirected(self, status: int | None, *, same_host: bool) -> Question:
        """Return what is asked of the target of a redirect: the page whole, and a form only where it must be kept.

        RFC 9110, 15.4: 307 and 308 repeat the request, the others are followed by GET.
        """
        keeps_form = status in {307, 308} and same_host
        return replace(self, headers={}, form=self.form if keeps_form else None)


class Wire:
    """Sends requests under one name, with one limit of time and size; safe between threads."""

    def __init__(self, transport: PinnedTransport, *, user_agent: str, timeout_seconds: float, max_bytes: int) -> None:
        self._transport = transport
        self._headers = {
            "user-agent": user_agent,
            "accept": "*/*",
            "accept-encoding": bodies.ACCEPTED,
            "connection": "close",
        }
        self._timeout_seconds = timeout_seconds
        self._max_bytes = max_bytes

    def ask(self, target: Target, question: Question) -> Payload:
        """Return the answer of the first checked address that takes the connection."""
        started, deadline = time.monotonic(), Deadline(self._timeout_seconds)
        tries = target.addresses[:MAX_CONNECT_TRIES] or ("",)
        for address in tries:
            answer = self._send(target, address, deadline, question)
            if answer.status is not None or not _could_not_connect(answer):
                break
        took = max(round(time.monotonic() - started, 3), 0.001)  # 0.0 is that of a request not sent
        return replace(answer, seconds=took)

    def _send(self, target: Target, address: str, deadline: Deadline, question: Question) -> Payload:
        url, purpose = str(target.url), question.purpose
        status, headers, body = None, httpx.Headers(), b""
        limit = min(self._max_bytes, robots.MAX_BYTES) if purpose == "robots" else self._max_bytes
        try:
            response = self._transport.send(self._request(target, question), address, deadline)
            try:
                status, headers = response.status_code, response.headers
                if "location" not in headers or not 300 <= status < 400:
                    body = bodies.read_body(response, limit)
            finally:
                response.close()
            outcome, evidence = outcomes.classify(status, headers, body, purpose=purpose)
            if outcome is Outcome.NOT_MODIFIED and not question.headers:
                outcome, evidence = Outcome.SERVER_ERROR, "status 304 to a request without conditions"
        except bodies.BodyTooLarge as error:
            body = _whole_lines(error.head) if purpose == "robots" else b""
            outcome, evidence = (Outcome.OK if body else Outcome.TOO_LARGE), str(error)
        except bodies.BodyBrokenOff as error:
            outcome, evidence = Outcome.UNREACHABLE, str(error)
        except bodies.BodyRefused as error:
            outcome, evidence = Outcome.WRONG_TYPE, str(error)
        except _FAILURES as error:
            outcome, evidence = outcomes.classify_failure(error, deadline_passed=deadline.passed)
        ordered = tuple((name.decode("latin-1"), value.decode("latin-1")) for name, value in headers.raw)
        return Payload(url, url, outcome, status, ordered, body, (), "", 0.0, evidence)

    def _request(self, target: Target, question: Question) -> httpx.Request:
        headers = self._headers | dict(question.headers)
        if question.form is None:
            return httpx.Request("GET", target.url, headers=headers)
        return httpx.Request("POST", target.url, headers=headers, data=dict(question.form))


_FAILURES = (
    httpcore.TimeoutException,
    httpcore.NetworkError,
    httpcore.ProtocolError,
    httpcore.ProxyError,
    httpcore.UnsupportedProtocol,
    httpx.HTTPError,
    httpx.InvalidURL,
    httpx.StreamError,
    OSError,
    ValueError,
)


def _whole_lines(head: bytes) -> bytes:
    """Return the beginning without the line that the limit cut: half of `Disallow: /a/` would forbid everything."""
    return head[: max(head.rfind(b"\n"), head.rfind(b"\r")) + 1]


def _could_not_connect(answer: Payload) -> bool:
    return answer.outcome is Outcome.UNREACHABLE and answer.evidence.startswith("ConnectError")
