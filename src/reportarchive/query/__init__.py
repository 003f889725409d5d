"""Questions to an archive, read only: guarded SQL, the cookbook, the deadline ledger, and output as text."""

from reportarchive.query.cookbook import NamedQuery, Parameter, load_cookbook, run_named
from reportarchive.query.ledger import coverage
from reportarchive.query.moment import read_moment
from reportarchive.query.output import to_text
from reportarchive.query.reader import Reader, Result

__all__ = [
    "NamedQuery",
    "Parameter",
    "Reader",
    "Result",
    "coverage",
    "load_cookbook",
    "read_moment",
    "run_named",
    "to_text",
]
