from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from reportarchive.archive import Archive
from reportarchive.errors import ArchiveError, QueryRefused
from reportarchive.query import Reader
from reportarchive.query.guard import Guard


def test_a_select_with_parameters_gives_columns_and_rows(reader, desk, factory):
    desk.store(factory.make_report())
    result = reader.run(
        "SELECT surface, value FROM metric_current WHERE unit = :unit AND value > :above ORDER BY seq; -- done",
        {"unit": "件", "above": 600},
    )
    assert (result.columns, result.rows, result.truncated) == (("surface", "value"), [("1.2万件", 12000.0)], False)


def test_rows_beyond_the_limit_are_left_out_and_it_says_so(reader):
    endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i FROM n"
    result = reader.run(endless, max_rows=3)
    assert (result.rows, result.truncated) == ([(1,), (2,), (3,)], True)


@pytest.mark.parametrize(
    "sql",
    [
        "INSERT INTO meta VALUES ('a', 'b')",
        "WITH a AS (SELECT 1) INSERT INTO meta SELECT 'a', 'b'",
        "WITH a AS (SELECT 1) DELETE FROM meta",
        "UPDATE report SET year = 1",
        "DELETE FROM report",
        "DROP VIEW report_current",
        "CREATE TABLE mine (a)",
        "CREATE TEMP TABLE mine (a)",
        "ATTACH DATABASE ':memory:' AS other",
        "PRAGMA query_only = OFF",
        "PRAGMA table_info(report)",
        "SELECT * FROM pragma_table_info('report')",
        "VACUUM",
        "BEGIN IMMEDIATE",
        "EXPLAIN SELECT 1",
        "SELECT load_extension('x')",
        "SELECT randomblob(10)",
        "SELECT zeroblob(900000000)",
        "SELECT 1; SELECT 2",
        "SELECT 1; DROP VIEW report_current",
        "/* SELECT */ DELETE FROM report",
        "",
        " ; ",
        "-- only a comment",
        "nonsense",
        "SELECT",
    ],
)
def test_what_is_not_one_reading_statement_is_refused_in_one_line(reader, sql):
    with pytest.raises(QueryRefused) as refused:
        reader.run(sql)
    assert "\n" not in str(refused.value)


def test_vacuum_into_writes_no_file(reader, tmp_path):
    target = tmp_path / "copy.db"
    for sql in (f"VACUUM INTO '{target}'", f"VACUUM main INTO '{target}'"):
        with pytest.raises(QueryRefused):
            reader.run(sql)
    assert not target.exists()


def test_attach_creates_no_file(reader, tmp_path):
    target = tmp_path / "other.db"
    with pytest.raises(QueryRefused):
        reader.run(f"ATTACH '{target}' AS other")
    assert not target.exists()


def test_the_guard_alone_refuses_vacuum_and_writing(desk, url, tmp_path):
    """Without the look at the first word: the authorizer and query_only must hold by themselves."""
    path = url.removeprefix("sqlite:///")
    connection = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    Guard(connection, seconds=5)
    target = tmp_path / "copy.db"
    for sql in (f"VACUUM INTO '{target}'", "PRAGMA query_only = OFF", f"ATTACH '{target}' AS o", "DELETE FROM run"):
        with pytest.raises(sqlite3.DatabaseError):
            connection.execute(sql)
    connection.close()
    assert not target.exists()


def test_a_query_without_end_is_stopped(desk, url):
    endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT COUNT(*) FROM n"
    with Reader.open(url, seconds=0.2) as quick, pytest.raises(QueryRefused, match=r"stopped after 0\.2 seconds"):
        quick.run(endless)


def test_a_result_too_large_is_stopped(reader, monkeypatch):
    monkeypatch.setattr("reportarchive.query.reader.MAX_CHARACTERS", 1000)
    many = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT printf('%600d', i) FROM n"
    assert len(reader.run(many, max_rows=1).rows) == 1
    with pytest.raises(QueryRefused, match="more than 1,000 characters"):
        reader.run(many)


def test_a_pattern_that_would_take_for_ever_is_refused(reader):
    with pytest.raises(QueryRefused, match="pattern too complex"):
        reader.run("SELECT 'a' LIKE :pattern", {"pattern": "%a" * 1000})


def test_a_value_too_long_is_stopped(reader):
    with pytest.raises(QueryRefused, match="more than"):
        reader.run("SELECT length(replace(printf('%4000000d', 1), ' ', '....!'))")


HUGE = "printf('%.8000000c', 'a')"


@pytest.mark.parametrize(
    ("sql", "value"),
    [
        (f"SELECT instr({HUGE}, printf('%.4000000c', 'a') || 'b')", 0),
        (f"SELECT length(replace({HUGE}, printf('%.4000000c', 'a') || 'b', 'x'))", 8_000_000),
        (f"SELECT length(trim({HUGE}, printf('%.1000000c', 'b') || 'a'))", 0),
    ],
)
def test_one_step_on_huge_values_ends_at_once(desk, url, sql, value):
    """SQLite's own functions take minutes to hours here, and no clock interrupts them."""
    with Reader.open(url, seconds=2) as quick:
        assert quick.run(sql).rows == [(value,)]


def test_a_replacement_too_long_is_refused_before_it_is_built(reader):
    with pytest.raises(QueryRefused, match="more than 16,000,000 bytes"):
        reader.run(f"SELECT length(replace({HUGE}, 'a', {HUGE}))")


VALUES = (
    "NULL",
    "''",
    "'a'",
    "'河aa湾'",
    "' a\ta '",
    "12",
    "-0.5",
    "1e20",
    "1.5e-7",
    "100.0",
    "9e999",
    "x'6161'",
    "x''",
)


@pytest.mark.parametrize("call", ["instr({}, {})", "replace({}, {}, 'zz')", "replace('1a1', {}, {})", "trim({1}, {0})"])
@pytest.mark.parametrize("sign", ["'a'", "' '", "0", "1.0", "NULL", "''", "x'61'"])
def test_functions_that_end_in_time_answer_as_those_of_sqlite(reader, call, sign):
    own = sqlite3.connect(":memory:")
    for value in VALUES:
        sql = "SELECT {0}, typeof({0}), ltrim({1}), rtrim({1}, 'a')".format(call.format(value, sign), value)
        assert reader.run(sql).rows == own.execute(sql).fetchall(), sql
    own.close()


@pytest.mark.parametrize(
    ("sql", "first"),
    [
        ("SELECT 'a;b'", "a;b"),
        ("SELECT ';' -- ; not an end", ";"),
        ("/* ; */ SELECT ':year'", ":year"),
        ("(SELECT 'it''s; :x')", None),
        ("VALUES ('x')", "x"),
        ("select lower('A')", "a"),
        ("SELECT '100%s'", "100%s"),
    ],
)
def test_signs_inside_quotes_and_comments_mean_nothing(reader, sql, first):
    if first is None:  # SQLite takes no bracket round a whole statement, and says so itself
        with pytest.raises(QueryRefused, match="syntax error"):
            reader.run(sql)
    else:
        assert reader.run(sql).rows == [(first,)]


@pytest.mark.parametrize(
    ("sql", "params", "message"),
    [
        ("SELECT :year", {}, "wants a value for :year"),
        ("SELECT a FROM nowhere", {}, "no table or view nowhere"),
        ("SELECT absent FROM report", {}, "no such column: absent"),
    ],
)
def test_a_query_that_does_not_run_says_why(reader, sql, params, message):
    with pytest.raises(QueryRefused, match=message):
        reader.run(sql, params)


def test_reading_leaves_the_file_as_it_was(reader, desk, factory, url):
    desk.store(factory.make_report())
    desk.archive.close()
    path = Path(url.removeprefix("sqlite:///"))
    before = path.read_bytes()
    assert reader.run("SELECT COUNT(*) FROM section_current").rows == [(4,)]
    assert path.read_bytes() == before


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ("sqlite:///{}/none.db", "no archive at"),
        ("sqlite:///{}", "no archive at"),
        ("mysql://host/name", "sqlite:///FILE"),
        ("nonsense", "not a database URL"),
        ("postgresql+psycopg://u:p@h:port/db", "not a database URL"),
        ("sqlite:///{}/text.txt", "not a database"),
        ("postgresql+psycopg://nobody@127.0.0.1:9/none", "cannot be read"),
    ],
)
def test_a_database_that_is_not_there_is_one_line(tmp_path, wrong, message):
    (tmp_path / "text.txt").write_text("not a database at all" * 100)
    with pytest.raises(ArchiveError, match=message) as refused:
        Reader.open(wrong.format(tmp_path))
    assert "\n" not in str(refused.value)


def test_a_name_with_odd_signs_opens(tmp_path, desk, factory):
    url = f"sqlite:///{tmp_path / '档案 50% #1.db'}"
    Archive.create(url).close()
    with Reader.open(url) as opened:
        assert opened.run("SELECT COUNT(*) FROM report").rows == [(0,)]
