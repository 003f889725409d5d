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
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import httpx

from reportarchive.errors import FetchRefused
from reportarchive.fetch import addresses, redirects, robots, trying
from reportarchive.fetch.addresses import Refusal, Target
from reportarchive.fetch.transport import PinnedTransport
from reportarchive.fetch.validators import conditional
from reportarchive.fetch.wire import Question, Wire
from reportarchive.model import HostClosed, Outcome, Payload

if TYPE_CHECKING:
    import ssl
    from collections.abc import Callable, Collection, Mapping
    from typing import Self

    from reportarchive.fetch.addresses import Resolver
    from reportarchive.model import HostSlots, Validators


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
    `robots`, `redirect` or `retry`), while the answer to `get` itself is the caller's to record. `resolver` and
    `tls` replace the system's name look-up and certificate store.

    What may pass by itself is tried `tries` times, with rests that grow from `backoff_seconds`. A host that asks for a
    rest by Retry-After gets it; whoever asks meanwhile waits, or is refused when the rest is longer than
    `model.PATIENCE`.
    """

    user_agent: str
    pause_seconds: float
    timeout_seconds: float
    max_bytes: int
    allow_loopback: bool
    slots: HostSlots
    proxy_url: str = ""
    tries: int = 3
    backoff_seconds: float = 1.0
    now: Callable[[], str] = utc_now
    record: Callable[[Payload, str], None] | None = None
    resolver: Resolver = addresses.system_resolver
    tls: ssl.SSLContext | None = None
    owner: str = field(default_factory=lambda: uuid.uuid4().hex)

    def __post_init__(self) -> None:
        if self.proxy_url and not re.match(r"https?://[^/\s]+/?$", self.proxy_url):
            raise FetchRefused("the proxy must be http://host:port; set REPORTARCHIVE_PROXY_URL anew")
        self._kept: defaultdict[tuple[str, str, int], _Kept] = defaultdict(_Kept)
        self._guard = threading.Lock()
        context = self.tls or httpx.create_ssl_context(trust_env=False)
        self._wire = Wire(
            PinnedTransport(context, self.proxy_url),
            user_agent=self.user_agent,
            timeout_seconds=self.timeout_seconds,
            max_bytes=self.max_bytes,
        )
        self._is_closed = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Send nothing more: a thread left over from a run that ended must not go on asking."""
        self._is_closed = True

    def get(
        self,
        url: str,
        *,
        hosts: Collection[str],
        purpose: str,
        validators: Validators | None = None,
        form: Mapping[str, str] | None = None,
    ) -> Payload:
        """Return how asking for an address ended, with the bytes when there were any.

        `hosts` is the allow-list for the address and every redirect (`name` or `name:port`); `purpose` is
        listing, article, attachment … and decides which content types make sense. With `validators` the page is asked
        for only if it is another one; a `form` is posted, and always as a whole.

        Raises:
            FetchRefused: no contact is set and the address is not on this machine.
        """
        # Nothing else is raised: the network's failures are outcomes, the caller's errors are its own.
        # A form goes without conditions: to those a site answers 412 (RFC 9110, 13.1.2), which is a wall's status too.
        asked = Question(purpose, conditional(validators) if form is None else {}, form)
        return self._persist(url, hosts, asked)

    def _persist(self, url: str, hosts: Collection[str], asked: Question) -> Payload:
        """Ask again while that may help; each attempt but the last is told."""
        answer = self._walk(url, hosts, asked)
        while asked.attempt < self.tries and trying.is_worth_waiting(answer):
            self._tell(answer, "retry")
            asked = replace(asked, attempt=asked.attempt + 1)
            # The host rests before it is asked again: its slot sees to that, for every worker.
            answer = self._walk(url, hosts, asked)
        return answer

    def _walk(self, url: str, hosts: Collection[str], asked: Question) -> Payload:
        """Ask, and follow redirects, each after the same checks as the first address."""
        admitted, pause = self._admit(url, hosts, asked.purpose)
        if isinstance(admitted, Refusal):
            return self._unasked(url, admitted)
        followed: list[str] = []
        # A form answered by "see the same address" leads to a page: what was posted to was not yet got.
        begun = str(admitted.url) if asked.form is None else ""
        while True:
            try:
                given = self._ask(admitted, pause, asked)
            except HostClosed as closed:
                return replace(self._unasked(url, self._left_alone(closed)), redirects=tuple(followed))
            target = redirects.target_of(given)
            if target is None:
                return redirects.settled(replace(given, url=url, redirects=tuple(followed)), asked.purpose)
            followed.append(target)
            answer = replace(given, url=url, redirects=tuple(followed))
            if looped := redirects.loop(begun, followed):
                return replace(answer, outcome=Outcome.SERVER_ERROR, evidence=looped)
            before = admitted
            admitted, pause = self._admit(target, hosts, asked.purpose)
            if isinstance(admitted, Refusal):
                evidence = f"redirected to {target[:200]}: {admitted.evidence}"
                return replace(answer, final_url=target, outcome=admitted.outcome, evidence=evidence)
            asked = asked.redirected(given.status, same_host=admitted.slot == before.slot)
            evidence = f"status {given.status} to {target[:200]}"
            self._tell(replace(given, outcome=Outcome.OK, redirects=(target,), evidence=evidence), "redirect")

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
        with self._guard:
            kept = self._kept[target.origin]
        with kept.guard:
            if kept.rules is None or kept.until <= time.monotonic():
                answer = self._persist(str(target.url.join("/robots.txt")), hosts, Question("robots"))
                self._tell(answer, "robots")
                kept.rules = robots.read_rules(answer)
                kept.until = time.monotonic() + kept.rules.keep_seconds
            return kept.rules

    def _ask(self, target: Target, pause: float, asked: Question) -> Payload:
        """Send one request under the host's slot, which then rests as long as the answer asks for.

        Raises:
            HostClosed: the host rests for longer than a request waits.
        """
        owner = f"{self.owner}-{threading.get_ident()}"
        with self.slots.hold(target.slot, pause, owner) as held:
            if self._is_closed:
                raise FetchRefused("this fetcher is closed: its run is over")
            requested_at = self.now()
            answer = replace(self._wire.ask(target, asked), requested_at=requested_at)
            rest = trying.rest_after(answer, attempt=asked.attempt, backoff=self.backoff_seconds)
            held.let_rest(rest, answer.outcome.value)
            return answer

    def _left_alone(self, closed: HostClosed) -> Refusal:
        until = datetime.fromisoformat(self.now()) + timedelta(seconds=closed.seconds)
        said = f"not asked: {closed}, until {until:%Y-%m-%dT%H:%M:%SZ}, since it answered {closed.outcome}"
        return Refusal(Outcome(closed.outcome), said)

    def _unasked(self, url: str, refusal: Refusal) -> Payload:
        return Payload(url, url, refusal.outcome, None, (), b"", (), self.now(), 0.0, refusal.evidence)

    def _tell(self, answer: Payload, purpose: str) -> None:
        if self.record is not None:
            self.record(answer, purpose)
