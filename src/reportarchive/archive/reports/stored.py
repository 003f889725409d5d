"""A stored version as the rows it was inserted as, read back: to hash it again, or to compare it with another.

`same_content` is the comparison for other bytes of the same page: white space does not count, in texts and offsets.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from itertools import accumulate
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from reportarchive.archive.reports.rows import COLUMNS, SAID, UNSAID_ORIGINS, Row, bare, output_hash
from reportarchive.archive.schema import metadata, report_version

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy import Connection

    from reportarchive.archive.reports.rows import VersionRows

OFFSETS = frozenset(
    {"char_start", "heading_end", "own_end", "char_end", "sentence_start", "sentence_end"},
)


@dataclass(frozen=True, slots=True)
class StoredVersion:
    """One version as the tables hold it: its row of `report_version`, and its children in text order."""

    row: Mapping[str, Any]
    children: Mapping[str, Sequence[Row]]

    @property
    def origins(self) -> dict[str, str]:
        """Where each field of the document was found."""
        origins: dict[str, str] = json.loads(self.row["origins"])
        return origins

    def output_hash(self) -> str:
        """Return the hash over all that is stored; equal to `output_sha256` unless something was altered."""
        return output_hash(self.row, self.origins, self.row["text"], self.children)


def read_version(connection: Connection, version_id: int) -> StoredVersion:
    """Return a version with all its rows."""
    row = connection.execute(select(report_version).where(report_version.c.version_id == version_id)).mappings().one()
    return StoredVersion(dict(row), {table: read_children(connection, table, version_id) for table in COLUMNS})


def read_children(connection: Connection, table: str, version_id: int) -> list[Row]:
    """Return a version's rows of one table, in the order and with the columns of `COLUMNS`."""
    known = metadata.tables[table]
    wanted = select(*(known.c[name] for name in COLUMNS[table])).where(known.c.version_id == version_id)
    return [tuple(row) for row in connection.execute(wanted.order_by(known.c.seq))]


def same_content(stored: StoredVersion, new: VersionRows) -> bool:
    """Tell whether two results say the same when white space is not counted, in texts and in offsets."""
    old_head = [_bare(stored.row[name]) for name in SAID], _said(stored.origins)
    new_head = [_bare(new.head[name]) for name in SAID], _said(json.loads(str(new.head["origins"])))
    if old_head != new_head or bare(stored.row["text"]) != bare(new.text):
        return False
    old, now = _before(stored.row["text"]), _before(new.text)
    return all(
        _without_blanks(table, stored.children[table], old) == _without_blanks(table, new.children[table], now)
        for table in COLUMNS
    )


def _said(origins: Mapping[str, str]) -> dict[str, str]:
    return {name: origin for name, origin in origins.items() if name not in UNSAID_ORIGINS}


def _before(text: str) -> list[int]:
    """Return how many characters that are not white space stand before each offset of the text."""
    return list(accumulate((not char.isspace() for char in text), initial=0))


def _without_blanks(table: str, rows: Sequence[Row], before: Sequence[int]) -> list[list[Any]]:
    at = [name in OFFSETS for name in COLUMNS[table]]
    return [
        [
            before[cell] if is_offset and isinstance(cell, int) else _bare(cell)
            for cell, is_offset in zip(row, at, strict=True)
        ]
        for row in rows
    ]


def _bare(cell: Any) -> Any:
    return bare(cell) if isinstance(cell, str) else cell
