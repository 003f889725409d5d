"""A report as values: what the pure stages hand to the archive, and what `to_dict` prints.

Every offset is a code-point offset into `Report.text`. The conventions of the fields (what counts as a
quantity, which spans a surface covers) are those of `docs/conventions.md`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from reportarchive.model.issues import Issue


def fields_of(record: Any) -> dict[str, Any]:
    """Return the fields of a slotted record as they are; `asdict` copies every value deeply, ten times as slow."""
    return {name: getattr(record, name) for name in record.__slots__}


class IssuerKind(StrEnum):
    """The kind of body that signs a report."""

    GOVERNMENT = "government"
    DEPARTMENT = "department"
    TOWN = "town"
    ZONE = "zone"


class ReportKind(StrEnum):
    """The kind of report; the spoken version before a People's Congress is a document of its own."""

    ANNUAL = "annual"
    HALF_YEAR = "half_year"
    MULTI_YEAR = "multi_year"
    NPC_REPORT = "npc_report"


class Role(StrEnum):
    """What a section is for; the first four are the parts that article 24 of 厅字〔2019〕28号 asks for."""

    MEASURES = "measures"
    SHORTCOMINGS = "shortcomings"
    LEADERSHIP = "leadership"
    PLAN = "plan"
    PREAMBLE = "preamble"
    TOPIC = "topic"
    CLOSING = "closing"
    ANNEX = "annex"


class Bound(StrEnum):
    """How the printed number bounds the true one: 余 and 以上 are over, 近 and 不足 under, 约 about."""

    EXACT = "exact"
    OVER = "over"
    UNDER = "under"
    ABOUT = "about"


class Change(StrEnum):
    """The direction of a number that is an amount of change; a level (提高到) has none."""

    UP = "up"
    DOWN = "down"


class DocumentKind(StrEnum):
    """What a cited document is: a law, a national regulation, a plan or policy paper, one of the place, or another."""

    LAW = "law"
    REGULATION = "regulation"
    PLAN = "plan"
    LOCAL = "local"
    OTHER = "other"


class Reason(StrEnum):
    """Why a numeral is no metric: a closed list, the last resort being residue (no reason at all)."""

    YEAR = "year"
    DATE = "date"
    PERIOD = "period"
    ORDINAL = "ordinal"
    SLOGAN = "slogan"
    DOCNO = "docno"
    HOTLINE = "hotline"
    TITLE = "title"
    LISTMARK = "listmark"
    VERSION = "version"
    RANK = "rank"
    WORD = "word"


@dataclass(frozen=True, slots=True)
class Document:
    """What is known of a report beside its text; `origins` says per field where the value was found.

    Dates are ISO text (YYYY-MM-DD), `year` is the year reported on, `division` a GB/T 2260 code.
    """

    title: str | None = None
    issuer: str | None = None
    division: str | None = None
    issuer_kind: IssuerKind | None = None
    kind: ReportKind | None = None
    year: int | None = None
    period_start: str | None = None
    period_end: str | None = None
    published_on: str | None = None
    written_on: str | None = None
    doc_no: str | None = None
    index_no: str | None = None
    publisher: str | None = None
    url: str | None = None
    charset: str | None = None
    origins: Mapping[str, str] = field(default_factory=dict)

    def to_dict(self) -> dict[str, Any]:
        """Return the fields, each known origin as `<field>_source`."""
        fields = fields_of(self)
        del fields["origins"]
        return fields | {f"{name}_source": origin for name, origin in self.origins.items()}


@dataclass(frozen=True, slots=True)
class Section:
    """One node of the section tree; it owns the text from `start` to its first child, or to `end`.

    `path` counts siblings from 1 (the preamble is 0); `mark` and `title` are empty for a node that is no
    heading. `text[start:heading_end]` is the heading as written, mark included.
    """

    path: tuple[int, ...]
    mark: str
    level: int
    title: str
    role: Role
    start: int
    heading_end: int
    end: int

    def to_dict(self) -> dict[str, Any]:
        """Return the fields, the path as a list."""
        return fields_of(self) | {"path": list(self.path)}


@dataclass(frozen=True, slots=True)
class Metric:
    """One quantity: `surface` is `text[start:end]`, `value` and `upper` are exact decimal strings.

    `label` is the phrase that owns the number, as written; `indicator` a code of the indicator list or
    None; `basis` the words a change is measured against (较去年, 同比); `section` the path it stands in.
    """

    surface: str
    value: str
    upper: str | None
    unit: str
    bound: Bound
    change: Change | None
    basis: str | None
    label: str | None
    indicator: str | None
    is_target: bool
    start: int
    end: int
    sentence_start: int
    sentence_end: int
    section: tuple[int, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Return the fields, the path as a list."""
        return fields_of(self) | {"section": list(self.section)}


@dataclass(frozen=True, slots=True)
class Citation:
    """One cited document: `text[start:end]` is the title with its quotes 《》, `title` is without them.

    `document` is the same for all citations of one document: its title without state, years and short names.
    """

    title: str
    doc_no: str | None
    start: int
    end: int
    kind: DocumentKind
    document: str
    section: tuple[int, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Return the fields, the path as a list."""
        return fields_of(self) | {"section": list(self.section)}


@dataclass(frozen=True, slots=True)
class Numeral:
    """One numeral that is no metric, with the reason; `reason` None means it is residue."""

    surface: str
    start: int
    end: int
    reason: Reason | None

    def to_dict(self) -> dict[str, Any]:
        """Return the fields."""
        return fields_of(self)


@dataclass(frozen=True, slots=True)
class Report:
    """A parsed report: document, text, and everything found in the text with its characters."""

    document: Document
    text: str
    sections: tuple[Section, ...]
    metrics: tuple[Metric, ...]
    citations: tuple[Citation, ...]
    numerals: tuple[Numeral, ...]
    issues: tuple[Issue, ...]

    @property
    def residue_rate(self) -> float:
        """Share of numerals that are neither a metric nor explained; 0.0 for a text without numerals."""
        all_numerals = len(self.metrics) + len(self.numerals)
        residue = sum(numeral.reason is None for numeral in self.numerals)
        return residue / all_numerals if all_numerals else 0.0

    def to_dict(self) -> dict[str, Any]:
        """Return the report as plain dictionaries and lists, ready for JSON."""
        return {
            "document": self.document.to_dict(),
            "text": self.text,
            "sections": [section.to_dict() for section in self.sections],
            "metrics": [metric.to_dict() for metric in self.metrics],
            "citations": [citation.to_dict() for citation in self.citations],
            "numerals": [numeral.to_dict() for numeral in self.numerals],
            "issues": [issue.to_dict() for issue in self.issues],
        }
