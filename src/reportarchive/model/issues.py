"""What a stage noticed and could not settle: a code from a closed list, with the place in the text.

A new code is one member here and one line in `docs/issue-codes.md`; a test compares the two.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Severity(StrEnum):
    """How much an issue matters: an error makes the value unfit for use, a warning asks for a look."""

    INFO = "info"
    WARNING = "warning"
    ERROR = "error"


class IssueCode(StrEnum):
    """The closed list of things noticed; `<room>.<what>`."""

    TEXT_CONTROL = "text.control"
    TEXT_TRADITIONAL = "text.traditional"
    CHARSET_MISDECLARED = "charset.misdeclared"
    CHARSET_REPLACED = "charset.replaced"
    EXTRACT_NO_CONTAINER = "extract.no_container"
    EXTRACT_EMPTY_BODY = "extract.empty_body"
    EXTRACT_NEEDS_PERSON = "extract.needs_person"
    FIELD_CONFLICT = "field.conflict"
    FIELD_MISSING = "field.missing"
    TITLE_NEEDS_REVIEW = "title.needs_review"
    OUTLINE_NO_HEADING = "outline.no_heading"
    OUTLINE_SKIPPED = "outline.skipped"
    OUTLINE_REPEATED = "outline.repeated"
    UNIT_UNKNOWN = "unit.unknown"
    PERCENT_AMBIGUOUS = "percent.ambiguous"
    QUOTE_UNBALANCED = "quote.unbalanced"
    YEAR_CONFLICT = "year.conflict"
    CORRECTION_APPLIED = "correction.applied"
    CORRECTION_ORPHANED = "correction.orphaned"


@dataclass(frozen=True, slots=True)
class Issue:
    """One thing noticed at `text[start:end]`; both 0 when it concerns the whole document."""

    code: IssueCode
    severity: Severity
    message: str
    start: int = 0
    end: int = 0

    def to_dict(self) -> dict[str, Any]:
        """Return the fields."""
        return {name: getattr(self, name) for name in self.__slots__}
