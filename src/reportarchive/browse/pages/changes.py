"""What differs between two versions of a report, by sentence and by number."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reportarchive.browse.answers import Page
from reportarchive.errors import UnknownName
from reportarchive.pipeline.answer.diff import Difference, difference_of

if TYPE_CHECKING:
    from reportarchive.browse.answers import Asked
    from reportarchive.browse.site import Site

SHOWN = 150
"""Differences of one sort that are listed."""
LONGEST = 600
"""Characters of a sentence that are shown."""


def changes(site: Site, asked: Asked) -> Page:
    """Return the page of the differences between two versions.

    Raises:
        UnknownName: there is no such report or version, or this file holds current versions only.
        UsageError: the earlier version is not earlier.
    """
    report_id = asked.path["report"]
    report = site.one("report", report=report_id, missing=f"no report {report_id[:80]!r} is in this archive")
    if not site.is_whole:
        raise UnknownName("this copy holds current versions only; ask the archive: reportarchive diff")
    found = difference_of(site.reader, report_id, before=asked.number("before"), after=asked.number("after"))
    return Page(
        "changes.html", {"report": report, "difference": found, "shown": SHOWN, "cut": cut, "is_same": _same(found)}
    )


def cut(text: str | None) -> str:
    """Return a text up to where it is too long to be shown."""
    said = text or ""
    return said if len(said) <= LONGEST else f"{said[:LONGEST]}…"


def _same(found: Difference) -> bool:
    return not (found.fields or found.sections or found.metrics or found.sentences)
