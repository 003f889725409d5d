"""The index over passages, in each engine's own form: contentless FTS5 on SQLite, `tsvector` with GIN on PostgreSQL.

It holds grams (`text.grams`) and keys (`¦y2024`, `¦d110107`, `¦rmeasures`) of every passage and no text. It follows
from the other tables, so it is no part of the schema: made anew when its form changes, as views are. On SQLite a
second one holds the characters of every passage and no places: a single character is found there, where the other
would have to join the lists of all the grams that begin with it. On PostgreSQL, which counts no more than 16,383
positions, a long passage has several pieces, which overlap by more than the longest phrase asked for.
"""

from __future__ import annotations

from operator import add
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import select

from reportarchive.archive.engine import writing
from reportarchive.archive.inserts import insert_tuples, upsert
from reportarchive.archive.schema import meta
from reportarchive.text.grams import END

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sqlalchemy import Connection, Engine

Row = tuple[int | str, ...]
FORM = "3"
"""Raised when the grams, the keys or the tables below change, so that an archive's index is made anew."""
NAME = "passage_index"
CHARACTERS = f"{NAME}_characters"
REMEMBERED = "search_index"
PIECE, OVERLAP = 12_000, 200  # grams; a phrase is at most as long as what pieces share
PLACES = tuple(f"':{place}" for place in range(1, PIECE + OVERLAP + 1))  # made once: each gram takes one

SIGNS = "#$%&*+-./=@^_~"  # of those in ASCII, the ones that runs hold; all beyond ASCII are taken as they are
ALIKE = f"""content='', columnsize=0, tokenize="ascii tokenchars '{SIGNS}'" """
SQLITE = (
    f"CREATE VIRTUAL TABLE {NAME} USING fts5(grams, {ALIKE})",
    f"CREATE VIRTUAL TABLE {CHARACTERS} USING fts5(grams, {ALIKE}, detail=none)",
)
MERGED = {"automerge": 16, "crisismerge": 32}
"""At how many segments of a level FTS5 begins to merge them, and at how many it merges them in one transaction.

It writes a segment a transaction. Its own numbers are 4 and 16; with these a report stored by itself costs 3.0 instead
of 4.0 ms (the mean of 12,000). Where both are 16, 500 reports of 12,000 took 8 ms each: a crisis merges thousands at
once. With 8 a report cost 3.0 ms at 1,000 reports and 4.6 at 30,000.
"""
PART = 1000  # pages of 4 KB that are merged in one transaction: a tenth of a second
POSTGRESQL = (
    f"""
    CREATE TABLE {NAME} (
        passage_id BIGINT NOT NULL REFERENCES passage,
        piece INTEGER NOT NULL,
        grams TSVECTOR NOT NULL,
        PRIMARY KEY (passage_id, piece)
    )
    """,
    f"CREATE INDEX ix_{NAME}_grams ON {NAME} USING gin (grams)",
)


def is_index_current(connection: Connection) -> bool:
    """Return whether the archive's index is of this code's form."""
    return connection.execute(select(meta.c.value).where(meta.c.name == REMEMBERED)).scalar() == FORM


def create_index(connection: Connection) -> None:
    """Make the index empty, in place of one that may be there."""
    for name in (NAME, CHARACTERS):
        connection.exec_driver_sql(f"DROP TABLE IF EXISTS {name}")
    for statement in SQLITE if connection.dialect.name == "sqlite" else POSTGRESQL:
        connection.exec_driver_sql(statement)
    if connection.dialect.name == "sqlite":
        for name in (NAME, CHARACTERS):
            insert_tuples(connection, name, (name, "rank"), MERGED.items())
    upsert(connection, meta, ("name",), [{"name": REMEMBERED, "value": FORM}])


class Indexed(NamedTuple):
    """A passage as the index takes it: its id, and its keys, grams and characters as words with a blank between."""

    passage_id: int
    keys: str
    grams: str
    characters: str


def keys_of(division: str, year: int, role: str) -> str:
    """Return the keys that a passage is filtered by: year, role, and the division with all above it."""
    places = dict.fromkeys((division[:2], division[:4], division))
    return " ".join((f"{END}y{year}", *(f"{END}d{place}" for place in places), f"{END}r{role}"))


def merge_segments(engine: Engine) -> None:
    """Merge the segments of SQLite's index, of each level with four of them: every one is a place more to look in.

    For when a run has ended. It took 0.5 ms for each of 2,000 reports that a run had stored, and 42 s for 100,000 of
    runs that had not done so; others may write between two parts. What was begun may be gone on with at the end of
    another run.

    Raises:
        ArchiveError: the database refused.
    """
    if engine.dialect.name != "sqlite":
        return
    for name in (NAME, CHARACTERS):
        was_merged = True
        while was_merged:
            with writing(engine) as connection:
                was_merged = _merge_part(connection, name)


def _merge_part(connection: Connection, name: str) -> bool:
    """Merge a part and return whether there was anything to merge: FTS5 changes two rows or more where there is."""
    driver: Any = connection.connection.driver_connection
    before = driver.total_changes
    insert_tuples(connection, name, (name, "rank"), [("merge", PART)])
    return bool(driver.total_changes - before >= 2)


def add_to_index(connection: Connection, passages: Sequence[Indexed]) -> None:
    """Add passages to the index."""
    for table, columns, rows in index_rows(connection.dialect.name, passages):
        insert_tuples(connection, table, columns, rows)


def index_rows(dialect: str, passages: Sequence[Indexed]) -> Iterator[tuple[str, tuple[str, ...], list[Row]]]:
    """Yield the tables of an engine's index, each with its columns and the rows of these passages."""
    if dialect == "sqlite":
        for name, words in ((NAME, "grams"), (CHARACTERS, "characters")):
            yield name, ("rowid", "grams"), [(one.passage_id, f"{one.keys} {getattr(one, words)}") for one in passages]
    else:
        yield NAME, ("passage_id", "piece", "grams"), [piece for one in passages for piece in _pieces(one)]


def _pieces(passage: Indexed) -> Iterator[Row]:
    """Yield the pieces of a passage, each a vector as PostgreSQL reads one: keys without a place, grams with theirs."""
    keys = " ".join(f"'{key}'" for key in passage.keys.split(" "))
    found = passage.grams.split(" ")
    for piece, start in enumerate(range(0, len(found), PIECE)):
        part = found[start : start + PIECE + OVERLAP]
        yield passage.passage_id, piece, f"{keys} '" + " '".join(map(add, part, PLACES))
