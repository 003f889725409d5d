"""Datasette's own pages: the cookbook as canned queries, and nothing but reading."""

from __future__ import annotations

import importlib
import sqlite3
import sys
from pathlib import Path

import httpx
import pytest

from reportarchive.errors import QueryRefused
from reportarchive.query import Reader, guard_for_good, load_cookbook, run_named
from reportarchive.sqlfiles import sql_files


@pytest.mark.parametrize("name", sorted(load_cookbook()))
def test_a_cookbook_query_answers_in_a_form_as_it_does_on_the_command_line(client: httpx.Client, browsed, name: str):
    given = {
        one.name: "990101-2025-annual" if one.type == "text" else "1"
        for one in load_cookbook()[name].parameters
        if one.required
    }
    with Reader.open(browsed.archive_url) as reader:
        expected = run_named(reader, name, given)
    answer = client.get(f"/archive/{name}.json", params={**given, "_shape": "arrays"}).json()
    assert answer["columns"] == list(expected.columns)
    assert answer["rows"] == [list(row) for row in expected.rows][:1000]


@pytest.mark.parametrize(
    "sql",
    [
        "select zeroblob(900000000)",
        "select load_extension('x')",
        "with recursive n(i) as (select 1 union all select i + 1 from n) select count(*) from n",
        "select * from pragma_journal_mode",
        "select randomblob(10)",
        "select readfile('/etc/passwd')",
        "attach database '/tmp/x' as y",
        "update sqlite_master set name = 'x'",
        "vacuum into '/tmp/x'",
    ],
)
def test_sql_that_does_more_than_read_is_refused(client: httpx.Client, sql: str):
    answer = client.get("/archive.json", params={"sql": sql})
    assert answer.status_code == 400
    assert answer.json()["ok"] is False


def test_plain_sql_is_answered(client: httpx.Client):
    answer = client.get(
        "/archive.json", params={"sql": "select count(*) as n from report_current", "_shape": "objects"}
    )
    assert answer.json()["rows"][0]["n"] > 20


@pytest.mark.parametrize(
    "path", ["/archive", "/archive/metric_current", "/archive/coverage", "/archive/report", "/-/plugins"]
)
def test_pages_of_datasette_are_there(client: httpx.Client, path: str):
    assert client.get(path).status_code == 200


def test_a_table_is_shown_uncounted_and_no_file_is_handed_out(client: httpx.Client):
    answer = client.get("/archive/metric_current.json", params={"_size": 1}).json()
    assert answer["filtered_table_rows_count"] is None
    assert {table["count"] for table in client.get("/archive.json").json()["tables"]} == {None}
    assert client.get("/archive.db").status_code in {403, 404}
    assert client.get("/_memory").status_code == 404


def test_a_view_that_may_run_into_the_limit_is_not_listed_and_says_why(client: httpx.Client):
    listed = {view["name"] for view in client.get("/archive.json").json()["views"]}
    assert listed == set(sql_files("views")) - {"citation_top"}
    assert 'href="/archive/citation_top"' not in client.get("/archive").text
    page = client.get("/archive/citation_top")
    assert page.status_code == 200
    assert "may be stopped by the limit of time" in page.text


def test_the_log_of_the_server_shows_no_local_variables(client: httpx.Client, log: Path):
    client.get("/archive.json", params={"sql": "select nonsense"})
    assert "locals" not in log.read_text(errors="replace")


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO t VALUES (2)",
        "UPDATE sqlite_master SET name = 'x'",
        "PRAGMA query_only = OFF",
        "PRAGMA writable_schema = ON",
        "ATTACH ':memory:' AS other",
        "CREATE TEMP TABLE x (i)",
        "SELECT random()",
        "SELECT zeroblob(3000000)",
        "SELECT group_concat(replace('aaaaaaaaaa', 'a', 'bbbbbbbbbb')) FROM n",
    ],
)
def test_a_connection_that_is_held_to_reading_for_good(tmp_path: Path, statement: str):
    made = sqlite3.connect(tmp_path / "x.db", isolation_level=None)
    made.execute("CREATE TABLE t (i)")
    made.execute(
        "CREATE VIEW n AS WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 50000) SELECT i FROM n"
    )
    guard_for_good(made)
    assert made.execute("PRAGMA table_info(t)").fetchall()
    assert made.execute("SELECT char(20013), count(*) FROM t").fetchall() == [("中", 0)]
    with pytest.raises(sqlite3.Error):
        made.execute(statement).fetchall()
    made.close()


def test_what_the_guard_refuses_is_not_written_to_the_log(browsed, monkeypatch: pytest.MonkeyPatch):
    """Datasette turns on tracebacks of all functions in its process; a value too long is refused by an error in one."""
    importlib.import_module("reportarchive.browse.server")
    told: list[object] = []
    monkeypatch.setattr(sys, "unraisablehook", told.append)
    with Reader.open(browsed.archive_url) as reader, pytest.raises(QueryRefused, match="more than"):
        reader.run("SELECT length(replace(printf('%4000000d', 1), ' ', '....!'))")
    assert told == []
