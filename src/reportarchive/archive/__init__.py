"""Reports, requests and runs in a database, SQLite or PostgreSQL: schema, versions, work, host slots."""

from reportarchive.archive.archive import Archive
from reportarchive.archive.bodies import body_digest, without_row
from reportarchive.archive.candidates import Judged
from reportarchive.archive.digests import Digests, digests_of
from reportarchive.archive.exchange import Exchange, count_exchanges, exchanges
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
    "Exchange",
    "Finding",
    "HostSlots",
    "Judged",
    "KeptPage",
    "KnownReport",
    "ReportRows",
    "Stored",
    "WorkItem",
    "body_digest",
    "check_archive",
    "count_exchanges",
    "digests_of",
    "exchanges",
    "fingerprint",
    "without_row",
]
