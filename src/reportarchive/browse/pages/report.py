"""A report: its outline, its text with every number that was read, and for one number all that is known of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from reportarchive.browse import links
from reportarchive.browse.answers import Moved, Page
from reportarchive.browse.marking import Marks, Span, blocks, part_of, parts
from reportarchive.errors import UnknownName, UsageError
from reportarchive.indicators import load_indicators
from reportarchive.query import read_version

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reportarchive.browse.answers import Asked
    from reportarchive.browse.site import Site
    from reportarchive.query.pages import Row

OUTLINED = 250
"""Headings of an outline that are listed."""
OF_VERSION = ("sections_of_version", "numbers_of_version", "unexplained_of_version")
"""What stands in a version, which nobody alters: offsets and text go together also while a harvest writes."""
OF_REPORT = ("sections", "numbers", "unexplained")
"""The same from the views, of a file that holds no more and that nobody writes."""


@dataclass(frozen=True, slots=True)
class Held:
    """A version with all that stands in it."""

    report: Row
    versions: list[Row]
    version: Row
    text: str
    sections: list[Row]
    numbers: list[Row]
    unexplained: list[Span]


def current(site: Site, asked: Asked) -> Page | Moved:
    """Return the current version of a report; a place in it is shown in the version it is counted in, which stays.

    Raises:
        UnknownName: there is no such report.
    """
    held = read(site, asked.path["report"], None)
    if asked.query:
        at = links.version(held.report["report_id"], held.version["version_no"])
        return Moved(links.with_query(at, **dict(asked.query)))
    return _page(held, asked, here=None, marked=[])


def version(site: Site, asked: Asked) -> Page:
    """Return a version of a report, with the characters marked that `at` names as `120-125`.

    Raises:
        UnknownName: there is no such report or version.
        UsageError: the place is none of this text.
    """
    held = read(site, asked.path["report"], asked.number("version"))
    at = _span(asked.word("at"), held.text) if asked.word("at") else None
    return _page(held, asked, here=at, marked=[])


def number(site: Site, asked: Asked) -> Page:
    """Return a version with a number marked in its sentence, and all that is known of that number.

    Raises:
        UnknownName: there is no such report, version or number.
    """
    held = read(site, asked.path["report"], asked.number("version"))
    wanted = asked.number("number")
    row = next((one for one in held.numbers if one["seq"] == wanted), None)
    if row is None:
        raise UnknownName(f"version {held.version['version_no']} has no number {wanted}")
    here = (row["char_start"], row["char_end"])
    return _page(held, asked, here=here, marked=[(row["sentence_start"], row["sentence_end"])], shown=row)


def section(site: Site, asked: Asked) -> Page:
    """Return a version at the heading of a section.

    Raises:
        UnknownName: there is no such report, version or section.
    """
    held = read(site, asked.path["report"], asked.number("version"))
    wanted = asked.path["section"]
    row = next((one for one in held.sections if one["path"] == wanted), None)
    if row is None:
        raise UnknownName(f"version {held.version['version_no']} has no section {wanted}")
    end = row["heading_end"] if row["heading_end"] > row["char_start"] else row["char_start"] + 1
    return _page(held, asked, here=(row["char_start"], min(end, len(held.text))), marked=[])


def read(site: Site, report_id: str, version_no: int | None) -> Held:
    """Return a version of a report, the current one when none is named.

    Raises:
        UnknownName: there is no such report or version, or this file holds current versions only.
    """
    report = site.one("report", report=report_id, missing=f"no report {report_id[:80]!r} is in this archive")
    versions = site.ask("versions", report=report_id)
    wanted = report["version_no"] if version_no is None else version_no
    chosen = next((one for one in versions if one["version_no"] == wanted), None)
    if chosen is None:
        raise UnknownName(f"report {report_id} has no version {wanted}; it has 1 to {len(versions)}")
    is_current = wanted == report["version_no"]
    if not (is_current or site.is_whole):
        raise UnknownName(f"this copy holds the current version of {report_id} only, number {report['version_no']}")
    if not is_current:
        report = report | read_version(site.reader, chosen["version_id"])
    names, key = (
        (OF_VERSION, {"version": chosen["version_id"]}) if site.is_whole else (OF_REPORT, {"report": report_id})
    )
    sections, numbers, unexplained = (site.ask(name, **key) for name in names)
    spans = [(row["char_start"], row["char_end"]) for row in unexplained]
    return Held(report, versions, chosen, report["text"], sections, numbers, spans)


def _page(held: Held, asked: Asked, *, here: Span | None, marked: Sequence[Span], shown: Row | None = None) -> Page:
    pieces = parts(held.text, held.numbers)
    part = part_of(pieces, here[0]) if here else asked.number("part") or 1
    if not 1 <= part <= len(pieces):
        raise UnknownName(f"this text has {len(pieces)} parts, and no part {part}")
    marks = Marks(held.sections, held.numbers, held.unexplained, marked, here)
    titled = [row for row in held.sections if row["title"]]
    known = load_indicators()
    told = {
        "report": held.report,
        "version": held.version,
        "versions": held.versions,
        "outline": titled[:OUTLINED],
        "is_outline_cut": len(titled) > OUTLINED,
        "blocks": blocks(held.text, pieces[part - 1], marks),
        "part": part,
        "parts_count": len(pieces),
        "shown": shown,
        "sentence": held.text[shown["sentence_start"] : shown["sentence_end"]] if shown else "",
        "indicator": known.get(shown["indicator"]) if shown and shown["indicator"] else None,
        "page_text": held.version["fetch_url"] or held.report["url"],
    }
    return Page("report.html", told)


def _span(written: str, text: str) -> Span:
    start, dash, end = written.partition("-")
    if dash and start.isascii() and end.isascii() and start.isdigit() and end.isdigit() and len(written) < 20:
        span = int(start), int(end)
        if span[0] < span[1] <= len(text) and text[slice(*span)].strip():
            return span[1] - len(text[slice(*span)].lstrip()), span[1]  # from where something is to be seen
    raise UsageError(f"place {written[:40]!r} is none of this text, which has {len(text)} characters; write 120-125")
