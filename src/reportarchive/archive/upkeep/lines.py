"""The lines that stand in a fingerprint for the rows of a version: made of rows, or several times as fast of columns.

Both ways give the same bytes, those that `to_json` gives for a row; the second one is for files that nobody writes
and needs Arrow's libraries.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from json.encoder import encode_basestring
from typing import TYPE_CHECKING, Any

from sqlalchemy import Table, select

from reportarchive.columnar import contents, load_pyarrow

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from reportarchive.columnar import ColumnarFile

Lines = Callable[[Table, Sequence[int]], Mapping[int, bytes]]
"""Gives the lines of a table's rows by version, in the order of `seq`."""

# Row ids and times differ from run to run; floats are rebuilt from the exact text.
LEFT_OUT = frozenset(
    (
        *("version_id", "fetch_id", "issuer_id", "passage_id", "recorded_from", "recorded_to"),
        *("value", "upper", "residue_rate"),
    )
)
PLAIN = bytes(set(range(0x20, 256)) - set(rb'"\\'))  # what JSON writes as it is


def lines_of_rows(connection: Connection) -> Lines:
    """Return what makes lines of the rows that a connection gives."""

    def made(table: Table, version_ids: Sequence[int]) -> Mapping[int, bytes]:
        names = _names(table)
        line = "%s".join(_between(table))
        wanted = select(table.c.version_id, *(table.c[name] for name in names))
        wanted = wanted.where(table.c.version_id.in_(version_ids)).order_by(table.c.version_id, table.c.seq)
        found: dict[int, list[str]] = {}
        for version_id, *cells in connection.execute(wanted):
            found.setdefault(version_id, []).append(line % tuple(map(_cell, cells)))
        return {version_id: "".join(lines).encode() for version_id, lines in found.items()}

    return made


def lines_of_columns(file: ColumnarFile) -> Lines:
    """Return what makes lines of the columns of a SQLite file, in Arrow's own code."""
    arrow = load_pyarrow()

    def made(table: Table, version_ids: Sequence[int]) -> Mapping[int, bytes]:
        names, wanted = _names(table), ", ".join(map(str, version_ids))
        rows = file.run(
            f"SELECT version_id, {', '.join(names)} FROM {table.name} "  # noqa: S608 - names of ours, and numbers
            f"WHERE version_id IN ({wanted}) ORDER BY version_id, seq"
        ).combine_chunks()
        if not len(rows):
            return {}
        parts, cells = _between(table), [_cells(rows.column(name).chunk(0), arrow) for name in names]
        mixed = [part for pair in zip(parts, cells, strict=False) for part in pair] + [parts[-1], ""]
        joined = arrow.compute.binary_join_element_wise(*mixed, null_handling="replace", null_replacement="null")
        _, offsets, text = joined.buffers()
        return _split(rows.column("version_id"), memoryview(offsets).cast("i"), memoryview(text))

    return made


def _names(table: Table) -> list[str]:
    return sorted(column.name for column in table.c if column.name not in LEFT_OUT)


def _between(table: Table) -> list[str]:
    """Return what stands before, between and behind the cells of a line: an object of JSON, its keys sorted."""
    names = _names(table)
    members = dict.fromkeys(names, "\0") | {"table": f'"{table.name}"'}
    line = "{" + ", ".join(f'"{name}": {member}' for name, member in sorted(members.items())) + "}\n"
    return line.split("\0")


def _cell(value: str | int | None) -> str:
    return encode_basestring(value) if isinstance(value, str) else "null" if value is None else str(value)


def _cells(column: Any, arrow: Any) -> Any:
    if str(column.type) != "string":
        return column.cast("string")
    if contents(column).translate(None, PLAIN):
        return arrow.array([None if value is None else encode_basestring(value) for value in column.to_pylist()])
    return arrow.compute.binary_join_element_wise('"', column, '"', "")


def _split(version_ids: Any, offsets: memoryview, text: memoryview) -> dict[int, bytes]:
    """Return the piece of the text for each version, whose rows follow one another."""
    found, start = {}, 0
    for counted in version_ids.value_counts().to_pylist():
        end = start + counted["counts"]
        found[counted["values"]] = bytes(text[offsets[start] : offsets[end]])
        start = end
    return found
