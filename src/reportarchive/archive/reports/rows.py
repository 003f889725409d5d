"""A report as the rows of one version: what the tables will hold, and the hashes that decide whether it has changed.

Made where a report is read, in whatever process, and inserted as it is. Rows are tuples in the order of `COLUMNS`,
so that the hash over them can be taken again from the database, which is how `verify` finds a changed value.
Refuses (InputError) what would break a promise of the archive: a surface that is not the text at its span,
or a section tree whose own texts in order are not the whole text.
"""

from __future__ import annotations

import hashlib
from bisect import bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from reportarchive.archive import schema
from reportarchive.archive.engine import to_json
from reportarchive.archive.registry.identity import Identity, read_identity
from reportarchive.archive.search.cutting import cut
from reportarchive.claims import claims_of, totals_of
from reportarchive.errors import InputError
from reportarchive.model import ReportKind

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from reportarchive.archive.search.cutting import Cut
    from reportarchive.model import Citation, Issue, Metric, Numeral, Report, Section

Row = tuple[str | int | float | None, ...]

COLUMNS: dict[str, tuple[str, ...]] = {
    table.name: tuple(column.name for column in table.c if column.name not in {"version_id", "passage_id"})
    for table in (schema.section, schema.metric, schema.citation, schema.numeral, schema.issue)
}
"""The tables of a version's children, each with what was read: its columns but the keys of version and passage."""
DERIVED: dict[str, tuple[str, ...]] = {
    table.name: tuple(column.name for column in table.c if column.name != "version_id")
    for table in (schema.total, schema.claim)
}
"""The tables of what follows from a version's metrics, which no hash is taken over."""
SAID = (
    *("title", "published_on", "published_on_source", "written_on", "written_on_source"),
    *("doc_no", "index_no", "publisher", "residue_rate"),
)
"""What a version says of its document; the charset is left out of its hash: a page coded anew says the same."""
UNSAID_ORIGINS = frozenset({"url", "charset"})  # a move is no edit either


@dataclass(frozen=True, slots=True)
class VersionRows:
    """One report ready to be stored: its identity, its text, and the rows of its version without their keys."""

    identity: Identity
    period_start: str | None
    url: str | None
    text: str
    head: Mapping[str, str | float | None]
    children: Mapping[str, Sequence[Row]]
    derived: Mapping[str, Sequence[Row]]
    cuts: Sequence[Cut]
    text_sha256: str
    output_sha256: str


def rows_of(report: Report) -> VersionRows:
    """Return the rows of a report, checked and hashed: most of the work of storing it.

    Raises:
        InputError: it has no identity, its text is empty or holds a NUL, a span does not show its surface, or the
            sections do not cover the text once.
    """
    identity = read_identity(report.document)
    if not report.text.strip() or "\0" in report.text:
        raise InputError("not stored: the report's text is empty or holds a NUL character")
    document, origins = report.document, dict(report.document.origins)
    head = {
        "title": document.title,
        "published_on": document.published_on,
        "published_on_source": origins.get("published_on"),
        "written_on": document.written_on,
        "written_on_source": origins.get("written_on"),
        "doc_no": document.doc_no,
        "index_no": document.index_no,
        "publisher": document.publisher,
        "charset": document.charset,
        "origins": to_json(origins),
        "residue_rate": report.residue_rate,
    }
    children = _children_of(report)
    try:
        hashes = text_hash(report.text), output_hash(head, origins, report.text, children)
    except UnicodeEncodeError as error:
        raise InputError(f"a text holds a lone surrogate, which no database keeps: {error.object!r:.60}") from error
    derived = derived_rows(report.text, report.metrics, year=identity.year, kind=identity.kind)
    cuts = cuts_of(report.text, children["section"])
    return VersionRows(
        identity, document.period_start, document.url, report.text, head, children, derived, cuts, *hashes
    )


def derived_rows(text: str, metrics: Sequence[Metric], *, year: int, kind: ReportKind) -> dict[str, list[Row]]:
    """Return the rows of `DERIVED` that follow from the metrics of a report, in text order, and its text."""
    totals = totals_of(text, metrics, year=year)
    claims = claims_of(text, metrics, totals, year=year, is_annual=kind is ReportKind.ANNUAL)
    return {
        "total": [(it.indicator, it.unit, it.seq, it.values_stated, it.tolerance, it.wording) for it in totals],
        "claim": [
            (
                *(it.seq, it.kind.value, it.indicator, it.other_seq, it.claimed, it.tolerance, it.other_tolerance),
                it.reading.value if it.reading else None,
                *(it.most, it.obstacle, None if it.holds is None else int(it.holds), int(it.is_plain), it.wording),
            )
            for it in claims
        ],
    }


def cuts_of(text: str, sections: Sequence[Sequence[Any]]) -> list[Cut]:
    """Return what the sections of a text give to a search; `sections` are rows in the order of `COLUMNS`."""
    seq, role, start, end = (COLUMNS["section"].index(name) for name in ("seq", "role", "char_start", "own_end"))
    return list(cut(text, ((row[seq], row[role], row[start], row[end]) for row in sections)))


def bare(text: str) -> str:
    """Return the text without any white space."""
    return "".join(text.split())


def text_hash(text: str) -> str:
    """Return the SHA-256 (hex) of the text without white space."""
    return hashlib.sha256(bare(text).encode()).hexdigest()


def output_hash(
    head: Mapping[str, Any],
    origins: Mapping[str, str],
    text: str,
    children: Mapping[str, Sequence[Sequence[Any]]],
) -> str:
    """Return the SHA-256 (hex) of all that was read: what the head says, its origins, the text and every row."""
    known = {name: origin for name, origin in origins.items() if name not in UNSAID_ORIGINS}
    digest = hashlib.sha256(to_json([[head[name] for name in SAID], known]).encode())
    digest.update(text.encode())
    for table in COLUMNS:
        digest.update(to_json(children[table]).encode())
    return digest.hexdigest()


def _children_of(report: Report) -> dict[str, list[Row]]:
    sections = _section_rows(report)
    starts = [section.start for section in report.sections]
    return {
        "section": sections,
        "metric": [_metric_row(report, starts, seq, one) for seq, one in enumerate(report.metrics, 1)],
        "citation": [_citation_row(report, starts, seq, one) for seq, one in enumerate(report.citations, 1)],
        "numeral": [_numeral_row(report, seq, one) for seq, one in enumerate(report.numerals, 1)],
        "issue": [_issue_row(seq, one) for seq, one in enumerate(report.issues, 1)],
    }


def _section_rows(report: Report) -> list[Row]:
    """Return the sections numbered from 1 in text order, each with the end of its own text."""
    rows = [_section_row(seq, one, end) for seq, (one, end) in enumerate(_with_own_end(report.sections), 1)]
    own = "".join(report.text[one.start : end] for one, end in _with_own_end(report.sections))
    if own != report.text:
        raise InputError(f"not stored: the sections hold {len(own)} characters of {len(report.text)} or not in order")
    return rows


def _with_own_end(sections: Sequence[Section]) -> Iterator[tuple[Section, int]]:
    """Yield each section with where its own text ends: at the next section, or at its own end."""
    for number, section in enumerate(sections, 1):
        following = sections[number].start if number < len(sections) else section.end
        yield section, min(following, section.end)


def _section_row(seq: int, section: Section, own_end: int) -> Row:
    path = ".".join(map(str, section.path))
    return (
        *(seq, path, section.level, section.mark, section.title, section.role.value),
        *(section.start, section.heading_end, own_end, section.end),
    )


def _metric_row(report: Report, starts: Sequence[int], seq: int, metric: Metric) -> Row:
    try:
        value, upper = float(metric.value), float(metric.upper) if metric.upper is not None else None
    except ValueError as error:
        raise InputError(f"not stored: the value {metric.value!r} of {metric.surface!r} is no number") from error
    return (
        *(seq, _owner(starts, metric.start), metric.indicator),
        _shown(report, metric.surface, metric.start, metric.end),
        *(value, metric.value, upper, metric.upper, metric.unit, metric.bound.value),
        metric.change.value if metric.change else None,
        *(metric.basis, metric.label, int(metric.is_target)),
        *(metric.start, metric.end, metric.sentence_start, metric.sentence_end),
    )


def _citation_row(report: Report, starts: Sequence[int], seq: int, citation: Citation) -> Row:
    surface = report.text[citation.start : citation.end]
    return (
        *(seq, _owner(starts, citation.start), surface, citation.title, citation.doc_no),
        *(citation.document, citation.kind.value, citation.start, citation.end),
    )


def _numeral_row(report: Report, seq: int, numeral: Numeral) -> Row:
    surface = _shown(report, numeral.surface, numeral.start, numeral.end)
    return seq, surface, numeral.start, numeral.end, numeral.reason.value if numeral.reason else None


def _issue_row(seq: int, issue: Issue) -> Row:
    return seq, issue.code.value, issue.severity.value, issue.message, issue.start, issue.end


def _owner(starts: Sequence[int], start: int) -> int | None:
    """Return the number (from 1) of the section whose own text holds this offset: the last one begun."""
    return bisect_right(starts, start) or None


def _shown(report: Report, surface: str, start: int, end: int) -> str:
    if report.text[start:end] != surface:
        raise InputError(f"not stored: {surface!r} is not the text at {start}-{end}")
    return surface
