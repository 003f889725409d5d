"""Corrections as rows: added, listed, withdrawn, and what became of each when its report was stored last.

A correction is never deleted: a withdrawn one stays with the time it was withdrawn.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, select, update

from reportarchive.archive.corrections.correcting import Correction
from reportarchive.archive.inserts import insert_row
from reportarchive.archive.schema import correction, report
from reportarchive.errors import UnknownName

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sqlalchemy import Connection

    from reportarchive.archive.corrections.correcting import Verdict

ANCHORED = ("correction_id", "field", "becomes", "author", "reason", "quote", "section", "was")
LISTED = (
    *("correction_id", "report_id", "field", "was", "becomes", "quote", "section"),
    *("author", "reason", "recorded_at", "withdrawn_at", "state", "note"),
)

IN_FORCE = (  # made once: it is asked with every report that is stored
    select(correction)
    .where(correction.c.report_id.in_(bindparam("report_ids", expanding=True)), correction.c.withdrawn_at.is_(None))
    .order_by(correction.c.correction_id)
)
HELD = (
    select(report.c.report_id)
    .where(report.c.report_id.in_(bindparam("report_ids", expanding=True)))
    .order_by(report.c.report_id)
    .with_for_update()
)


def hold_corrections(connection: Connection, report_ids: Sequence[str]) -> Sequence[str]:
    """Let no other transaction add or withdraw a correction of these reports, or store them, until this one ends.

    Only so are those read afterwards the ones in force when the report is stored. (SQLite has one writer anyway.)
    Returned are those that may have corrections: a report that is not stored yet has none.
    """
    if connection.dialect.name == "sqlite":
        return report_ids
    return connection.execute(HELD, {"report_ids": report_ids}).scalars().all()


def add_correction(connection: Connection, report_id: str, made: Correction, recorded_at: str) -> Correction:
    """Insert a correction and return it with its number."""
    values = {name: getattr(made, name) for name in ANCHORED if name != "correction_id"}
    values |= {"report_id": report_id, "recorded_at": recorded_at, "state": "applied", "note": ""}
    number = insert_row(connection, correction, values)
    return Correction(number, **{name: values[name] for name in ANCHORED if name != "correction_id"})


def corrections_of(connection: Connection, report_ids: Sequence[str]) -> dict[str, tuple[Correction, ...]]:
    """Return the corrections in force of those reports that have any, in the order they were made."""
    found: dict[str, tuple[Correction, ...]] = {}
    if not report_ids:
        return found
    for row in connection.execute(IN_FORCE, {"report_ids": report_ids}).mappings():
        one = Correction(**{name: row[name] for name in ANCHORED})
        found[row["report_id"]] = (*found.get(row["report_id"], ()), one)
    return found


def note_verdicts(connection: Connection, verdicts: Iterable[Verdict]) -> None:
    """Note which corrections apply and which are orphaned; rows that say so already stay as they are."""
    for one in verdicts:
        mine = correction.c.correction_id == one.correction_id
        differs = (correction.c.state != one.state) | (correction.c.note != one.note)
        connection.execute(update(correction).where(mine, differs).values(state=one.state, note=one.note))


def withdraw_correction(connection: Connection, correction_id: int, withdrawn_at: str) -> str:
    """Mark a correction as withdrawn and return the report_id it was of.

    Raises:
        UnknownName: there is no such correction, or it is withdrawn already.
    """
    row = connection.execute(select(correction).where(correction.c.correction_id == correction_id)).mappings().first()
    if row is None:
        raise UnknownName(f"there is no correction {correction_id}; `reportarchive correct --list` lists them")
    if row["withdrawn_at"] is not None:
        raise UnknownName(f"correction {correction_id} was withdrawn on {row['withdrawn_at']}")
    values = {"withdrawn_at": withdrawn_at, "state": "withdrawn", "note": ""}
    connection.execute(update(correction).where(correction.c.correction_id == correction_id).values(values))
    return str(row["report_id"])


def list_corrections(connection: Connection, report_id: str | None) -> list[dict[str, Any]]:
    """Return the corrections of a report, or all of them, withdrawn ones too, in the order they were made."""
    wanted = select(*(correction.c[name] for name in LISTED)).order_by(correction.c.correction_id)
    if report_id is not None:
        wanted = wanted.where(correction.c.report_id == report_id)
    return [dict(row) for row in connection.execute(wanted).mappings()]
