"""Whether a page that was listed as a report still is one, or only the frame of a site whose template has changed.

A page that says hardly anything, or far less than the same page said before, must not replace what is stored.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from reportarchive.model import Report

SHORTEST = 60
"""Characters below which a text without heading and number is taken for a site's frame: chosen, not measured."""
LEAST_SHARE = 0.3
"""Share of the earlier text that a new one must have: chosen, not measured; an edit that cuts more goes to a person."""
_SENTENCE_END = re.compile("[。；;！!]")


def thinness(report: Report, *, before: int | None) -> str | None:
    """Return why a report's text is too thin to be one, or None; `before` is the length of the text stored last."""
    length = len(report.text)
    if not _SENTENCE_END.search(report.text):
        return f"the page shows {length} characters without a sentence"
    if length < SHORTEST and not report.sections and not report.metrics:
        return f"the page shows {length} characters of text"
    if before is not None and length < LEAST_SHARE * before:
        return f"the page shows {length} characters of text, {before} before"
    return None
