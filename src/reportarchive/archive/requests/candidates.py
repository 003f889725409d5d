"""What the listings showed, row by row, and what each row was decided to be.

One row a source and address. A row that says the same as before is left alone, so its request is the one that first
showed it so.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from reportarchive.archive.inserts import upsert
from reportarchive.archive.schema import candidate

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy import Connection

SAID = ("title", "listed_on", "decision", "rule", "same_as")


@dataclass(frozen=True, slots=True)
class Judged:
    """A listing row as it was decided: accept, refuse or needs_review, by which rule.

    `same_as` is the address of the page that is kept, where this one shows the same report again.
    """

    url: str
    title: str
    listed_on: str | None
    decision: str
    rule: str
    same_as: str | None = None


def record_candidates(connection: Connection, source_id: str, fetch_id: int, judged: Iterable[Judged]) -> None:
    """Write the rows that are new or say something else than before."""
    rows = {one.url: tuple(getattr(one, name) for name in SAID) for one in judged}
    stored = connection.execute(
        select(candidate.c.url, *(candidate.c[name] for name in SAID)).where(candidate.c.source_id == source_id)
    )
    held = {row[0]: tuple(row[1:]) for row in stored}
    changed = [
        {"source_id": source_id, "url": url, "fetch_id": fetch_id} | dict(zip(SAID, said, strict=True))
        for url, said in rows.items()
        if held.get(url) != said
    ]
    upsert(connection, candidate, ("source_id", "url"), changed)


def accepted_urls(connection: Connection, source_id: str) -> set[str]:
    """Return the addresses that listings of a source ever showed as its reports."""
    wanted = select(candidate.c.url).where(candidate.c.source_id == source_id, candidate.c.decision == "accept")
    return set(connection.execute(wanted).scalars())
