"""The fields a person may correct, each with what it belongs to, what it may become, and how it is changed."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from reportarchive.errors import UsageError
from reportarchive.model import Bound, Change, Reason, Role

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from reportarchive.model import Document, Metric, Section

_NUMBER = re.compile(r"-?\d+(?:\.\d+)?", re.ASCII)


class Target(StrEnum):
    """What a field belongs to: one quantity, one section, or the report as a whole."""

    METRIC = "metric"
    SECTION = "section"
    REPORT = "report"


def _number(value: str) -> str:
    if not _NUMBER.fullmatch(value):
        raise ValueError("an exact decimal such as 368 or -2.5")
    return value


def _day(value: str) -> str:
    try:
        if date.fromisoformat(value).isoformat() == value:
            return value
    except ValueError:
        pass
    raise ValueError("a day as YYYY-MM-DD")


def _text(value: str) -> str:
    if not value.strip() or not value.isprintable():
        raise ValueError("one line of text")
    return value


def _one_of(words: Collection[str]) -> Callable[[str], str]:
    def check(value: str) -> str:
        if value not in words:
            raise ValueError(f"one of {', '.join(words)}")
        return value

    return check


@dataclass(frozen=True, slots=True)
class Field:
    """One field: whose it is, the attribute of the model it stands for, whether it may be empty, what it may be."""

    target: Target
    attribute: str
    help: str
    may_be_empty: bool
    check: Callable[[str], str]

    def read(self, thing: Any) -> str | None:
        """Return the field of a quantity, section or document as text."""
        value = getattr(thing, self.attribute, None)
        if isinstance(value, bool):
            return str(int(value))
        return None if value is None else str(value)


FIELDS: dict[str, Field] = {
    "value": Field(Target.METRIC, "value", "the number, exact", may_be_empty=False, check=_number),
    "upper": Field(Target.METRIC, "upper", "the end of a range", may_be_empty=True, check=_number),
    "unit": Field(Target.METRIC, "unit", "the unit, without magnitude", may_be_empty=True, check=_text),
    "bound": Field(Target.METRIC, "bound", "exact, over, under, about", may_be_empty=False, check=_one_of(list(Bound))),
    "change": Field(Target.METRIC, "change", "up or down", may_be_empty=True, check=_one_of(list(Change))),
    "indicator": Field(Target.METRIC, "indicator", "a code of the indicator list", may_be_empty=True, check=_text),
    "is_target": Field(
        Target.METRIC, "is_target", "1 a plan, 0 a result", may_be_empty=False, check=_one_of(["0", "1"])
    ),
    "reason": Field(
        Target.METRIC, "reason", "why the number is no quantity", may_be_empty=False, check=_one_of(list(Reason))
    ),
    "section_title": Field(Target.SECTION, "title", "the heading without its mark", may_be_empty=False, check=_text),
    "role": Field(Target.SECTION, "role", "what the section is", may_be_empty=False, check=_one_of(list(Role))),
    "title": Field(Target.REPORT, "title", "the title", may_be_empty=False, check=_text),
    "published_on": Field(Target.REPORT, "published_on", "the day of publication", may_be_empty=True, check=_day),
    "written_on": Field(Target.REPORT, "written_on", "the day it was written", may_be_empty=True, check=_day),
    "doc_no": Field(Target.REPORT, "doc_no", "the document number", may_be_empty=True, check=_text),
}


def read_field(name: str, value: str, indicators: Collection[str]) -> str | None:
    """Return what a field is to become; an empty value takes away what was read wrongly.

    Raises:
        UsageError: there is no such field, or it cannot become that.
    """
    field = FIELDS.get(name)
    if field is None:
        raise UsageError(f"{name!r} cannot be corrected; the fields are {', '.join(FIELDS)}")
    if not value:
        if field.may_be_empty:
            return None
        raise UsageError(f"{name} cannot be empty")
    try:
        known = field.check(value)
    except ValueError as error:
        raise UsageError(f"{name} cannot become {value!r}: write {error}") from error
    if name == "indicator" and known not in indicators:
        raise UsageError(f"there is no indicator {known!r}; docs/indicators.md lists them")
    return known


def changed_metric(metric: Metric, name: str, value: str | None) -> Metric:
    """Return the quantity with one field changed."""
    match name:
        case "bound":
            return replace(metric, bound=Bound(value or ""))
        case "change":
            return replace(metric, change=Change(value) if value else None)
        case "is_target":
            return replace(metric, is_target=value == "1")
        case "unit":
            return replace(metric, unit=value or "")
    return replace(metric, **{FIELDS[name].attribute: value})  # type: ignore[arg-type]


def changed_section(section: Section, name: str, value: str) -> Section:
    """Return the section with its title or its role changed."""
    return replace(section, role=Role(value)) if name == "role" else replace(section, title=value)


def changed_document(document: Document, name: str, value: str | None) -> Document:
    """Return the document with one field changed, its origin the person who corrected it."""
    origins = {**document.origins, name: "corrected"}
    return replace(document, **{FIELDS[name].attribute: value}, origins=origins)  # type: ignore[arg-type]
