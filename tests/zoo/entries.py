"""A site in a phase -> the rows of its listing and the pages behind them: reports, twins of them, look-alikes.

What a row is (`fate`) is the truth that a harvest is held against, so it is decided here, from the data alone.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from tests.zoo.prose import report_lines
from tests.zoo.sites import MIRROR, Site, places, read_data

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

PHASES = (1, 2)
EDITED_ON = date(2026, 6, 9)
LINES = ("现将有关工作通报如下。", "全年开展活动12场次，参加320人次。")  # of look-alikes that only their titles tell


class Fate(StrEnum):
    """What a row deserves: to be stored, to end on a stored report, to be refused, or to be looked at."""

    REPORT = "report"
    TWIN = "twin"
    REFUSE = "refuse"
    NEEDS_REVIEW = "needs_review"


@dataclass(frozen=True)
class Entry:
    """One row and its page. `host` is the key of another host; a page that left has its status and is not listed.

    `why` is the kind of look-alike or twin; `of` is the path of the report that a twin is a copy of, or the one that a
    report moved away from.
    """

    site: Site
    title: str
    on: date
    path: str
    lines: tuple[str, ...]
    fate: Fate
    why: str = ""
    year: int | None = None
    kind: str = "annual"
    heading: str = ""
    row: str = ""
    host: str = ""
    of: str = ""
    status: int = 200
    listed: bool = True
    changed_on: date | None = None


def entries_of(site: Site, phase: int, addresses: Mapping[str, str]) -> list[Entry]:
    """Return all rows and pages of a site as it stands in a phase, newest first.

    `addresses` gives `127.0.0.1:PORT` for each host's key.
    """
    years = tuple(read_data("decoys.toml")["years"]) if site.decoy_years is None else site.decoy_years
    found = [entry for block in site.reports for entry in _report(site, block, phase, addresses)]
    found += [entry for year in years for entry in _decoys(site, year)]
    found += [_decoy(site, block["title"], block["on"], block, lines=LINES) for block in site.decoys]
    return sorted(found, key=lambda entry: (entry.on, entry.path), reverse=True)


def _report(site: Site, block: dict[str, Any], phase: int, addresses: Mapping[str, str]) -> Iterator[Entry]:
    """Yield the page of a report in a phase, its twins, and the page it moved away from."""
    if phase < block.get("since", PHASES[0]):
        return
    entry = _first_page(site, block)
    if phase > block.get("until", PHASES[-1]):
        yield replace(entry, status=block["leaves"], listed=False)
        return
    if phase > PHASES[0]:
        if "edit" in block:
            lines = tuple(line.replace(*block["edit"]) for line in entry.lines)
            entry = replace(entry, lines=lines, changed_on=EDITED_ON)
        if "moves" in block:
            yield replace(entry, status=404, listed=False, why="moved")
            entry = replace(entry, path=block["moves"], of=entry.path)
        if "uploaded_again" in block:
            again = block["uploaded_again"]
            copy = replace(entry, fate=Fate.TWIN, why="uploaded-again", on=again, of=entry.path)
            yield replace(copy, path=site.article_path(entry.title, again))
    yield entry
    for twin in block.get("twins", ()):
        yield _twin(entry, twin, addresses[site.host])


def _first_page(site: Site, block: dict[str, Any]) -> Entry:
    return Entry(
        site=site,
        title=block["title"],
        on=block["on"],
        path=site.article_path(block["title"], block.get("file", block["on"])),
        lines=_body(site, block),
        fate=Fate.REFUSE if site.stray else Fate.REPORT,
        why="stray" if site.stray else "",
        year=block["year"],
        kind=block.get("kind", "annual"),
        heading=block.get("heading", block["title"]),
        row=block.get("row", ""),
    )


def _twin(entry: Entry, twin: str, address: str) -> Entry:
    """Return the page for small screens, or the one that a gateway turns into traditional script."""
    stem, _, ext = entry.path.rpartition(".")
    path = f"{stem}_wap.{ext}" if twin == "wap" else f"/gate/big5/{address}{entry.path}"
    return replace(entry, fate=Fate.TWIN, why=twin, path=path, of=entry.path)


def _body(site: Site, block: dict[str, Any]) -> tuple[str, ...]:
    year = block["year"]
    lines = report_lines(issuer=site.issuer, name=site.name, year=year, seed=f"{site.id}{block['title']}")
    if block.get("kind") == "npc_report":
        given = f"受市人民政府委托，现将{year}年全市法治政府建设情况报告如下，请予审议。"
        return ("主任、各位副主任、各位委员：", given, *lines[1:])
    if "opens" in block:
        return (block["opens"], *lines[1:])
    if block.get("body_year"):
        return (f"现将{site.name}{year}年度法治政府建设情况报告如下。", *lines[1:])
    return lines


def _decoys(site: Site, year: int) -> Iterator[Entry]:
    """Yield one look-alike of each kind for a year, and the mirror's copy of the year's report."""
    place = places().get(site.division)
    other = "柏砚市" if site.division == "998100" else places()[place.parent].name if place else "澜川市"
    body = site.name if site.issuer_kind == "government" else site.issuer
    words = {"name": site.name, "body": body, "issuer": site.issuer, "year": year, "next": year + 1, "city": other}
    for block in read_data("decoys.toml")["decoy"]:
        month, day = block.get("before") or block["after"]
        on = date(year if "before" in block else year + 1, month, day)
        lines = tuple(line.format(**words) for line in block["lines"])
        yield _decoy(site, block["title"].format(**words), on, block, lines=lines)
    copied = next((block for block in site.reports if block["year"] == year), None)
    if copied:
        page = _first_page(site, copied)
        yield replace(page, fate=Fate.REFUSE, why="mirror", host=MIRROR, lines=("（转载）", *page.lines))


def _decoy(site: Site, title: str, on: date, block: dict[str, Any], *, lines: tuple[str, ...]) -> Entry:
    fate = Fate(block["decision"])
    return Entry(site, title, on, site.article_path(title, on), lines, fate, block["kind"], heading=title)
