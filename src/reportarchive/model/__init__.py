"""The values that move between the rooms: frozen dataclasses and enums, no I/O."""

from reportarchive.model.harvest import Candidate, Listing, Outcome, PageRequest, PageScript, Payload, Scope, Validators
from reportarchive.model.hosts import LONGEST_PAUSE, PATIENCE, Hold, HostClosed, HostSlots
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
from reportarchive.model.sources import Division, Family, FormerName, ListingAddress, Source

__all__ = [
    "LONGEST_PAUSE",
    "PATIENCE",
    "Bound",
    "Candidate",
    "Change",
    "Citation",
    "Division",
    "Document",
    "DocumentKind",
    "Family",
    "FormerName",
    "Hold",
    "HostClosed",
    "HostSlots",
    "Issue",
    "IssueCode",
    "IssuerKind",
    "Listing",
    "ListingAddress",
    "Metric",
    "Numeral",
    "Outcome",
    "PageRequest",
    "PageScript",
    "Payload",
    "Reason",
    "Report",
    "ReportKind",
    "Role",
    "Scope",
    "Section",
    "Severity",
    "Source",
    "Validators",
]
