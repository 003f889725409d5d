"""Reports, requests and runs in a database, SQLite or PostgreSQL: schema, versions, corrections, work, host slots."""

from reportarchive.archive.archive import Archive
from reportarchive.archive.backup import back_up, dump_line, restore_line
from reportarchive.archive.bodies import body_digest, without_row
from reportarchive.archive.candidates import Judged
from reportarchive.archive.correcting import Correction, apply_corrections
from reportarchive.archive.exchange import Exchange, count_exchanges, exchanges
from reportarchive.archive.fields import FIELDS, read_field
from reportarchive.archive.fingerprint import fingerprint
from reportarchive.archive.integrity import Finding, check_archive
from reportarchive.archive.lookup import CaptureRow, KeptPage, KnownReport, ReportRows
from reportarchive.archive.rows import COLUMNS, VersionRows, rows_of
from reportarchive.archive.slots import HostSlots
from reportarchive.archive.work import WorkItem
from reportarchive.archive.writer import Incoming, Origin, Stored

__all__ = [
    "COLUMNS",
    "FIELDS",
    "Archive",
    "CaptureRow",
    "Correction",
    "Exchange",
    "Finding",
    "HostSlots",
    "Incoming",
    "Judged",
    "KeptPage",
    "KnownReport",
    "Origin",
    "ReportRows",
    "Stored",
    "VersionRows",
    "WorkItem",
    "apply_corrections",
    "back_up",
    "body_digest",
    "check_archive",
    "count_exchanges",
    "dump_line",
    "exchanges",
    "fingerprint",
    "read_field",
    "restore_line",
    "rows_of",
    "without_row",
]
