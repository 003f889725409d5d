"""What a query may do to a SQLite connection: read tables and views, call listed functions, and end in time.

`mode=ro` alone is not enough: on such a connection `VACUUM INTO` still writes a file and `zeroblob(900000000)`
still takes the memory. Hence an authorizer with a list, a length limit and a clock. The clock is looked at
between steps, and one call of a function is one step: SQLite's own instr, replace and trim take time with the
product of two lengths, so they are replaced by ones that take it with the sum.
"""

from __future__ import annotations

import sqlite3
import time
from typing import TYPE_CHECKING

from reportarchive.errors import QueryRefused

if TYPE_CHECKING:
    from collections.abc import Callable

    Value = str | bytes | int | float | None

MAX_LENGTH = 16_000_000  # bytes of one text or blob, and of one row
MAX_PATTERN = 120  # bytes after LIKE; one match is a single step, which no clock interrupts
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
SHOWN_LENGTH = 2_000_000  # bytes of one value where a thousand rows of them stand in memory for each of many readers
DESCRIBING = frozenset(
    """
    data_version database_list foreign_key_list index_info index_list index_xinfo schema_version table_info table_xinfo
    """.split()  # noqa: SIM905
)
"""The PRAGMAs that only tell which tables, columns and keys there are; none of them takes a value to set."""
SHOWN = {
    sqlite3.SQLITE_FUNCTION: FUNCTIONS | {"char"},
    sqlite3.SQLITE_PRAGMA: DESCRIBING,
    # What SQLite asks for where the index of full-text search is opened; the table itself it lets nobody alter.
    sqlite3.SQLITE_UPDATE: frozenset({"sqlite_master"}),
}


def hold_to_reading(connection: sqlite3.Connection, *, longest: int = MAX_LENGTH) -> None:
    """Put the limits on a connection that last as long as it does: nothing written, nothing too long, no slow step."""
    connection.execute("PRAGMA query_only = ON")
    connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, longest)
    connection.setlimit(sqlite3.SQLITE_LIMIT_ATTACHED, 0)
    connection.setlimit(sqlite3.SQLITE_LIMIT_LIKE_PATTERN_LENGTH, MAX_PATTERN)
    for name, takes, function in BOUNDED:
        connection.create_function(name, takes, function, deterministic=True)


def guard_for_good(connection: sqlite3.Connection) -> None:
    """Put the limits on a connection that a program of others asks through; that program keeps the clock.

    Such a program looks at the schema by PRAGMAs, so those that describe are allowed, and no others.
    """
    hold_to_reading(connection, longest=SHOWN_LENGTH)
    connection.set_authorizer(_may)


def _may(action: int, *names: str | None) -> int:
    said = (names[1] if action == sqlite3.SQLITE_FUNCTION else names[0]) or ""
    return sqlite3.SQLITE_OK if action in ALLOWED or said.lower() in SHOWN.get(action, ()) else sqlite3.SQLITE_DENY


class Guard:
    """Puts the limits on one connection and remembers what it refused."""

    def __init__(self, connection: sqlite3.Connection, *, seconds: float, is_ours: bool = False) -> None:
        self.refused = ""
        self._deadline = time.monotonic() + seconds
        self._seconds = seconds
        hold_to_reading(connection)
        connection.set_progress_handler(self._look, STEPS)
        if not is_ours:  # a statement of this program, which reads tables that full-text search keeps for itself
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
        if action == sqlite3.SQLITE_FUNCTION and (names[1] or "").lower() in FUNCTIONS:
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


def _text(value: str | bytes | float) -> str:
    """Return the value as SQLite writes it where it wants text."""
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    if not isinstance(value, float):
        return str(value)
    if value in {float("inf"), float("-inf")}:
        return "Inf" if value > 0 else "-Inf"
    digits, exponent, power = f"{value:.15g}".partition("e")
    return (digits if "." in digits else f"{digits}.0") + exponent + power


def _instr(within: Value, sought: Value) -> int | None:
    if within is None or sought is None:
        return None
    if isinstance(within, bytes) and isinstance(sought, bytes):
        return within.find(sought) + 1
    return _text(within).find(_text(sought)) + 1


def _replace(within: Value, old: Value, new: Value) -> Value:
    if within is None or old is None:
        return None
    text, sought = _text(within), _text(old)
    if not sought:
        return text if isinstance(within, bytes) else within
    if new is None:
        return None
    written = _text(new)
    if len(text) + text.count(sought) * (len(written) - len(sought)) > MAX_LENGTH:
        raise OverflowError  # which SQLite reports as a value too big; nothing was built yet
    return text.replace(sought, written)


def _trimmer(*, left: bool, right: bool) -> Callable[..., str | None]:
    def trim(value: Value, signs: Value = " ") -> str | None:
        if value is None or signs is None:
            return None
        text, dropped = _text(value), frozenset(_text(signs))
        start, end = 0, len(text)
        while left and start < end and text[start] in dropped:
            start += 1
        while right and start < end and text[end - 1] in dropped:
            end -= 1
        return text[start:end]

    return trim


BOUNDED: tuple[tuple[str, int, Callable[..., Value]], ...] = (
    ("instr", 2, _instr),
    ("replace", 3, _replace),
    *(
        (name, takes, _trimmer(left=name != "rtrim", right=name != "ltrim"))
        for name in ("trim", "ltrim", "rtrim")
        for takes in (1, 2)
    ),
)
