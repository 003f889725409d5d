"""A candidate and the source that lists it -> whether it is a report of that source, by address and title.

The listing of a district also links to its neighbours, its departments and to mirrors. Only addresses on the
source's own hosts are taken, and only titles whose body is the source's issuer, a shorter form of it, or
none at all.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from reportarchive.discover.links import host_of, plain_twin
from reportarchive.model import IssuerKind
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


def select_candidate(candidate: Candidate, source: Source, *, is_row: bool = True) -> Selection:
    """Return whether a candidate is a report of the source.

    Rules: `off_host` (not on the source's hosts) and `foreign_issuer` (another body's report) refuse, else
    the title decides. A doubtful link that is no row of a list is `furniture` and refused: menus name the topic too.
    """
    reading = read_title(candidate.title, url=candidate.url)
    if host_of(candidate.url) not in allowed_hosts(source):
        return Selection(Decision.REFUSE, "off_host", reading)
    if reading.decision is Decision.REFUSE:
        return Selection(reading.decision, reading.rule, reading)
    if reading.issuer is not None and not _fits(reading.issuer, source):
        return Selection(Decision.REFUSE, "foreign_issuer", reading)
    if reading.decision is Decision.NEEDS_REVIEW and not is_row:
        return Selection(Decision.REFUSE, "furniture", reading)
    return Selection(reading.decision, reading.rule, reading)


def preferred(candidates: Sequence[Candidate]) -> Candidate:
    """Return which of several pages of one report is kept: no page for telephones, the newest listed, the first listed.

    A report that was put up again is the newer page: that is the one its site stands by.
    """
    return max(
        enumerate(candidates), key=lambda one: (plain_twin(one[1].url) is None, one[1].listed_on or "", -one[0])
    )[1]


@cache
def _words() -> dict[str, Any]:
    return tomllib.loads(files("reportarchive.discover").joinpath("data", "issuers.toml").read_text("utf-8"))


def _fits(issuer: str, source: Source) -> bool:
    """Tell whether the body of a title can be the source's issuer."""
    titled, expected = _plain(issuer), _plain(source.issuer)
    if titled == expected or issuer in _words()["bare"].get(source.issuer_kind.value, ()):
        return True
    if len(titled) >= 2 and (expected.endswith(titled) or titled.endswith(expected)):
        return True
    if source.issuer_kind is IssuerKind.GOVERNMENT:
        return False
    return len(titled) >= 3 and _is_short_for(titled, expected)


def _plain(name: str) -> str:
    """Return a body's name without 人民政府 and with one spelling per kind of office."""
    name = re.sub(r"\s+|\([^()]*\)", "", name)
    for written, short in _words()["short"].items():
        name = name.replace(written, short)
    return name


def _is_short_for(titled: str, expected: str) -> bool:
    """Tell whether the characters of the short name stand in the long one in order (发改委, 发展和改革委员会)."""
    rest = iter(expected)
    return titled[-1] == expected[-1] and all(char in rest for char in titled)
