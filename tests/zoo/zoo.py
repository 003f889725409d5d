"""All of it together: sockets, pages of every host in a phase, trials that misbehave, the log, and the truth."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from tests.zoo.answers import Answer, validated
from tests.zoo.cms import listing_pages
from tests.zoo.cms.listing import Listing, Pages, Reply
from tests.zoo.entries import PHASES, entries_of
from tests.zoo.frames import Frames
from tests.zoo.log import RequestLog
from tests.zoo.server import address_of, open_sockets, serving
from tests.zoo.sites import MIRROR, OFF, indexes, sites
from tests.zoo.source_file import sources_toml
from tests.zoo.trials import ROBOTS, Trial, trials
from tests.zoo.truth import Truth, truth_of

if TYPE_CHECKING:
    from tests.zoo.answers import Ask, Script
    from tests.zoo.sites import Index, Site

RULES = Answer(b"User-agent: *\nDisallow: /admin/\nDisallow: /login\n", content_type="text/plain")
WITHOUT_RULES = ("old", "rows", "breaks")  # the looks of sites too old to have a robots.txt


@dataclass
class Zoo:
    """The sites that are being served; `addresses` gives `127.0.0.1:PORT` for each host's key."""

    addresses: Mapping[str, str]
    log: RequestLog = field(default_factory=RequestLog)
    phase: int = PHASES[0]

    def __post_init__(self) -> None:
        self._keys = {address: key for key, address in self.addresses.items()}
        self._trials = {trial.site.host: trial for trial in trials()}
        self._astray: frozenset[str] = frozenset()
        self._asked: Counter[tuple[str, str]] = Counter()
        self._turns: dict[tuple[str, str], int] = {}
        self.turn(self.phase)

    @property
    def truth(self) -> Truth:
        """What is true of the sites as they stand."""
        return truth_of(self.phase, self.addresses)

    def sources_toml(self, *only: str) -> str:
        """Return the source file of all sources, or of those named."""
        return sources_toml(self.addresses, only)

    def base(self, host: str) -> str:
        """Return `http://127.0.0.1:PORT` of a host's key."""
        return f"http://{self.addresses[host]}"

    def turn(self, phase: int) -> None:
        """Let the sites stand as they do in a phase; in phase 2 there are edits, deletions, moves and new pages."""
        if phase not in PHASES:
            raise ValueError(f"no phase {phase}; there are {PHASES}")
        self._pages, self._frames = _build(phase, self.addresses)
        self.phase = phase

    def turn_behind(self, host: str, target: str, phase: int) -> None:
        """Let the sites turn to a phase as soon as a target of a host's key was answered, once."""
        self._turns[host, target] = phase

    def misbehave(self, *names: str) -> None:
        """Let trials misbehave from the next request on; their requests are counted anew."""
        strange = set(names) - {trial.name for trial in self._trials.values()}
        if strange:
            raise ValueError(f"no such trials: {sorted(strange)}")
        self._asked.clear()
        self._astray |= set(names)

    def calm(self) -> None:
        """Let all trials behave again."""
        self._astray = frozenset()

    def answer(self, ask: Ask) -> Answer | Script:
        """Return what the asked host says."""
        key = self._keys[ask.host]
        trial = self._trials.get(key)
        if trial and trial.name in self._astray and trial.claims(ask):
            return self._play(trial, ask, key)
        # A target with its query first; a static page does not care about one.
        said = self._at(key, ask.target if ask.target in self._pages[key] else ask.path, ask)
        if (phase := self._turns.pop((key, ask.target), None)) is not None:
            self.turn(phase)
        return said

    def _at(self, key: str, target: str, ask: Ask) -> Answer:
        reply = self._pages[key].get(target)
        if reply is None:
            missing = self._frames[key].page("not_found")
            return Answer(missing.body, 404, missing.content_type)
        return reply if isinstance(reply, Answer) else reply(ask)

    def _play(self, trial: Trial, ask: Ask, key: str) -> Answer | Script:
        healthy = self._at(key, trial.path_of(trial.at), ask)
        before = self._asked[key, ask.path]
        self._asked[key, ask.path] += 1
        return trial.play(ask, healthy, self._frames[key], asked_before=before, off=self.base(OFF))


@contextmanager
def open_zoo(*, think_seconds: float = 0.0) -> Iterator[Zoo]:
    """Serve the zoo until the context ends; `think_seconds` before each answer make requests at once easy to see."""
    keys = [*(site.host for site in sites()), *(trial.site.host for trial in trials()), MIRROR, OFF]
    with ExitStack() as stack:
        sockets = open_sockets(dict.fromkeys(keys))
        for one in sockets.values():
            stack.callback(one.close)
        zoo = Zoo({key: address_of(one) for key, one in sockets.items()})
        stack.enter_context(serving(sockets.values(), zoo.answer, zoo.log, think_seconds=think_seconds))
        yield zoo


def _build(phase: int, addresses: Mapping[str, str]) -> tuple[dict[str, Pages], dict[str, Frames]]:
    """Return the pages of every host in a phase, and the frames that its missing pages are shown in."""
    pages: dict[str, Pages] = {key: {} for key in addresses}
    frames: dict[str, Frames] = {}
    for site in (*sites(), *(trial.site for trial in trials())):
        if site.host not in frames:
            frames[site.host] = Frames(site, f"http://{addresses[site.host]}")
            pages[site.host] |= _front(frames[site.host])
        _add_site(site, phase, addresses, pages)
    for index in indexes():
        pages[index.host][index.folder] = _index_page(index, frames[index.host], addresses)
    for key in (MIRROR, OFF):  # nobody's hosts: the first site's words stand on their missing pages
        frames[key] = Frames(sites()[0], f"http://{addresses[key]}")
    return pages, frames


def _front(frames: Frames) -> Pages:
    home = frames.page("home")
    rules: Pages = {} if frames.site.look in WITHOUT_RULES else {ROBOTS: RULES}
    return {"/": home, "/index.html": home} | rules


def _add_site(site: Site, phase: int, addresses: Mapping[str, str], pages: dict[str, Pages]) -> None:
    entries = entries_of(site, phase, addresses)
    listing = Listing(site, tuple(entry for entry in entries if entry.listed), addresses)
    rebuilt = date(2026, 5, phase)
    for target, reply in listing_pages(listing).items():
        pages[site.host][target] = _with_validators(site, reply, rebuilt)
    for entry in entries:
        page = listing.frames.article(entry)
        if entry.status != 200:
            left = listing.frames.page("not_found")
            page = Answer(left.body, entry.status, left.content_type)
        host = pages[entry.host or site.host]
        host[entry.path] = _with_validators(site, page, entry.changed_on or entry.on)


def _with_validators(site: Site, reply: Reply, changed_on: date) -> Reply:
    """Return the reply with validators where the site gives them and the page is there."""
    if site.validators and isinstance(reply, Answer) and reply.status == 200:
        return partial(validated, reply, changed_on=changed_on)
    return reply


def _index_page(index: Index, frames: Frames, addresses: Mapping[str, str]) -> Answer:
    words = {"base": frames.base, "mirror": f"http://{addresses[MIRROR]}"}
    rows = "\n".join(f'<li><a href="{link.to.format(**words)}">{link.text}</a></li>' for link in index.links)
    return frames.listing(rows, "")
