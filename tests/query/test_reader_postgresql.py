"""What may be asked of an archive on PostgreSQL, as its owner and as the role that may only read views."""

from __future__ import annotations

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url

from reportarchive.archive import Archive
from reportarchive.archive.upkeep.grants import READER
from reportarchive.errors import QueryRefused
from reportarchive.query import Reader, count_hits, load_cookbook, run_named
from reportarchive.query.statement import called
from reportarchive.sqlfiles import sql_files

ENDLESS = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT COUNT(*) FROM n"
REFUSED = {
    "INSERT INTO meta VALUES ('a', 'b')": "only SELECT may run here, not INSERT",
    "WITH a AS (INSERT INTO meta VALUES ('a', 'b') RETURNING 1) SELECT 1": "must not contain data-modifying statements",
    "ATTACH DATABASE 'other.db' AS other": "not ATTACH",
    "PRAGMA query_only = OFF": "not PRAGMA",
    "VACUUM INTO 'copy.db'": "not VACUUM",
    "SELECT zeroblob(900000000)": "zeroblob",
    "SELECT repeat('x', 900000000)": "the function repeat is refused",
    "COPY report TO '/tmp/report.csv'": "not COPY",
    "COPY (SELECT 1) TO PROGRAM 'true'": "not COPY",
    "SET statement_timeout = 0": "not SET",
    "SELECT set_config('statement_timeout', '0', true)": "the function set_config is refused",
    "SELECT pg_sleep(20)": "the function pg_sleep is refused",
    "SELECT PG_SLEEP /* a */ (20)": "the function pg_sleep is refused",
    'SELECT pg_catalog."pg_sleep"(20)': "the function pg_sleep is refused",
    'SELECT U&"pg\\005fsleep"(20)': "names written as",
    "SELECT pg_read_file('/etc/hostname')": "the function pg_read_file is refused",
    "SELECT * FROM pg_ls_dir('/')": "the function pg_ls_dir is refused",
    "SELECT lo_import('/etc/hostname')": "the function lo_import is refused",
    "SELECT query_to_xml('DELETE FROM run', true, true, '')": "the function query_to_xml is refused",
    "SELECT nextval('run_run_id_seq')": "the function nextval is refused",
    "SELECT 1; SELECT 2": "one statement at a time",
    "SELECT * INTO mine FROM report": "INTO is not allowed here",
}


@pytest.fixture(scope="module")
def database_url(new_database):
    """Make an archive with a registry in a database of its own."""
    url = new_database("")
    Archive.create(url).close()
    return url


@pytest.fixture
def owner(database_url):
    """A function that runs SQL as the owner of the archive."""
    engine = create_engine(database_url)

    def run(*statements):
        with engine.begin() as connection:
            for statement in statements:
                connection.execute(text(statement))

    yield run
    engine.dispose()


@pytest.mark.parametrize("sql", REFUSED)
def test_what_is_not_reading_is_refused_in_one_line_also_to_the_owner(database_url, sql):
    with Reader.open(database_url, seconds=2) as reader, pytest.raises(QueryRefused, match=REFUSED[sql]) as refused:
        reader.run(sql)
    assert "\n" not in str(refused.value)


def test_a_query_without_end_is_stopped(database_url):
    with Reader.open(database_url, seconds=0.2) as quick, pytest.raises(QueryRefused, match=r"after 0\.2 seconds"):
        quick.run(ENDLESS)


@pytest.mark.parametrize("name", ["count", "lower", "now", "julianday", "string_agg", "generate_series", "round"])
def test_functions_that_only_answer_run(database_url, name):
    call = {
        "count": "count(*)",
        "lower": "lower('A')",
        "now": "now()",
        "julianday": "julianday('2024-03-31')",
        "string_agg": "string_agg('a', ',')",
        "generate_series": "generate_series(1, 1)",
        "round": "round(1.5)",
    }[name]
    with Reader.open(database_url) as reader:
        assert len(reader.run(f"SELECT {call}").rows) == 1


def test_names_before_a_bracket_are_found_as_the_server_reads_them():
    sql = """WITH n(i) AS (VALUES (1)) SELECT 'f(1)', "Big"(1), Small -- no(1)
    (2), a.b(3) FROM n /* c(4) */ WHERE x IN (5)"""
    assert called(sql) == {"n", "as", "values", "Big", "small", "b", "in"}


@pytest.fixture
def reader_url(database_url, owner):
    """Make the reader's role as the operator's page says, and return the URL it connects by."""
    owner(f"CREATE ROLE {READER} LOGIN", f"ALTER ROLE {READER} SET statement_timeout = '250ms'")
    with Archive.open(database_url) as archive:
        archive.upgrade()
    yield make_url(database_url).set(username=READER).render_as_string()
    owner(f"DROP OWNED BY {READER}", f"DROP ROLE {READER}")


def test_the_reader_may_read_every_view_now_and_then_and_search_and_no_table(reader_url):
    engine = create_engine(reader_url)
    with engine.connect() as connection:
        for schema in ("public", "public_as_of"):
            connection.execute(text("SELECT set_config('reportarchive.as_of', '2999-01-01T00:00:00Z', false)"))
            for name in sql_files("views"):
                connection.execute(text(f"SELECT * FROM {schema}.{name}")).all()
        held = "SELECT tablename FROM pg_tables WHERE has_table_privilege(schemaname || '.' || tablename, 'SELECT')"
        index = {"passage", "passage_index"}  # which hold no text
        assert set(connection.execute(text(f"{held} AND schemaname = 'public'")).scalars()) == index
        assert not connection.execute(text("SELECT has_table_privilege('report_current', 'INSERT')")).scalar()
    engine.dispose()
    with Reader.open(reader_url) as reader:
        with pytest.raises(QueryRefused, match="permission denied for table metric"):
            reader.run("SELECT * FROM metric")
        assert count_hits(reader, "行政复议") == 0  # nothing is stored here, and the index may be asked
        for name in load_cookbook():
            run_named(reader, name, {"report": "none"} if name in {"metrics", "history"} else {})


def test_the_readers_own_time_limit_holds_without_this_program(reader_url):
    engine = create_engine(reader_url)
    with engine.connect() as connection, pytest.raises(Exception, match="statement timeout"):
        connection.execute(text(ENDLESS))
    engine.dispose()


def test_an_upgrade_keeps_what_others_may_read(database_url, owner):
    owner("CREATE ROLE analyst_7 LOGIN")
    allowed = (
        "SELECT relnamespace::regnamespace::text, relname FROM pg_class"
        " WHERE relkind = 'v' AND has_table_privilege('analyst_7', oid, 'SELECT')"
        " AND relnamespace::regnamespace::text LIKE 'public%' ORDER BY 1, 2"
    )
    try:
        owner(
            "GRANT SELECT ON report_current, coverage TO analyst_7",
            "GRANT SELECT ON public_as_of.metric_current TO analyst_7 WITH GRANT OPTION",
        )
        with Archive.open(database_url) as archive:
            archive.upgrade()
            with archive.engine.connect() as connection:
                found = [tuple(row) for row in connection.execute(text(allowed))]
                grantable = connection.execute(
                    text(
                        "SELECT has_table_privilege('analyst_7', 'public_as_of.metric_current',"
                        " 'SELECT WITH GRANT OPTION')"
                    )
                ).scalar()
        assert found == [("public", "coverage"), ("public", "report_current"), ("public_as_of", "metric_current")]
        assert grantable
    finally:
        owner("DROP OWNED BY analyst_7", "DROP ROLE analyst_7")
