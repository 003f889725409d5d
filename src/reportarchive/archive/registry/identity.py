"""Which report a text is: its identity (issuer, kind, period end) and its citable report_id.

report_id is `<division>[-<issuer part>]-<year>-<kind part>`, ASCII, the same in every archive:
`110107-2023-annual`, `110107-d5b0c7a91-2023-annual` for a department (d), town (t) or zone (z), whose part
is that letter and the first eight hex digits of the SHA-256 of its name without white space. A government
needs no part: a division has one, however its name is written. The kind part is the kind, plus the period's
last day when that is not the usual one (`annual-1031`, `half_year-1231`).
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from reportarchive.errors import InputError
from reportarchive.model import IssuerKind, ReportKind

if TYPE_CHECKING:
    from reportarchive.model import Document

LETTERS = {IssuerKind.DEPARTMENT: "d", IssuerKind.TOWN: "t", IssuerKind.ZONE: "z"}
USUAL_END = {ReportKind.HALF_YEAR: "06-30"}
YEAR_END = "12-31"


@dataclass(frozen=True, slots=True)
class Identity:
    """What tells one report from another; dates are ISO text."""

    division: str
    issuer: str
    issuer_kind: IssuerKind
    kind: ReportKind
    year: int
    period_end: str

    @property
    def slug(self) -> str:
        """The issuer part, empty for a government."""
        return issuer_slug(self.issuer, self.issuer_kind)

    @property
    def report_id(self) -> str:
        """The citable name of the report."""
        return self.named(self.slug)

    def named(self, slug: str) -> str:
        """Return the citable name of the report of an issuer with this part, whatever its name is by now."""
        parts = (self.division, slug, str(self.year), self.kind.value, self._unusual_end())
        return "-".join(part for part in parts if part)

    def _unusual_end(self) -> str:
        usual = usual_end(self.kind, self.year)
        if self.period_end == usual:
            return ""
        digits = self.period_end.replace("-", "")
        return digits[4:] if digits[:4] == str(self.year) else digits


def issuer_slug(name: str, kind: IssuerKind) -> str:
    """Return the issuer part of a report_id; empty for a government."""
    if kind is IssuerKind.GOVERNMENT:
        return ""
    return LETTERS[kind] + hashlib.sha256("".join(name.split()).encode()).hexdigest()[:8]


def usual_end(kind: ReportKind, year: int) -> str:
    """Return the last day (ISO) of the period a report of this kind and year covers unless it says."""
    return f"{year:04d}-{USUAL_END.get(kind, YEAR_END)}"


def read_identity(document: Document) -> Identity:
    """Return the identity a document states.

    Raises:
        InputError: issuer, kind of issuer, division, year or kind is missing, or a date is not ISO text.
    """
    wanted = ("division", "issuer", "issuer_kind", "kind", "year")
    missing = [name for name in wanted if getattr(document, name) in (None, "")]
    if (
        document.division is None
        or document.issuer is None
        or document.issuer_kind is None
        or document.kind is None
        or document.year is None
        or missing
    ):
        raise InputError(f"not stored: the report has no {', '.join(missing)}; give it by hand")
    _refuse_dates(document)
    end = document.period_end or usual_end(document.kind, document.year)
    return Identity(document.division, document.issuer, document.issuer_kind, document.kind, document.year, end)


def _refuse_dates(document: Document) -> None:
    """Refuse a date that is not YYYY-MM-DD: the views count days with it, and PostgreSQL would stop there."""
    for name in ("period_start", "period_end", "published_on", "written_on"):
        value = getattr(document, name)
        try:
            good = value is None or date.fromisoformat(value).isoformat() == value
        except ValueError:
            good = False
        if not good:
            raise InputError(f"not stored: {name} is {value!r}, not a date as YYYY-MM-DD")
