"""The values that move between the rooms: frozen dataclasses and enums, no I/O."""

from reportarchive.model.harvest import Candidate, Listing, Outcome, Payload, Scope
from reportarchive.model.issues import Issue, IssueCode, Severity
from reportarchive.model.report import (
    Bound,
    Change,
    Citation,
    Document,
    DocumentKind,
    IssuerKind,
    Metric,
    Numeral,
    Reason,
    Report,
    ReportKind,
    Role,
    Section,
)
from reportarchive.model.sources import Division, Family, Source

__all__ = [
    "Bound",
    "Candidate",
    "Change",
    "Citation",
    "Division",
    "Document",
    "DocumentKind",
    "Family",
    "Issue",
    "IssueCode",
    "IssuerKind",
    "Listing",
    "Metric",
    "Numeral",
    "Outcome",
    "Payload",
    "Reason",
    "Report",
    "ReportKind",
    "Role",
    "Scope",
    "Section",
    "Severity",
    "Source",
]
