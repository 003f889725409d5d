"""Questions to an archive, read only: guarded SQL, the cookbook, the deadline ledger, and output as text."""

from reportarchive.query.alarms import AlarmKind, load_alarms
from reportarchive.query.cookbook import NamedQuery, Parameter, for_forms, load_cookbook, run_named
from reportarchive.query.guard import guard_for_good
from reportarchive.query.ledger import STATES, coverage
from reportarchive.query.moment import read_moment
from reportarchive.query.output import to_csv, to_text
from reportarchive.query.parquet import to_parquet
from reportarchive.query.reader import Reader, Result
from reportarchive.query.search import Filters, Found, Hit, search
from reportarchive.query.search import count as count_hits
from reportarchive.query.versions import compare_versions, read_version, read_versions

__all__ = [
    "STATES",
    "AlarmKind",
    "Filters",
    "Found",
    "Hit",
    "NamedQuery",
    "Parameter",
    "Reader",
    "Result",
    "compare_versions",
    "count_hits",
    "coverage",
    "for_forms",
    "guard_for_good",
    "load_alarms",
    "load_cookbook",
    "read_moment",
    "read_version",
    "read_versions",
    "run_named",
    "search",
    "to_csv",
    "to_parquet",
    "to_text",
]
