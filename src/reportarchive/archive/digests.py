"""Hashes that decide whether a report has changed.

`text_hash` ignores white space. `output_hash` covers all the parser found, with its offsets; `content_hash`
covers the same with offsets that do not count white space. Two results of the same bytes are compared by the
former, of different bytes by the latter, so that a page's line breaks are no new version but a parser's are.
The URL (a move is no edit) and the charset (a re-encoded page says the same) are left out.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from itertools import accumulate
from typing import TYPE_CHECKING, Any

from reportarchive.archive.engine import to_json

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reportarchive.model import Report

NOT_CONTENT = frozenset({"url", "url_source", "charset", "charset_source"})
OFFSETS = frozenset({"start", "heading_end", "end", "sentence_start", "sentence_end"})


@dataclass(frozen=True, slots=True)
class Digests:
    """The three hashes of a report: of its text, of text and findings without white space, and of all as it is."""

    text: str
    content: str
    output: str


def digests_of(report: Report) -> Digests:
    """Return the hashes of a report; half the work of storing it, so a harvest does it where the page is read."""
    return Digests(text_hash(report.text), content_hash(report), output_hash(report))


def bare(text: str) -> str:
    """Return the text without any white space."""
    return "".join(text.split())


def text_hash(text: str) -> str:
    """Return the SHA-256 (hex) of the text without white space."""
    return _sha256(bare(text))


def output_hash(report: Report) -> str:
    """Return the SHA-256 (hex) of text and findings exactly as they are."""
    return _sha256(to_json(_findings(report)))


def content_hash(report: Report) -> str:
    """Return the SHA-256 (hex) of text and findings, white space not counted."""
    before = list(accumulate((not char.isspace() for char in report.text), initial=0))
    return _sha256(to_json(_without_blanks(_findings(report), before)))


def _findings(report: Report) -> dict[str, Any]:
    found = report.to_dict()
    kept = {name: value for name, value in found["document"].items() if name not in NOT_CONTENT}
    return found | {"document": kept}


def _without_blanks(value: Any, before: Sequence[int]) -> Any:
    if isinstance(value, dict):
        return {
            name: before[inner] if name in OFFSETS and isinstance(inner, int) else _without_blanks(inner, before)
            for name, inner in value.items()
        }
    if isinstance(value, (list, tuple)):
        return [_without_blanks(inner, before) for inner in value]
    return bare(value) if isinstance(value, str) else value


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
