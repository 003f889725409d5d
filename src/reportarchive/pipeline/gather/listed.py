"""What the listings of a source show: pages followed, rows judged, each report chosen once.

Nothing is asked here but listings. A listing that ends too early, repeats itself or shows nothing is a problem told,
and then what it does not show is not missing.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from reportarchive.archive import Judged
from reportarchive.discover import (
    has_shifted,
    next_page,
    preferred,
    read_index,
    read_listing,
    repeats,
    select_candidate,
    with_scheme,
)
from reportarchive.markup import decode
from reportarchive.model import IssuerKind, ListingAddress, Outcome, PageRequest
from reportarchive.pipeline.clock import today_in_china
from reportarchive.pipeline.gather.asking import told
from reportarchive.pipeline.reading import Hints
from reportarchive.text.titles import Decision

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from reportarchive.discover import Selection
    from reportarchive.model import Candidate, Family, Listing, Source
    from reportarchive.pipeline.gather.asking import Answer, Asker
    from reportarchive.pipeline.reading.readers import Readers
    from reportarchive.pipeline.tally import Tally

HISTORY = frozenset({"backfill", "probe"})
"""Kinds of runs that read listings which the site has closed, too."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a listing, judged: the source it was judged for, and the request that showed it."""

    source: Source
    candidate: Candidate
    selection: Selection
    fetch_id: int

    @property
    def identity(self) -> tuple[object, ...]:
        """What makes it one report of its issuer: kind and period, or its address when the title tells no year."""
        reading = self.selection.reading
        period = (self.candidate.url,) if reading.year is None else (reading.kind, reading.year, reading.period_end)
        return (self.source.division, *period)


class Listings:
    """The listings of one source, read once in a visit: its rows, and whether all that the site shows was seen."""

    def __init__(self, asker: Asker, source: Source, readers: Readers, tally: Tally) -> None:
        self.rows: list[Row] = []
        self.is_whole = True
        self.first_request: int | None = None
        self._asker = asker
        self._holdings = asker.run.holdings
        self._source = source
        self._readers = readers
        self._tally = tally
        self._known: set[str] = set()  # addresses of rows, so that two listings showing one page judge it once

    def read(self, *, must_stop: Callable[[], bool] = lambda: False) -> list[Row]:
        """Read all listings of the source and return their rows in order; `must_stop` is asked before each page."""
        for part in self._parts():
            for address in part.listings:
                if self._is_due(address):
                    self._read_listing(part, address.url, must_stop)
        self._compare_with_before()
        return self.rows

    def record(self, chosen: dict[str, str | None]) -> None:
        """Note every row with its decision; `chosen` maps the addresses of reports to that of the page kept of it."""
        by_request: dict[int, list[Judged]] = {}
        for row in self.rows:
            one, selection = row.candidate, row.selection
            judged = Judged(
                one.url, one.title, one.listed_on, selection.decision.value, selection.rule, chosen.get(one.url)
            )
            by_request.setdefault(row.fetch_id, []).append(judged)
        for fetch_id, judged_rows in by_request.items():
            self._holdings.archive.record_candidates(self._source.id, fetch_id, judged_rows)

    def _parts(self) -> Iterator[Source]:
        """Yield the source itself, or for an index one source for each division whose listing the index names."""
        if not self._source.index:
            yield self._source
            return
        for address in self._source.listings:
            if self._is_due(address):
                yield from self._indexed(address.url)

    def _indexed(self, url: str) -> Iterator[Source]:
        answer = self._ask(PageRequest(url), url)
        if answer is None:
            return
        registry = self._holdings.registry
        own = {listing for source in registry.sources.values() for listing in source.listing_urls}
        folders = read_index(_text_of(answer), url=answer.url)
        matched = 0
        for folder in folders:
            division = registry.match_below(self._source.division, folder.title)
            if division is None:
                continue
            matched += 1
            if folder.url not in own:
                yield self._part_of(division.code, folder.url)
        if not matched:
            self._judge(answer, Outcome.LAYOUT_CHANGED, "an index page that names no division")

    def _part_of(self, division: str, listing: str) -> Source:
        """Return the source that an index names: its government by the name that the registry knows it by."""
        registry = self._holdings.registry
        return replace(
            self._source,
            division=division,
            issuer=registry.government_of(division),
            issuer_kind=IssuerKind.GOVERNMENT,
            listings=(ListingAddress(listing),),
            index=False,
        )

    def _is_due(self, address: ListingAddress) -> bool:
        """Tell whether a listing is read: one that the site has closed only until it was read once since."""
        if address.is_kept_up(today_in_china()) or self._asker.run.kind in HISTORY:
            return address.opened is None or address.opened <= today_in_china()
        kept = self._holdings.archive.kept_page(address.url)
        return address.closed is not None and (kept is None or kept.requested_at[:10] <= address.closed)

    def _read_listing(self, part: Source, listing_url: str, must_stop: Callable[[], bool]) -> None:
        """Read one listing whole; one that is renamed under the reader's hands is read once more from its start."""
        for _ in range(2):
            if not self._follow(part, listing_url, must_stop):
                return
        self._miss(f"listing {listing_url}: it grew by a page each time it was read; rows may be missing")

    def _follow(self, part: Source, listing_url: str, must_stop: Callable[[], bool]) -> bool:
        """Follow a listing to its last page or the first that shows nothing new; tell whether it shifted meanwhile."""
        family = self._holdings.registry.family_of(part)
        most = self._holdings.settings.max_pages
        shown: list[Listing] = []
        request: PageRequest | None = PageRequest(listing_url)
        for number in range(1, most + 1):
            if request is None or must_stop():
                self.is_whole = self.is_whole and request is None
                return has_shifted(shown, family)
            read = self._read_page(request, listing_url, family)
            if read is None:
                return False
            answer, listing = read
            if not listing.rows and number == 1 and listing.feed is None:
                self._tell_empty(answer)
                return False
            shown.append(listing)
            if any(repeats(before, listing) for before in shown[:-1]):
                if number == 2 and (shown[0].pages or 0) > 1 and not has_shifted(shown, family):
                    self._miss(f"listing {request.url}: page 2 repeats page 1; is {family.id} its family?")
                return has_shifted(shown, family)
            self._take(part, listing, answer.fetch_id)
            full = next((before for before in shown if before.rows), listing)
            request = next_page(listing, listing_url=listing_url, family=family, n=number, first=full)
        if request is not None:
            self._miss(f"listing {listing_url}: more than {most} pages; the rest was not read")
        return has_shifted(shown, family)

    def _read_page(self, request: PageRequest, listing_url: str, family: Family) -> tuple[Answer, Listing] | None:
        """Return a page of a listing, asked again by a form where the site gives no rows for a plain request."""
        for asked in (request, *([PageRequest(request.url, form=request.or_form)] if request.or_form else [])):
            is_last = asked.form is not None or request.or_form is None
            answer = self._ask(asked, listing_url, is_last=is_last)
            if answer is None:
                continue
            listing: Listing = self._readers.call(
                _read_page, answer.body, answer.content_type, url=answer.url, family=family
            )
            if listing.rows or is_last:
                return answer, listing
        return None

    def _take(self, part: Source, listing: Listing, fetch_id: int) -> None:
        registry = self._holdings.registry
        place = [registry.division(code).name for code in reversed(registry.line_of(part.division))]
        for listed in listing.candidates:
            url = with_scheme(listed.url, part.scheme, self._asker.hosts)
            candidate = replace(listed, url=url)
            if candidate.url not in self._known:
                self._known.add(candidate.url)
                is_row = listed.url in listing.rows
                selection = select_candidate(candidate, part, place=place, is_row=is_row)
                self.rows.append(Row(part, candidate, selection, fetch_id))

    def _ask(self, request: PageRequest, listing_url: str, *, is_last: bool = True) -> Answer | None:
        """Return the answer when it is a page; anything else is a problem told, unless it can be asked otherwise."""
        self._tally.counts["listings"] += 1
        answer = self._asker.ask(request, "listing", Hints())
        self.first_request = self.first_request or answer.fetch_id
        if answer.is_page:
            return answer
        if is_last:
            self._miss(f"listing {listing_url}: {told(answer.payload)}")
        return None

    def _tell_empty(self, answer: Answer) -> None:
        """A page frame without rows: empty, or changed when the source once showed reports."""
        if self._holdings.archive.accepted_urls(self._source.id):
            self._judge(answer, Outcome.LAYOUT_CHANGED, "a listing without rows, which had reports before")
        else:
            self._judge(answer, Outcome.EMPTY, "a listing without rows")

    def _compare_with_before(self) -> None:
        """A source whose listings showed reports before and now shows none has changed, or is not itself."""
        accepted = any(row.selection.decision is Decision.ACCEPT for row in self.rows)
        if self.first_request is None or accepted or not self.is_whole:
            return
        before = self._holdings.archive.accepted_urls(self._source.id)
        if before:
            evidence = f"none of the {len(before)} reports shown before is listed, and no other"
            self._holdings.archive.judge_fetch(self.first_request, Outcome.LAYOUT_CHANGED, evidence)
            self._miss(f"listings: {Outcome.LAYOUT_CHANGED.value} ({evidence})")

    def _judge(self, answer: Answer, outcome: Outcome, evidence: str) -> None:
        self._holdings.archive.judge_fetch(answer.fetch_id, outcome, evidence)
        self._miss(f"listing {answer.payload.url}: {outcome.value} ({evidence})")

    def _miss(self, problem: str) -> None:
        self.is_whole = False
        self._tally.fail(problem)


def choose(rows: list[Row]) -> dict[str, str | None]:
    """Return, per address of an accepted row, None when it is the page kept of its report, else that page's address."""
    by_report: dict[tuple[object, ...], list[Row]] = {}
    for row in rows:
        if row.selection.decision is Decision.ACCEPT:
            by_report.setdefault(row.identity, []).append(row)
    chosen: dict[str, str | None] = {}
    for same in by_report.values():
        kept = preferred([row.candidate for row in same]).url
        chosen.update({row.candidate.url: None if row.candidate.url == kept else kept for row in same})
    return chosen


def _read_page(body: bytes, content_type: str | None, *, url: str, family: Family) -> Listing:
    return read_listing(decode(body, content_type=content_type).text, url=url, family=family)


def _text_of(answer: Answer) -> str:
    return decode(answer.body, content_type=answer.content_type).text
