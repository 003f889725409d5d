"""What a query may do to a SQLite connection: read tables and views, call listed functions, and end in time.

`mode=ro` alone is not enough: on such a connection `VACUUM INTO` still writes a file and `zeroblob(900000000)`
still takes the memory. Hence an authorizer with a list, a length limit and a clock.
"""

from __future__ import annotations

import sqlite3
import time

from reportarchive.errors import QueryRefused

MAX_LENGTH = 16_000_000  # bytes of one text or blob, and of one row
MAX_PATTERN = 1_000  # bytes after LIKE; one match is a single step, which no clock interrupts
STEPS = 20_000  # of SQLite's machine between two looks at the clock: well under a hundredth of a second
FUNCTIONS = frozenset(
    """
    abs avg coalesce count cume_dist current_date current_time
    current_timestamp date datetime dense_rank first_value format glob group_concat hex ifnull iif
    instr julianday lag last_value lead length like likelihood likely lower ltrim max min nth_value ntile nullif
    percent_rank printf quote rank replace round row_number rtrim sign strftime substr substring sum time total
    trim typeof unicode unixepoch unlikely upper json_array json_array_length json_extract json_group_array
    json_object json_type json_valid -> ->>
    """.split()  # noqa: SIM905 (a list of words reads better in lines)
)
ALLOWED = frozenset({sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ, sqlite3.SQLITE_RECURSIVE})


class Guard:
    """Puts the limits on one connection and remembers what it refused."""

    def __init__(self, connection: sqlite3.Connection, *, seconds: float) -> None:
        self.refused = ""
        self._deadline = time.monotonic() + seconds
        self._seconds = seconds
        connection.execute("PRAGMA query_only = ON")
        connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, MAX_LENGTH)
        connection.setlimit(sqlite3.SQLITE_LIMIT_ATTACHED, 0)
        connection.setlimit(sqlite3.SQLITE_LIMIT_LIKE_PATTERN_LENGTH, MAX_PATTERN)
        connection.set_progress_handler(self._look, STEPS)
        connection.set_authorizer(self._authorize)

    def explain(self, error: BaseException) -> QueryRefused:
        """Return the one line that says why the query did not run to its end."""
        if self.refused:
            return QueryRefused(f"only reading is allowed here: {self.refused} is refused")
        if "interrupted" in str(error):
            return QueryRefused(f"stopped after {self._seconds:g} seconds; narrow the query")
        if "too big" in str(error):
            return QueryRefused(f"stopped: a value of more than {MAX_LENGTH:,} bytes")
        return QueryRefused(f"the query does not run: {error}")

    def _look(self) -> int:
        return int(time.monotonic() > self._deadline)

    def _authorize(self, action: int, *names: str | None) -> int:
        if action in ALLOWED:
            return sqlite3.SQLITE_OK
        if action == sqlite3.SQLITE_FUNCTION and names[1] is not None and names[1].lower() in FUNCTIONS:
            return sqlite3.SQLITE_OK
        if not self.refused:
            self.refused = ACTIONS.get(action, "this statement").format(*names)
        return sqlite3.SQLITE_DENY


# The names an authorizer is given for each action, in the order SQLite documents.
ACTIONS = {
    sqlite3.SQLITE_FUNCTION: "the function {1}",
    sqlite3.SQLITE_PRAGMA: "PRAGMA {0}",
    sqlite3.SQLITE_ATTACH: "ATTACH or VACUUM INTO",
    sqlite3.SQLITE_INSERT: "writing to {0}",
    sqlite3.SQLITE_UPDATE: "writing to {0}",
    sqlite3.SQLITE_DELETE: "writing to {0}",
}
