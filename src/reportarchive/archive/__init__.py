"""Reports, requests and runs in a database, SQLite or PostgreSQL: schema, versions, corrections, work, host slots."""

from reportarchive.archive.alarms.noting import Noted
from reportarchive.archive.alarms.telling import Alarm, Due
from reportarchive.archive.alarms.trouble import Question, Trouble
from reportarchive.archive.alarms.workers import WORKER_GONE
from reportarchive.archive.archive import Archive
from reportarchive.archive.corrections.correcting import Correction, apply_corrections
from reportarchive.archive.corrections.fields import FIELDS, read_field
from reportarchive.archive.engine import open_still, snapshot
from reportarchive.archive.reports.bodies import body_digest, without_row
from reportarchive.archive.reports.lookup import CaptureRow, KnownReport, ReportRows
from reportarchive.archive.reports.rows import COLUMNS, VersionRows, rows_of
from reportarchive.archive.reports.together import Brought, SharedStore, open_store
from reportarchive.archive.reports.writer import Incoming, Origin, Stored
from reportarchive.archive.requests.candidates import Judged
from reportarchive.archive.requests.exchange import Exchange, count_exchanges, exchanges
from reportarchive.archive.requests.pages import KeptPage
from reportarchive.archive.upkeep.backup import back_up, dump_line, restore_line
from reportarchive.archive.upkeep.fingerprint import fingerprint, fingerprint_of, fingerprint_of_file
from reportarchive.archive.upkeep.integrity import Finding, check_archive
from reportarchive.archive.work.items import WorkItem
from reportarchive.archive.work.leases import Lease, SourceHeld, SourceLeases
from reportarchive.archive.work.slots import HostSlots

__all__ = [
    "COLUMNS",
    "FIELDS",
    "WORKER_GONE",
    "Alarm",
    "Archive",
    "Brought",
    "CaptureRow",
    "Correction",
    "Due",
    "Exchange",
    "Finding",
    "HostSlots",
    "Incoming",
    "Judged",
    "KeptPage",
    "KnownReport",
    "Lease",
    "Noted",
    "Origin",
    "Question",
    "ReportRows",
    "SharedStore",
    "SourceHeld",
    "SourceLeases",
    "Stored",
    "Trouble",
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
    "fingerprint_of",
    "fingerprint_of_file",
    "open_still",
    "open_store",
    "read_field",
    "restore_line",
    "rows_of",
    "snapshot",
    "without_row",
]
