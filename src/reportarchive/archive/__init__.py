"""Reports, requests and runs in a database, SQLite or PostgreSQL: schema, versions, work, host slots."""

from reportarchive.archive.archive import Archive
from reportarchive.archive.candidates import Judged
from reportarchive.archive.digests import Digests, digests_of
from reportarchive.archive.fingerprint import fingerprint
from reportarchive.archive.integrity import Finding, check_archive
from reportarchive.archive.lookup import CaptureRow, KeptPage, KnownReport, ReportRows
from reportarchive.archive.slots import HostSlots
from reportarchive.archive.work import WorkItem
from reportarchive.archive.writer import Stored

__all__ = [
    "Archive",
    "CaptureRow",
    "Digests",
    "Finding",
    "HostSlots",
    "Judged",
    "KeptPage",
    "KnownReport",
    "ReportRows",
    "Stored",
    "WorkItem",
    "check_archive",
    "digests_of",
    "fingerprint",
]
