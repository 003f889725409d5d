"""Text to quantities, citations and accounting: every numeral ends as a metric, with a reason, or as residue.

Enters: tidy text and its sections. Leaves: metrics and citations with the characters they came from, the
other numerals with the reason why they measure nothing, and issues for what could not be settled.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

from reportarchive.metrics.citations import find_citations
from reportarchive.metrics.context import Surroundings
from reportarchive.metrics.lexicon import UNIT
from reportarchive.metrics.masks import find_masks
from reportarchive.metrics.quantities import find_quantities
from reportarchive.metrics.statements import Statements
from reportarchive.metrics.stops import Stops
from reportarchive.model import Citation, Issue, IssueCode, Metric, Numeral, Reason, Role, Severity
from reportarchive.text.folding import fold
from reportarchive.text.numerals import CHINESE

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from reportarchive.metrics.quantities import Quantity
    from reportarchive.model import Section

# Figures, or Chinese digits before a measure word. A pattern that begins with one of what it looks for is searched
# several times as fast as one that looks back first or offers a choice.
_RUN = re.compile(
    rf"""[0-9{CHINESE}] (?:
        (?<=[0-9]) [0-9]*(?:[,.][0-9]+)*
      | (?<![{CHINESE}]{{2}}) [{CHINESE}]*(?=[余多几]?[万亿]?[余多]?(?:{UNIT}))
    )""",
    re.VERBOSE,
)
_UNKNOWN_UNIT = re.compile(r"[ ]?[余多]?[ ]?([\u4e00-\u9fff]{1,2})")
_FULLWIDTH_COMMA = re.compile(r"，(?:(?<=[０-９]，)(?=[０-９]{3})|(?<=[0-9]，)(?=000(?![0-9])))")
_CLAUSE_COMMA = "﹐"
"""Stands for a full-width comma in the twin, where only a half-width one may part thousands."""


@dataclass(frozen=True, slots=True)
class Measured:
    """Everything the numbers and quotes of one text say."""

    metrics: tuple[Metric, ...]
    citations: tuple[Citation, ...]
    numerals: tuple[Numeral, ...]
    issues: tuple[Issue, ...]


class Spotted(NamedTuple):
    """What of a text is a quantity, before anything is asked of what stands around it.

    `reasons` tells, per character of the folded `twin`, why a numeral there is none.
    """

    twin: str
    quantities: list[Quantity]
    citations: list[Citation]
    reasons: list[Reason | None]
    issues: list[Issue]


def measure(text: str, sections: Sequence[Section] = ()) -> Measured:
    """Return metrics, citations and the accounting of all other numerals of a tidy text."""
    twin, quantities, citations, reasons, issues = spot(text, sections)
    sectioned = _SectionIndex(sections)
    metrics = _metrics(text, twin, quantities, sectioned)
    numerals, unknown = _account(text, twin, quantities, reasons)
    issues += unknown
    issues += [_without_unit(twin, quantity) for quantity in quantities if not quantity.unit]
    issues += [_ambiguous(metric) for metric in metrics if _is_ambiguous(metric)]
    placed = [replace(citation, section=sectioned.path_at(citation.start)) for citation in citations]
    issues.sort(key=lambda issue: issue.start)
    return Measured(tuple(metrics), tuple(placed), tuple(numerals), tuple(issues))


def spot(text: str, sections: Sequence[Section] = ()) -> Spotted:
    """Return the quantities of a tidy text with values, ranges and units, and what its other numerals are."""
    twin = _twin(text)
    citations, issues = find_citations(text, twin)
    reasons: list[Reason | None] = [None] * (len(twin) + 1)
    masked = bytearray(len(twin) + 1)
    for start, end, reason in _explained(twin, sections, citations):
        masked[start:end] = b"\x01" * (end - start)
        reasons[start:end] = [reason] * (end - start)
    return Spotted(twin, list(find_quantities(twin, masked)), citations, reasons, issues)


def _twin(text: str) -> str:
    """Return the folded text; a full-width comma joins digits in it only between full-width ones and before 000."""
    joined = _FULLWIDTH_COMMA.sub(",", text)
    return fold(joined.replace("，", _CLAUSE_COMMA))


def _explained(
    twin: str, sections: Sequence[Section], citations: Sequence[Citation]
) -> Iterable[tuple[int, int, Reason]]:
    """Yield the spans in which no numeral is a quantity; later spans overrule earlier ones."""
    yield from find_masks(twin)
    for section in sections:
        yield section.start, section.start + len(section.mark), Reason.LISTMARK
    for citation in citations:
        yield citation.start, citation.end, Reason.TITLE
        if citation.doc_no:
            behind = citation.end + len(citation.doc_no) + 2
            yield citation.end, behind, Reason.DOCNO


class _SectionIndex:
    """Which section, and which role, stands at an offset; the innermost one counts."""

    def __init__(self, sections: Sequence[Section]) -> None:
        self._sections = sections
        self._starts = [section.start for section in sections]

    def at(self, offset: int) -> Section | None:
        """Return the innermost section at an offset: own texts are in order, so the last one begun."""
        position = bisect_right(self._starts, offset)
        return self._sections[position - 1] if position else None

    def path_at(self, offset: int) -> tuple[int, ...]:
        """Return the path of the innermost section, empty when there is none."""
        section = self.at(offset)
        return section.path if section else ()


def _metrics(text: str, twin: str, quantities: Sequence[Quantity], sectioned: _SectionIndex) -> list[Metric]:
    stops = Stops(twin)
    places = [sectioned.at(quantity.start) for quantity in quantities]
    plans = [section is not None and section.role is Role.PLAN for section in places]
    contexts = Surroundings(twin, stops).read(quantities, plans=plans)
    headings = [(section.start, section.heading_end) if section else (0, 0) for section in places]
    codes = Statements(twin, stops, quantities, contexts).codes(headings)
    metrics = []
    for quantity, section, context, code in zip(quantities, places, contexts, codes, strict=True):
        metrics.append(
            Metric(
                surface=text[quantity.start : quantity.end],
                value=quantity.value,
                upper=quantity.upper,
                unit=quantity.unit,
                bound=context.bound,
                change=context.change,
                basis=text[context.basis[0] : context.basis[1]] if context.basis else None,
                label=text[context.label[0] : context.label[1]] if context.label else None,
                indicator=code,
                is_target=context.is_target,
                start=quantity.start,
                end=quantity.end,
                sentence_start=context.sentence[0],
                sentence_end=context.sentence[1],
                section=section.path if section else (),
            )
        )
    return metrics


def _account(
    text: str, twin: str, quantities: Sequence[Quantity], reasons: Sequence[Reason | None]
) -> tuple[list[Numeral], list[Issue]]:
    """Return every numeral that is no metric, with its reason, and an issue for each unknown measure word."""
    numerals, issues = [], []
    for start, end, is_arabic in _other_runs(twin, quantities):
        reason = reasons[start]
        if reason is None and not is_arabic and end - start == 1:
            reason = Reason.WORD  # a lone digit before a measure word: 两个, 一次
        numerals.append(Numeral(text[start:end], start, end, reason))
        if reason is None and (unknown := _UNKNOWN_UNIT.match(twin, end)):
            word = unknown[1]
            message = f"numeral before an unknown measure word: {word}"
            issues.append(Issue(IssueCode.UNIT_UNKNOWN, Severity.WARNING, message, start, unknown.end(1)))
    return numerals, issues


def _other_runs(twin: str, quantities: Sequence[Quantity]) -> Iterable[tuple[int, int, bool]]:
    """Yield start and end of every run of numeral characters outside the quantities, and whether it is Arabic."""
    taken = bytearray(len(twin))
    for quantity in quantities:
        taken[quantity.start : quantity.end] = b"\x01" * (quantity.end - quantity.start)
    for run in _RUN.finditer(twin):
        start, end = run.span()
        if not taken[start]:
            metric = taken.find(1, start, end)  # 12,15件: the 15 is a metric
            yield start, end if metric < 0 else start + len(twin[start:metric].rstrip(",.")), twin[start] < "〇"


def _without_unit(twin: str, quantity: Quantity) -> Issue:
    unknown = _UNKNOWN_UNIT.match(twin, quantity.end)
    said = f"before an unknown measure word: {unknown[1]}" if unknown else "without a measure word"
    return Issue(IssueCode.UNIT_UNKNOWN, Severity.WARNING, f"number {said}", quantity.start, quantity.end)


def _is_ambiguous(metric: Metric) -> bool:
    """Tell whether a change of a rate is given in %: points or percent is not the parser's to decide."""
    return metric.unit == "%" and metric.change is not None and "率" in (metric.label or "")


def _ambiguous(metric: Metric) -> Issue:
    message = f"{metric.surface} of a rate may mean percentage points"
    return Issue(IssueCode.PERCENT_AMBIGUOUS, Severity.INFO, message, metric.start, metric.end)
