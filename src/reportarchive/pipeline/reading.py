"""The pure half of the pipeline: text or page bytes to a Report, through extract, outline and metrics."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from reportarchive.metrics import measure
from reportarchive.model import Document, Issue, IssueCode, Report, Severity
from reportarchive.outline import read_outline, tidy
from reportarchive.text.folding import clean_controls, fold
from reportarchive.text.titles import TitleReading, read_title

if TYPE_CHECKING:
    from collections.abc import Iterable

_YEAR_IN_TEXT = re.compile(r"((?:19|20)\d\d)[ ]?年(?:度)?[^。\n]{0,12}?(?:法治政府建设|依法行政|法治建设)")
_YEAR_REACH = 1500  # characters: the year of a report stands in its title or preamble


def parse_text(text: str, *, title: str | None = None) -> Report:
    """Return the report that a plain text is, dropping nothing of it but white space.

    Args:
        text: the body, with or without its title; lines may be broken.
        title: the title when the text does not hold it; decides the year and the issuer.
    """
    document = Document(title=title, origins={"title": "given"} if title else {})
    return assemble(text, document)


def assemble(text: str, document: Document, issues: Iterable[Issue] = ()) -> Report:
    """Return the report of a text whose document fields are known as far as they are.

    Year, issuer and period that the document lacks are read from its title, then from the text.
    """
    clean, replaced = clean_controls(tidy(text))
    found = list(issues)
    if replaced:
        message = f"{len(replaced)} control characters replaced by U+FFFD"
        found.append(Issue(IssueCode.TEXT_CONTROL, Severity.WARNING, message, replaced[0], replaced[0] + 1))
    document = _with_title(document, clean)
    outline = read_outline(clean, year=document.year)
    measured = measure(clean, outline.sections)
    found += [*outline.issues, *measured.issues]
    return Report(
        document=document,
        text=clean,
        sections=outline.sections,
        metrics=measured.metrics,
        citations=measured.citations,
        numerals=measured.numerals,
        issues=tuple(found),
    )


def _with_title(document: Document, text: str) -> Document:
    """Return the document with what its title says filled in where nothing better was known."""
    reading = read_title(document.title) if document.title else None
    read = _readings(reading) if reading else {}
    if document.year is None and "year" not in read and (year := _year_in(text)) is not None:
        read["year"] = year
    missing = {name: value for name, value in read.items() if getattr(document, name) is None}
    origins = {name: "title" if reading and _readings(reading).get(name) else "body" for name in missing}
    return replace(document, **missing, origins={**document.origins, **origins})


def _readings(reading: TitleReading) -> dict[str, object]:
    fields = {
        "issuer": reading.issuer,
        "kind": reading.kind,
        "year": reading.year,
        "period_start": reading.period_start,
        "period_end": reading.period_end,
    }
    return {name: value for name, value in fields.items() if value is not None}


def _year_in(text: str) -> int | None:
    match = _YEAR_IN_TEXT.search(fold(text[:_YEAR_REACH]))
    return int(match[1]) if match else None
