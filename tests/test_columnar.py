"""SQLite files read and copied by the driver of the Arrow project."""

from __future__ import annotations

import sqlite3
import sys
from contextlib import closing

import pytest

from reportarchive.columnar import copy_whole, open_columnar
from reportarchive.errors import ArchiveError, UsageError
from reportarchive.pipeline.reading.readers import open_readers


@pytest.fixture
def used(tmp_path):
    """A database in WAL mode, with a row that is written and one that is not yet."""
    path = tmp_path / "in use.db"
    with closing(sqlite3.connect(path, isolation_level=None)) as writer:
        writer.execute("PRAGMA journal_mode = WAL")
        writer.execute("CREATE TABLE t (a TEXT, b INTEGER)")
        writer.execute("INSERT INTO t VALUES ('gone', 1), ('年', 2)")
        writer.execute("DELETE FROM t WHERE a = 'gone'")
        writer.execute("BEGIN IMMEDIATE")
        writer.execute("INSERT INTO t VALUES ('not yet', 3)")
        yield path


def test_a_copy_is_of_one_moment_and_holds_nothing_that_was_deleted(used, tmp_path):
    targets = [tmp_path / "it's a copy.sqlite", tmp_path / "again.sqlite"]
    with open_readers(2, read_here=0) as readers:
        for target in targets:
            readers.call(copy_whole, used, target)
    with closing(sqlite3.connect(targets[0])) as copy:
        assert copy.execute("SELECT * FROM t").fetchall() == [("年", 2)]
        assert copy.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    assert b"gone" not in targets[0].read_bytes()
    assert targets[0].read_bytes() == targets[1].read_bytes()


def test_what_cannot_be_copied_is_told_across_processes(used, tmp_path):
    (tmp_path / "text.db").write_text("no database, and longer than a header of one\n" * 90, encoding="utf-8")
    with open_readers(2, read_here=0) as readers:
        with pytest.raises(ArchiveError, match="unable to open database"):
            readers.call(copy_whole, used, tmp_path / "no folder" / "copy.sqlite")
        with pytest.raises(ArchiveError, match="not a database"):
            readers.call(copy_whole, tmp_path / "text.db", tmp_path / "copy.sqlite")
        with pytest.raises(ArchiveError, match="cannot be opened"):
            readers.call(copy_whole, tmp_path / "missing.db", tmp_path / "copy.sqlite")


def test_types_are_of_all_rows_of_a_statement(tmp_path):
    path = tmp_path / "late.db"
    with closing(sqlite3.connect(path)) as made:
        made.execute("CREATE TABLE t (a TEXT)")
        made.executemany("INSERT INTO t VALUES (?)", [(None,)] * 3000 + [("年",)])
        made.commit()
    with open_columnar(path) as file:
        column = file.run("SELECT a FROM t").column("a")
    assert (str(column.type), column.null_count, column[-1].as_py()) == ("string", 3000, "年")


@pytest.mark.parametrize("missing", ["pyarrow", "adbc_driver_sqlite.dbapi"])
def test_without_the_libraries_it_says_what_to_install(tmp_path, monkeypatch, missing):
    monkeypatch.setitem(sys.modules, missing, None)
    with pytest.raises(UsageError, match=r"install reportarchive\[parquet\]"), open_columnar(tmp_path / "any.db"):
        pass
