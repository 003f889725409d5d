"""Cited documents: titles in 《》, nested and unbalanced ones too, with the document number behind them.

Enters: text and its folded twin. Leaves: citations in order; an issue for every quote without its partner.
"""

from __future__ import annotations

import re

from reportarchive.model import Citation, Issue, IssueCode, Severity

_QUOTES = re.compile(r"[《》]")
_DOC_NO = re.compile(r"[ ]?\(([^()《》\n]{1,20}?[〔\[(](?:19|20)\d\d[〕\])][ ]?第?[ ]?\d{1,5}[ ]?号)\)")
_LONGEST_TITLE = 120
"""Longest title in characters; an opening quote whose partner is farther away is taken as unbalanced."""


def find_citations(text: str, twin: str) -> tuple[list[Citation], list[Issue]]:
    """Return the outermost 《…》 of a text; a quote that never closes on its line is an issue, no citation."""
    citations: list[Citation] = []
    issues: list[Issue] = []
    opened: list[int] = []
    for match in _QUOTES.finditer(text):
        at = match.start()
        if opened and (at - opened[0] > _LONGEST_TITLE or "\n" in text[opened[0] : at]):
            issues.append(_unbalanced(opened[0]))
            opened.clear()
        if match[0] == "《":
            opened.append(at)
        elif not opened:
            issues.append(_unbalanced(at))
        elif len(opened) > 1:
            opened.pop()
        elif text[(start := opened.pop()) + 1 : at].strip():
            citations.append(_citation(text, twin, start, at + 1))
    issues.extend(_unbalanced(at) for at in opened[:1])
    return citations, issues


def _citation(text: str, twin: str, start: int, end: int) -> Citation:
    number = _DOC_NO.match(twin, end)
    doc_no = text[number.start(1) : number.end(1)] if number else None
    return Citation(text[start + 1 : end - 1], doc_no, start, end)


def _unbalanced(at: int) -> Issue:
    return Issue(IssueCode.QUOTE_UNBALANCED, Severity.INFO, "a title quote 《》 without its partner", at, at + 1)
