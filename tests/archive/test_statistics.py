"""What SQLite's planner is told of the archive, and what it must not be told."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Connection, text

from reportarchive.archive import Archive
from reportarchive.archive.engine import writing
from reportarchive.archive.search.index import CHARACTERS, NAME
from reportarchive.archive.upkeep.statistics import renew_statistics

NOW = "2026-04-01T00:00:00Z"
TRIMMED = 'EXPLAIN QUERY PLAN DELETE FROM "{}_data" WHERE id >= ? AND id <= ?'  # what FTS5 does after merging


@pytest.fixture
def new(tmp_path: Path) -> Iterator[Archive]:
    with Archive.create(f"sqlite:///{tmp_path / 'archive.db'}") as archive:
        yield archive


def plan_of(connection: Connection, table: str) -> str:
    return " ".join(row[-1] for row in connection.exec_driver_sql(TRIMMED.format(table), (1, 2)))


@pytest.mark.parametrize("table", [NAME, CHARACTERS])
def test_the_index_never_reads_a_table_whole_to_delete_a_part_of_it(new: Archive, table: str) -> None:
    new.finish_run(new.begin_run("harvest", {}, NOW), state="done", counts={}, finished_at=NOW)
    with writing(new.engine) as connection:
        renew_statistics(connection)
        assert plan_of(connection, table).startswith("SEARCH")
        connection.exec_driver_sql("ANALYZE")  # the decoy: with all statistics it does
        assert plan_of(connection, table).startswith("SCAN")


def test_what_an_older_version_noted_of_the_index_is_taken_back(new: Archive) -> None:
    with writing(new.engine) as connection:
        connection.exec_driver_sql("ANALYZE")
        renew_statistics(connection)
        noted = set(connection.execute(text("SELECT tbl FROM sqlite_stat1")).scalars())
    assert "meta" in noted
    assert not any(table.startswith(NAME) for table in noted)
