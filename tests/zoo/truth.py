"""What is true of the zoo as it stands: its reports, its look-alikes, its index links, and how its trials must end."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from tests.zoo.entries import Fate, entries_of
from tests.zoo.sites import MIRROR, indexes, read_data, sites
from tests.zoo.trials import trials

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from tests.zoo.entries import Entry
    from tests.zoo.sites import Index, Site
    from tests.zoo.trials import Trial


@dataclass(frozen=True, slots=True)
class Report:
    """A report that a harvest is to store, once, whichever of its addresses it was read at.

    `source` leads to it; `year` is the last of several; `twins` are further pages of it, `former` the address that
    it moved away from. `state` is `listed`, or `left` when its page is gone in this phase (404 or 410): what is
    stored of it stays.
    """

    source: str
    division: str
    issuer: str
    kind: str
    year: int
    url: str
    title: str
    published_on: str
    twins: tuple[str, ...] = ()
    former: str = ""
    state: str = "listed"


@dataclass(frozen=True, slots=True)
class LookAlike:
    """An address that a listing of a source shows and that must not be stored; `why` is its kind.

    Rows of a stray column have the column's own id in place of a source's.
    """

    source: str
    url: str
    title: str
    decision: str
    why: str


@dataclass(frozen=True, slots=True)
class IndexLink:
    """A link of an index page; `division` is None for a link that leads to no division's column."""

    source: str
    url: str
    text: str
    division: str | None


@dataclass(frozen=True, slots=True)
class TrialTruth:
    """How the trial `name` must end: the request for `url` in one of `outcomes`, with `finds` reports stored.

    `at` (listing, article, robots) is what misbehaves; `listing` and `article` are its addresses, whichever it is.
    """

    name: str
    says: str
    at: str
    source: str
    host: str
    url: str
    outcomes: tuple[str, ...]
    finds: int
    listing: str
    article: str


@dataclass(frozen=True)
class Truth:
    """All of it, in one phase; reports and look-alikes are those of the sites, not of the trials."""

    reports: tuple[Report, ...]
    look_alikes: tuple[LookAlike, ...]
    index_links: tuple[IndexLink, ...]
    trials: Mapping[str, TrialTruth]

    def reports_of(self, *sources: str) -> list[Report]:
        """Return the reports that these sources lead to."""
        return [report for report in self.reports if report.source in sources]

    @property
    def sources(self) -> list[str]:
        """The ids of the sources that lead to reports."""
        return list(dict.fromkeys(report.source for report in self.reports))


def truth_of(phase: int, addresses: Mapping[str, str]) -> Truth:
    """Return the truth about the zoo as it stands in a phase."""
    reports: list[Report] = []
    look_alikes: list[LookAlike] = []
    for site in sites():
        entries = entries_of(site, phase, addresses)
        reports += _reports(site, entries, addresses)
        look_alikes += _look_alikes(site, entries, addresses)
    links = [link for index in indexes() for link in _index_links(index, addresses)]
    ends = {trial.name: _trial_truth(trial, addresses) for trial in trials()}
    return Truth(tuple(reports), tuple(look_alikes), tuple(links), ends)


def _trial_truth(trial: Trial, addresses: Mapping[str, str]) -> TrialTruth:
    base = f"http://{addresses[trial.site.host]}"
    return TrialTruth(
        name=trial.name,
        says=trial.says,
        at=trial.at,
        source=trial.site.id,
        host=addresses[trial.site.host],
        url=base + trial.path_of(trial.shows),
        outcomes=trial.outcomes,
        finds=trial.finds,
        listing=base + trial.path_of("listing"),
        article=base + trial.path_of("article"),
    )


def _reports(site: Site, entries: Iterable[Entry], addresses: Mapping[str, str]) -> Iterator[Report]:
    base = f"http://{addresses[site.host]}"
    twins: dict[str, list[str]] = {}
    for entry in entries:
        if entry.fate is Fate.TWIN:
            twins.setdefault(entry.of, []).append(base + entry.path)
    for entry in entries:
        if entry.fate is not Fate.REPORT or entry.why == "moved" or entry.year is None:
            continue
        yield Report(
            source=site.source_id,
            division=site.division,
            issuer=site.issuer,
            kind=entry.kind,
            year=entry.year,
            url=base + entry.path,
            title=entry.title,
            published_on=entry.on.isoformat(),
            twins=tuple(twins.get(entry.path, ())),
            former=base + entry.of if entry.of else "",
            state="listed" if entry.listed else "left",
        )


def _look_alikes(site: Site, entries: Iterable[Entry], addresses: Mapping[str, str]) -> Iterator[LookAlike]:
    for entry in entries:
        if entry.fate in (Fate.REFUSE, Fate.NEEDS_REVIEW):
            url = f"http://{addresses[entry.host or site.host]}{entry.path}"
            yield LookAlike(site.source_id, url, entry.title, entry.fate.value, entry.why)
    if site.stray or "/api/" in site.listing:  # no page of a source shows furniture there
        return
    furniture = read_data("decoys.toml")
    for link in (*furniture["furniture"], *furniture["side"]):
        url = f"http://{addresses[site.host]}{link['to'].format(folder=site.folder)}"
        yield LookAlike(site.source_id, url, link["text"], Fate.REFUSE.value, "furniture")


def _index_links(index: Index, addresses: Mapping[str, str]) -> Iterator[IndexLink]:
    base, mirror = f"http://{addresses[index.host]}", f"http://{addresses[MIRROR]}"
    columns = {f"http://{addresses[site.host]}{site.folder}": site.division for site in sites() if not site.stray}
    for link in index.links:
        url = urljoin(base + index.folder, link.to.format(base=base, mirror=mirror))
        division = None if link.decoy else columns[url.removesuffix("index.html")]
        yield IndexLink(index.id, url, link.text, division)
