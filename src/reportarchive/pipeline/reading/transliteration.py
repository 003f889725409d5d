"""What was read in a simplified copy of a text, cut out of the text as written.

The copy has the same length, so every offset holds in both; only the strings that a reader sees are taken from the
text itself.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from reportarchive.metrics import Measured
    from reportarchive.model import Citation, Metric, Section
    from reportarchive.outline import Outline


def outline_as_written(outline: Outline, copy: str, text: str) -> Outline:
    """Return the outline with marks and titles as `text` writes them."""
    return replace(outline, sections=tuple(_section(one, copy, text) for one in outline.sections))


def measured_as_written(measured: Measured, copy: str, text: str) -> Measured:
    """Return metrics, citations and numerals with their characters as `text` writes them.

    Units and the document that a citation is of stay simplified: they are names for grouping, not characters.
    """
    return replace(
        measured,
        metrics=tuple(_metric(one, copy, text) for one in measured.metrics),
        citations=tuple(_citation(one, copy, text) for one in measured.citations),
        numerals=tuple(replace(one, surface=text[one.start : one.end]) for one in measured.numerals),
    )


def _section(section: Section, copy: str, text: str) -> Section:
    mark_end = section.start + len(section.mark)
    title = _written(section.title, copy, text, (mark_end, section.heading_end))
    return replace(section, mark=text[section.start : mark_end], title=title)


def _metric(metric: Metric, copy: str, text: str) -> Metric:
    around = (metric.sentence_start, metric.sentence_end)
    before = (metric.sentence_start, metric.start)
    return replace(
        metric,
        surface=text[metric.start : metric.end],
        label=None if metric.label is None else _written(metric.label, copy, text, before, around),
        basis=None if metric.basis is None else _written(metric.basis, copy, text, before, around),
    )


def _citation(citation: Citation, copy: str, text: str) -> Citation:
    title = text[citation.start + 1 : citation.end - 1]
    doc_no = citation.doc_no
    if doc_no is not None:
        doc_no = _written(doc_no, copy, text, (citation.end, citation.end + len(doc_no) + 3))
    return replace(citation, title=title, doc_no=doc_no)


def _written(words: str, copy: str, text: str, *spans: tuple[int, int]) -> str:
    """Return the characters of `text` where `copy` has `words` last within the first span that has them.

    Two phrases that are one in the copy may be written apart (復議案件, 複議案件): the nearest before a number is its.
    """
    at = next((found for span in spans if (found := copy.rfind(words, *span)) >= 0), None)
    return words if at is None else text[at : at + len(words)]
