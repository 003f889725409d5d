"""Views read whole and in a fixed order, a batch in memory at a time, on either engine.

Rows are ordered by all columns, which puts them by their key, since that stands first. A view that begins with
`report_id` is read some reports at a time: each batch is sorted by itself, and no sort grows with the archive.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    class Rows(Protocol):
        """What a statement gives, of the driver or of SQLAlchemy."""

        def fetchmany(self, size: int, /) -> Sequence[Sequence[Any]]:
            """Return the next rows, at most so many."""

        def fetchall(self) -> Sequence[Sequence[Any]]:
            """Return the rows that are left."""

    Run = Callable[[str], Rows]

KEY = "report_id"
REPORT_IDS = f"SELECT {KEY} FROM report_current ORDER BY {KEY}"  # noqa: S608
REPORTS = 200
"""Reports of one batch: some 18,000 numbers, or 200 whole texts."""
ROWS = 50_000
"""Rows of one batch at most."""


def bounds_of(report_ids: Sequence[str]) -> Sequence[str]:
    """Return the report_ids at which batches end; what stands behind the last is a batch too."""
    return report_ids[REPORTS - 1 :: REPORTS]


def read_in_order(
    run: Run, view: str, columns: Sequence[str], *, bounds: Sequence[str], within: str = ""
) -> Iterator[Sequence[Sequence[Any]]]:
    """Yield the rows of a view, those that fulfil the condition `within`, in batches of which none is empty."""
    for sql in statements(view, columns, bounds=bounds, within=within):
        yield from _batched(run(sql))


def statements(view: str, columns: Sequence[str], *, bounds: Sequence[str], within: str = "") -> Iterator[str]:
    """Yield the statements that together give the rows of a view, ordered by these columns."""
    order = ", ".join(f'"{name}" NULLS FIRST' for name in columns)
    for span in _spans(bounds) if columns[0] == KEY else ("",):
        where = " AND ".join(part for part in (span, within) if part)
        yield f"SELECT * FROM {view}{f' WHERE {where}' if where else ''} ORDER BY {order}"  # noqa: S608


def quoted(text: str) -> str:
    """Return a text as an SQL literal, the same on both engines."""
    return "'" + text.replace("'", "''") + "'"


def _spans(bounds: Sequence[str]) -> Iterator[str]:
    ends = [quoted(bound) for bound in bounds]
    if not ends:
        yield ""
        return
    yield f"{KEY} <= {ends[0]}"
    for low, high in pairwise(ends):
        yield f"{KEY} > {low} AND {KEY} <= {high}"
    yield f"{KEY} > {ends[-1]}"


def _batched(rows: Rows) -> Iterator[Sequence[Sequence[Any]]]:
    while batch := rows.fetchmany(ROWS):
        yield batch
