"""A candidate and the source that lists it -> whether it is a report of that source, by address and title.

The listing of a district also links to its neighbours, its departments and to mirrors. Only addresses on the
source's own hosts are taken, and only titles whose body is the source's issuer, a shorter form of it, or
none at all.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from reportarchive.discover.issuers import Match, match_issuer
from reportarchive.discover.links import host_of, without_wap
from reportarchive.text.titles import Decision, TitleReading, read_title

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reportarchive.model import Candidate, Source


@dataclass(frozen=True, slots=True)
class Selection:
    """What was decided of a candidate and by which rule, with what its title says."""

    decision: Decision
    rule: str
    reading: TitleReading


def allowed_hosts(source: Source) -> frozenset[str]:
    """Return the hosts a source may be asked at: those of its listings and its `hosts`."""
    return frozenset({host_of(url) for url in source.listing_urls} | {host.lower() for host in source.hosts})


def select_candidate(
    candidate: Candidate, source: Source, *, place: Sequence[str] = (), is_row: bool = True
) -> Selection:
    """Return whether a candidate is a report of the source.

    `place` names the source's division and those above it, from the top down. Rules: `off_host` (not on the source's
    hosts) and `foreign_issuer` (certainly another body's report, which that body's own source brings) refuse;
    `unsure_issuer` (a body that may be the issuer under another name) needs a review; else the title decides. A
    doubtful link that is no row of a list is `furniture` and refused: menus name the topic too.
    """
    reading = read_title(candidate.title, url=candidate.url)
    if host_of(candidate.url) not in allowed_hosts(source):
        return Selection(Decision.REFUSE, "off_host", reading)
    if reading.decision is Decision.REFUSE:
        return Selection(reading.decision, reading.rule, reading)
    match = Match.OWN if reading.issuer is None else match_issuer(reading.issuer, source, place=place)
    if match is Match.FOREIGN:
        return Selection(Decision.REFUSE, "foreign_issuer", reading)
    if not is_row and (match is Match.UNSURE or reading.decision is Decision.NEEDS_REVIEW):
        return Selection(Decision.REFUSE, "furniture", reading)
    if match is Match.UNSURE:
        return Selection(Decision.NEEDS_REVIEW, "unsure_issuer", reading)
    return Selection(reading.decision, reading.rule, reading)


def preferred(candidates: Sequence[Candidate]) -> Candidate:
    """Return which of several pages of one report is kept: no page for telephones, the earliest dated, the first.

    A report put up again years later was published when it first was, and that day decides whether it was in time.
    """
    order = enumerate(candidates)
    return min(order, key=lambda one: (without_wap(one[1].url) != one[1].url, one[1].listed_on or "9999", one[0]))[1]
