"""From a report to the rows of its version: sections, metrics, citations, numerals, issues.

Refuses (InputError) what would break a promise of the archive: a surface that is not the text at its span,
or a section tree whose own texts in order are not the whole text.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import insert

from reportarchive.archive import schema
from reportarchive.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy import Connection

    from reportarchive.model import Metric, Report, Section

Row = dict[str, Any]


def insert_children(connection: Connection, report: Report, version_id: int) -> None:
    """Insert all rows of one version in batches.

    Raises:
        InputError: a span does not show its surface, or the sections do not cover the text once.
    """
    batches = (
        (schema.section, section_rows(report)),
        (schema.metric, metric_rows(report)),
        (schema.citation, citation_rows(report)),
        (schema.numeral, numeral_rows(report)),
        (schema.issue, issue_rows(report)),
    )
    for table, rows in batches:
        if rows:
            connection.execute(insert(table), [{"version_id": version_id, "seq": n} | row for n, row in rows])


def section_rows(report: Report) -> list[tuple[int, Row]]:
    """Return the sections numbered from 1 in text order, each with the end of its own text."""
    rows: list[Row] = []
    for number, section in enumerate(report.sections):
        following = report.sections[number + 1].start if number + 1 < len(report.sections) else section.end
        rows.append(_section_row(section, min(following, section.end)))
    _refuse_loss(report, rows)
    return list(enumerate(rows, 1))


def metric_rows(report: Report) -> list[tuple[int, Row]]:
    """Return the metrics numbered from 1."""
    return list(enumerate((_metric_row(report, metric) for metric in report.metrics), 1))


def citation_rows(report: Report) -> list[tuple[int, Row]]:
    """Return the citations numbered from 1, each with its characters as `surface`."""
    return list(
        enumerate(
            (
                {
                    "section_seq": section_number(report.sections, citation.start),
                    "surface": report.text[citation.start : citation.end],
                    "title": citation.title,
                    "doc_no": citation.doc_no,
                    "document": citation.document,
                    "document_kind": citation.kind,
                }
                | _span(citation.start, citation.end)
                for citation in report.citations
            ),
            1,
        )
    )


def numeral_rows(report: Report) -> list[tuple[int, Row]]:
    """Return the numerals that are no metric, numbered from 1."""
    return list(
        enumerate(
            (
                {"surface": _shown(report, numeral.surface, numeral.start, numeral.end)}
                | {"reason": numeral.reason.value if numeral.reason else None}
                | _span(numeral.start, numeral.end)
                for numeral in report.numerals
            ),
            1,
        )
    )


def issue_rows(report: Report) -> list[tuple[int, Row]]:
    """Return the issues numbered from 1."""
    return list(
        enumerate(
            (
                {"code": issue.code.value, "severity": issue.severity.value, "message": issue.message}
                | _span(issue.start, issue.end)
                for issue in report.issues
            ),
            1,
        )
    )


def section_number(sections: Iterable[Section], start: int) -> int | None:
    """Return the number (from 1) of the section whose own text holds this offset: the last one begun."""
    found = [number for number, section in enumerate(sections, 1) if section.start <= start < section.end]
    return found[-1] if found else None


def _section_row(section: Section, own_end: int) -> Row:
    return {
        "path": ".".join(str(part) for part in section.path),
        "level": section.level,
        "mark": section.mark,
        "title": section.title,
        "role": section.role.value,
        "heading_end": section.heading_end,
        "own_end": own_end,
    } | _span(section.start, section.end)


def _metric_row(report: Report, metric: Metric) -> Row:
    try:
        value, upper = float(metric.value), float(metric.upper) if metric.upper is not None else None
    except ValueError as error:
        raise InputError(f"not stored: the value {metric.value!r} of {metric.surface!r} is no number") from error
    return {
        "section_seq": section_number(report.sections, metric.start),
        "indicator": metric.indicator,
        "surface": _shown(report, metric.surface, metric.start, metric.end),
        "value": value,
        "value_text": metric.value,
        "upper": upper,
        "upper_text": metric.upper,
        "unit": metric.unit,
        "bound": metric.bound.value,
        "change": metric.change.value if metric.change else None,
        "basis": metric.basis,
        "label": metric.label,
        "is_target": int(metric.is_target),
        "sentence_start": metric.sentence_start,
        "sentence_end": metric.sentence_end,
    } | _span(metric.start, metric.end)


def _span(start: int, end: int) -> Row:
    return {"char_start": start, "char_end": end}


def _shown(report: Report, surface: str, start: int, end: int) -> str:
    if report.text[start:end] != surface:
        raise InputError(f"not stored: {surface!r} is not the text at {start}-{end}")
    return surface


def _refuse_loss(report: Report, rows: list[Row]) -> None:
    own = "".join(report.text[row["char_start"] : row["own_end"]] for row in rows)
    if own != report.text:
        raise InputError(f"not stored: the sections hold {len(own)} characters of {len(report.text)} or not in order")
