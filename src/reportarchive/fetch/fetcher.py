"""Address -> payload: guard, robots, slot, request, redirects. Every ending is an outcome, none an exception.

Refuses by exception only when no request may leave at all: no contact is set (`FetchRefused`).
"""

from __future__ import annotations

import re
import threading
import time
import uuid
from collections import defaultdict
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from http.cookiejar import CookieJar, DefaultCookiePolicy
from typing import TYPE_CHECKING

import httpx

from reportarchive.errors import FetchRefused
from reportarchive.fetch import addresses, bodies, outcomes, robots
from reportarchive.fetch.addresses import Refusal, Target
from reportarchive.fetch.transport import ADDRESS, Deadline, PinnedTransport
from reportarchive.model import Outcome, Payload

if TYPE_CHECKING:
    import ssl
    from collections.abc import Callable, Collection
    from typing import Self

    from reportarchive.fetch.addresses import Resolver
    from reportarchive.fetch.pacing import HostSlots

MAX_REDIRECTS = 5
MAX_CONNECT_TRIES = 3
CONNECT_SECONDS = 15.0


def utc_now() -> str:
    """Return the present time as UTC text (YYYY-MM-DDTHH:MM:SSZ)."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def has_contact(user_agent: str) -> bool:
    """Tell whether a user agent says whom to write to: `name/version (+contact)`."""
    return bool(re.search(r"\(\+[^()\s][^()]*\)", user_agent))


@dataclass(slots=True)
class _Kept:
    """Rules of one origin, and until when they hold; threads that ask the same origin wait for one answer."""

    guard: threading.Lock = field(default_factory=threading.Lock)
    rules: robots.Rules | None = None
    until: float = 0.0


@dataclass
class Fetcher:
    """Asks for one address after the other, politely; a context manager, and safe between threads.

    `slots` paces per host; `now` gives UTC text; `record` is told of every request made on the way (purpose
    `robots` or `redirect`), while the answer to `get` itself is the caller's to record. `resolver` and
    `tls` replace the system's name look-up and certificate store.
    """

    user_agent: str
    pause_seconds: float
    timeout_seconds: float
    max_bytes: int
    allow_loopback: bool
    slots: HostSlots
    proxy_url: str = ""
    now: Callable[[], str] = utc_now
    record: Callable[[Payload, str], None] | None = None
    resolver: Resolver = addresses.system_resolver
    tls: ssl.SSLContext | None = None
    owner: str = field(default_factory=lambda: uuid.uuid4().hex)

    def __post_init__(self) -> None:
        if self.proxy_url and not re.match(r"https?://[^/\s]+/?$", self.proxy_url):
            raise FetchRefused("the proxy must be http://host:port; set REPORTARCHIVE_PROXY_URL anew")
        self._kept: defaultdict[tuple[str, str, int], _Kept] = defaultdict(_Kept)
        context = self.tls or httpx.create_ssl_context(trust_env=False)
        self._client = httpx.Client(
            transport=PinnedTransport(context, self.proxy_url),
            trust_env=False,
            follow_redirects=False,
            # A cookie given by a wall is not shown to it again: walls are recorded, never passed.
            cookies=CookieJar(DefaultCookiePolicy(allowed_domains=())),
            headers={"user-agent": self.user_agent, "accept-encoding": bodies.ACCEPTED, "connection": "close"},
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close all connections."""
        self._client.close()

    def get(self, url: str, *, hosts: Collection[str], purpose: str) -> Payload:
        """Return how asking for an address ended, with the bytes when there were any.

        `hosts` is the allow-list for the address and every redirect (`name` or `name:port`); `purpose` is
        listing, article, attachment … and decides which content types make sense.

        Raises:
            FetchRefused: no contact is set and the address is not on this machine.
        """
        # Nothing else is raised: the network's failures are outcomes, the caller's errors are its own.
        return self._walk(url, hosts, purpose)

    def _walk(self, url: str, hosts: Collection[str], purpose: str) -> Payload:
        """Ask, and follow redirects, each after the same checks as the first address."""
        admitted, pause = self._admit(url, hosts, purpose)
        if isinstance(admitted, Refusal):
            return self._unasked(url, admitted)
        redirects: list[str] = []
        while True:
            asked = self._ask(admitted, pause, purpose)
            target = _redirect_target(asked)
            if target is None:
                return replace(asked, url=url, redirects=tuple(redirects))
            redirects.append(target)
            answer = replace(asked, url=url, redirects=tuple(redirects))
            if len(redirects) > MAX_REDIRECTS:
                evidence = f"more than {MAX_REDIRECTS} redirects"
                return replace(answer, outcome=Outcome.SERVER_ERROR, evidence=evidence)
            admitted, pause = self._admit(target, hosts, purpose)
            if isinstance(admitted, Refusal):
                evidence = f"redirected to {target[:200]}: {admitted.evidence}"
                return replace(answer, final_url=target, outcome=admitted.outcome, evidence=evidence)
            evidence = f"status {asked.status} to {target[:200]}"
            self._tell(replace(asked, outcome=Outcome.OK, redirects=(target,), evidence=evidence), "redirect")

    def _admit(self, url: str, hosts: Collection[str], purpose: str) -> tuple[Target | Refusal, float]:
        """Return the target with checked addresses and the host's pause, or why it is not asked."""
        target = addresses.parse_target(url)
        if isinstance(target, Refusal):
            return target, 0.0
        if not addresses.is_allowed_host(target, hosts):
            return Refusal(Outcome.OFF_HOST, f"{target.host}:{target.port} is not among the source's hosts"), 0.0
        if not has_contact(self.user_agent) and not addresses.is_local_name(target.host):
            raise FetchRefused(
                f"no request to {target.host} without a contact: set REPORTARCHIVE_CONTACT to an e-mail or URL"
            )
        checked = self._check_addresses(target)
        if isinstance(checked, Target) and not has_contact(self.user_agent) and not checked.is_loopback:
            raise FetchRefused(f"no request to {target.host} without a contact: set REPORTARCHIVE_CONTACT")
        if isinstance(checked, Refusal) or purpose == "robots":
            return checked, self.pause_seconds
        rules = self._rules_of(checked, hosts)
        refusal = rules.check(url)
        return refusal or checked, max(self.pause_seconds, rules.pause)

    def _check_addresses(self, target: Target) -> Target | Refusal:
        checked = addresses.check_addresses(target, self.resolver, allow_loopback=self.allow_loopback)
        if self.proxy_url and isinstance(checked, Refusal) and checked.outcome is Outcome.UNREACHABLE:
            return target  # behind a proxy names are often known to the proxy only
        return checked

    def _rules_of(self, target: Target, hosts: Collection[str]) -> robots.Rules:
        """Return the robots rules of the target's origin, asked at most once a day."""
        kept = self._kept[target.origin]
        with kept.guard:
            if kept.rules is None or kept.until <= time.monotonic():
                answer = self._walk(str(target.url.join("/robots.txt")), hosts, "robots")
                self._tell(answer, "robots")
                kept.rules = robots.read_rules(answer)
                kept.until = time.monotonic() + kept.rules.keep_seconds
            return kept.rules

    def _ask(self, target: Target, pause: float, purpose: str) -> Payload:
        """Send one request under the host's slot, trying the checked addresses in turn until one connects."""
        owner = f"{self.owner}-{threading.get_ident()}"
        with self.slots.hold(target.slot, pause, owner), Deadline(self.timeout_seconds) as deadline:
            requested_at, started = self.now(), time.monotonic()
            tries = target.addresses[:MAX_CONNECT_TRIES] or ("",)
            for address in tries:
                answer = self._send(target, address, deadline, purpose)
                if answer.status is not None or address == tries[-1] or not _could_not_connect(answer):
                    break
            return replace(answer, requested_at=requested_at, seconds=round(time.monotonic() - started, 3))

    def _send(self, target: Target, address: str, deadline: Deadline, purpose: str) -> Payload:
        url, status, headers, body = str(target.url), None, httpx.Headers(), b""
        limit = min(self.max_bytes, robots.MAX_BYTES) if purpose == "robots" else self.max_bytes
        timeout = httpx.Timeout(self.timeout_seconds, connect=min(self.timeout_seconds, CONNECT_SECONDS))
        request = self._client.build_request(
            "GET", target.url, timeout=timeout, extensions={ADDRESS: address, "trace": deadline.trace}
        )
        try:
            response = self._client.send(request, stream=True)
            try:
                status, headers = response.status_code, response.headers
                if "location" not in headers or not 300 <= status < 400:
                    body = bodies.read_body(response, limit)
            finally:
                response.close()
            outcome, evidence = outcomes.classify(status, headers, body, purpose=purpose)
        except bodies.BodyTooLarge as error:
            body = error.head if purpose == "robots" else b""
            outcome, evidence = (Outcome.OK if body else Outcome.TOO_LARGE), str(error)
        except bodies.BodyBrokenOff as error:
            outcome, evidence = Outcome.UNREACHABLE, str(error)
        except bodies.BodyRefused as error:
            outcome, evidence = Outcome.WRONG_TYPE, str(error)
        except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError, OSError, ValueError) as error:
            outcome, evidence = outcomes.classify_failure(error, deadline_passed=deadline.passed)
        ordered = tuple((name.decode("latin-1"), value.decode("latin-1")) for name, value in headers.raw)
        return Payload(url, url, outcome, status, ordered, body, (), "", 0.0, evidence)

    def _unasked(self, url: str, refusal: Refusal) -> Payload:
        return Payload(url, url, refusal.outcome, None, (), b"", (), self.now(), 0.0, refusal.evidence)

    def _tell(self, answer: Payload, purpose: str) -> None:
        if self.record is not None:
            self.record(answer, purpose)


def _could_not_connect(answer: Payload) -> bool:
    return answer.outcome is Outcome.UNREACHABLE and answer.evidence.startswith("ConnectError")


def _redirect_target(answer: Payload) -> str | None:
    """Return the absolute address an answer points to, or None when it is no redirect."""
    if answer.status not in (301, 302, 303, 307, 308):
        return None
    location = next((value for name, value in answer.headers if name.lower() == "location"), None)
    if location is None:
        return None
    try:
        written = location.encode("latin-1").decode("utf-8", "replace")
        return str(httpx.URL(answer.final_url).join(written.strip()))
    except (httpx.InvalidURL, ValueError):
        return location[:2000]
