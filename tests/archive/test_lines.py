"""The lines of a fingerprint are the same, made of rows or of columns."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing

import pytest
from sqlalchemy import create_engine

from reportarchive.archive.schema import metadata
from reportarchive.archive.upkeep.fingerprint import CHILDREN
from reportarchive.archive.upkeep.lines import LEFT_OUT, lines_of_columns, lines_of_rows
from reportarchive.columnar import open_columnar

TEXTS = ["", "件", "50%", '他说"好"', "a\\b", "一\n二\t三\r", "\x00\x1f\x7f\x85", "%s", "null"]


def rows_of(table):
    """Give three versions rows: one of plain texts, one of all the texts that need care, one of what may be absent."""
    for version_id, texts in ((1, TEXTS[:3]), (3, TEXTS), (4, [None, "件", None])):
        for seq, text in enumerate(texts, start=1):
            cells = {"version_id": version_id, "seq": seq}
            for place, column in enumerate(table.c):
                if column.name in cells:
                    continue
                number = None if text is None and column.nullable else place * 1000 + seq
                words = text if text is not None or column.nullable else "甲"
                cells[column.name] = words if column.type.python_type is str else number
            yield cells


@pytest.mark.parametrize("table", CHILDREN, ids=lambda table: table.name)
def test_columns_give_the_lines_of_rows(table, tmp_path):
    path = tmp_path / "a ?'.db"
    engine = create_engine("sqlite://", creator=lambda: sqlite3.connect(path))
    metadata.create_all(engine)
    given = list(rows_of(table))
    with engine.begin() as connection:
        connection.exec_driver_sql("PRAGMA ignore_check_constraints = ON")
        connection.execute(table.insert(), given[::-1])
    with engine.connect() as connection, open_columnar(path) as file:
        by_rows, by_columns = lines_of_rows(connection), lines_of_columns(file)
        for wanted in ([1, 2, 3, 4], [4], [1, 3], [2]):
            found = by_rows(table, wanted)
            assert by_columns(table, wanted) == found
            assert set(found) == set(wanted) - {2}
        lines = by_columns(table, [1, 3, 4])
    engine.dispose()
    told = [json.loads(line) for version_id in (1, 3, 4) for line in lines[version_id].splitlines()]
    assert told == [
        {name: cell for name, cell in row.items() if name not in LEFT_OUT} | {"table": table.name} for row in given
    ]


def test_nothing_of_the_file_is_locked_or_changed(tmp_path):
    path = tmp_path / "archive.db"
    with closing(sqlite3.connect(path)) as made:
        made.execute("CREATE TABLE t (a)")
    before = path.read_bytes()
    with open_columnar(path) as file:
        assert file.run("SELECT COUNT(*) AS n FROM t").to_pylist() == [{"n": 0}]
        assert sorted(one.name for one in tmp_path.iterdir()) == ["archive.db"]
    assert path.read_bytes() == before
