"""Cited documents: titles in 《》, nested and unbalanced ones too, their numbers, kinds, and which are one document.

Enters: text and its folded twin. Leaves: citations in order; an issue for every quote without its partner.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from reportarchive.metrics.lexicon import any_of, load_words
from reportarchive.model import Citation, DocumentKind, Issue, IssueCode, Severity
from reportarchive.text.folding import fold

if TYPE_CHECKING:
    from collections.abc import Iterator

_QUOTES = re.compile(r"[《》]")
_DOC_NO = re.compile(r"[ ]?\(([^()《》\n]{1,20}?[〔\[(](?:19|20)\d\d[〕\])][ ]?第?[ ]?\d{1,5}[ ]?号)\)")
_ALIAS = re.compile(r"[ ]?[(,﹐]?[ ]?(?:以下|下)(?:统一)?简称[:]?[“]?《?(?P<alias>[^《》“”()\n]{2,20})")
_LONGEST_TITLE = 120
"""Longest title in characters; an opening quote whose partner is farther away is taken as unbalanced."""

_WORDS = load_words("citations.toml")
_KINDS = {ending: DocumentKind(kind) for kind, endings in _WORDS["kinds"].items() for ending in endings}
_ENDING = re.compile(rf"(?P<ending>{any_of(_KINDS)})\Z")
_PREFIX = re.compile(rf"\A(?:{any_of(_WORDS['prefixes']['words'])})(?=.{{2}})")
_NOT_PLACES = any_of(_WORDS["places"]["not_places"])
_PLACE = re.compile(
    rf"\A(?!{any_of(_WORDS['places']['national'])})(?:{any_of(_WORDS['places']['names'])}"
    rf"|(?:(?!{_NOT_PLACES}).){{1,{_WORDS['places']['reach']}}}?(?!{_NOT_PLACES})(?:{any_of(_WORDS['places']['endings'])})"
    rf"(?<!{')(?<!'.join(_WORDS['places']['not_places'])}))"
)
_YEARS = re.compile(r"(?:\((?:(?:19|20)\d\d[^()]*|[^()]{0,6}(?:试行|修订|修正|暂行|征求意见稿)[^()]*)\)){1,4}\Z")


def find_citations(text: str, twin: str) -> tuple[list[Citation], list[Issue]]:
    """Return the outermost 《…》 of a text; a quote that never closes on its line is an issue, no citation.

    Citations of one document bear the same `document`: its title without state, years and blanks, also where a
    later one uses the short name given to it (以下简称《纲要》).
    """
    issues: list[Issue] = []
    citations: list[Citation] = []
    aliases: dict[str, str] = {}
    for start, end in _spans(text, issues):
        title = text[start + 1 : end - 1]
        key = document_key(title)
        number = _DOC_NO.match(twin, end)
        doc_no = text[number.start(1) : number.end(1)] if number else None
        document = aliases.get(key, key)
        citations.append(Citation(title, doc_no, start, end, kind_of(document), document))
        alias = _ALIAS.match(twin, number.end() if number else end)
        if alias:
            aliases[document_key(alias["alias"])] = document
    return citations, issues


def document_key(title: str) -> str:
    """Return what two citations of one document have in common.

    >>> document_key("中华人民共和国行政处罚法"), document_key("法治政府建设实施纲要（2021—2025年）")
    ('行政处罚法', '法治政府建设实施纲要')
    """
    bare = "".join(fold(title).split())
    return _YEARS.sub("", _PREFIX.sub("", bare)) or bare


def kind_of(title: str) -> DocumentKind:
    """Return what kind of document a title names: local before anything else, then by its ending.

    >>> kind_of("行政处罚法"), kind_of("石景山区首接负责制实施细则"), kind_of("民法典知识读本")
    (<DocumentKind.LAW: 'law'>, <DocumentKind.LOCAL: 'local'>, <DocumentKind.OTHER: 'other'>)
    """
    bare = document_key(title)
    ending = _ENDING.search(bare)
    if ending is None:
        return (
            DocumentKind.LOCAL if _PLACE.match(bare) and len(bare) > _WORDS["places"]["reach"] else DocumentKind.OTHER
        )
    kind = _KINDS[ending["ending"]]
    return kind if kind is DocumentKind.LAW or not _PLACE.match(bare) else DocumentKind.LOCAL


def _spans(text: str, issues: list[Issue]) -> Iterator[tuple[int, int]]:
    """Yield the spans of the outermost quotes; one without its partner is noted in `issues`."""
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
            yield start, at + 1
    issues.extend(_unbalanced(at) for at in opened[:1])


def _unbalanced(at: int) -> Issue:
    return Issue(IssueCode.QUOTE_UNBALANCED, Severity.INFO, "a title quote 《》 without its partner", at, at + 1)
