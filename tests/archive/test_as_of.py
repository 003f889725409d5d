"""What the archive said at an earlier moment, asked later: on both engines, for every view."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import create_engine, inspect, text
from sqlalchemy.engine import make_url

from reportarchive.archive import Archive, Judged, Origin
from reportarchive.archive.schema import metadata
from reportarchive.errors import ArchiveError, QueryRefused, UsageError
from reportarchive.model import Outcome
from reportarchive.query import Reader, coverage, load_cookbook, run_named
from reportarchive.sqlfiles import sql_files

REPORT = "990101-2023-annual"
URL = "http://gov1.example/2023.html"
NEXT_URL = "http://gov1.example/2024.html"
STORED, EDITED, GONE = "2024-03-31T02:00:00Z", "2024-05-10T02:00:00Z", "2024-07-01T02:00:00Z"
FOLLOWED = "2025-03-20T02:00:00Z"
GIVEN = {"metrics": {"report": REPORT}, "history": {"report": REPORT}}
TODAY = date(2024, 8, 1)


def listing(desk, when, outcome=Outcome.OK):
    body = f"list {when}" if outcome is Outcome.OK else ""
    fetch_id = desk.fetch(body, purpose="listing", source=2, requested_at=when, outcome=outcome)
    desk.archive.mark_whole(fetch_id)
    return fetch_id


def store(desk, report, body, when):
    fetch_id = desk.fetch(body, url=URL, final_url=URL, requested_at=when)
    desk.archive.store(report, origin=Origin(fetch_id, "yang-1", "1", when))


def publish(desk, factory):
    desk.archive.plan_work("backfill", ["yang-1"], {"years": [2023]})  # work is told as it is now
    listing(desk, STORED, Outcome.TIMEOUT)
    store(desk, factory.make_report(), "first", STORED)


def edit(desk, factory):
    desk.run_id = desk.archive.begin_run("harvest", {}, EDITED)
    shown = listing(desk, EDITED)
    unsure = Judged("http://gov2.example/a.html", "乙区法治工作", None, "needs_review", "no year")
    desk.archive.record_candidates("yang-2", shown, [unsure])
    store(desk, factory.make_report(factory.TEXT.replace("调解纠纷1.2万件。", "")), "second", EDITED)


def withdraw(desk, factory):
    del factory
    desk.fetch("", url=URL, final_url=URL, requested_at=GONE, outcome=Outcome.NOT_FOUND, status=404)
    desk.archive.finish_run(desk.run_id, state="done", counts={"seen": 1}, finished_at=GONE)


def follow(desk, factory):
    """Publish the report of the next year, and correct the first."""
    later = {"year": 2024, "period_end": "2024-12-31", "published_on": "2025-03-20"}
    fetch_id = desk.fetch("third", url=NEXT_URL, final_url=NEXT_URL, requested_at=FOLLOWED)
    report = factory.make_report(url=NEXT_URL, **later)
    desk.archive.store(report, origin=Origin(fetch_id, "yang-1", "1", FOLLOWED))
    desk.correct(factory.make_report(factory.TEXT.replace("调解纠纷1.2万件。", "")), FOLLOWED)


STEPS = {STORED: publish, EDITED: edit, GONE: withdraw, FOLLOWED: follow}


@pytest.fixture(params=["sqlite", "postgresql"])
def desk_at(request, factory, tmp_path):
    """Return an empty desk and its archive's URL."""
    url = f"sqlite:///{tmp_path / 'kept.db'}" if request.param == "sqlite" else request.getfixturevalue("database")
    with Archive.create(url) as archive:
        archive.sync_registry(
            factory.DIVISIONS, [factory.make_source(1), factory.make_source(2)], factory.INDICATORS, last_year=2024
        )
        archive.begin_run("harvest", {}, STORED)
        yield factory.Desk(archive), url


@pytest.fixture
def lived(desk_at, factory):
    """Return the URL of an archive with three events behind it, and what every view said after each."""
    desk, url = desk_at
    said = {}
    for when, step in STEPS.items():
        step(desk, factory)
        said[when] = everything(url)
    return url, said


def everything(url, as_of=None):
    """Return the rows of every view and every cookbook query, the ledger by one and the same day."""
    with Reader.open(url, as_of=as_of) as reader:
        names = [name for name in sql_files("views") if name != "coverage"]
        views = {name: without_clock(reader.run(f"SELECT * FROM {name}")) for name in names}
        queries = {name: run_named(reader, name, GIVEN.get(name)).rows for name in load_cookbook()}
        for name in ("latecomers", "coverage_counts"):  # the view coverage once more, by the day of the database
            queries.pop(name)
        return views, queries, coverage(reader, today=TODAY).rows


def without_clock(result):
    """Return the rows in order, without what is reckoned to the day of the database."""
    kept = [place for place, name in enumerate(result.columns) if name != "days_since_new_report"]
    return sorted(([row[place] for place in kept] for row in result.rows), key=repr)


def ask(url, sql, as_of=None):
    with Reader.open(url, as_of=as_of) as reader:
        return reader.run(sql).rows


def test_every_view_says_later_what_it_said_then(lived):
    url, said = lived
    for when, rows in said.items():
        assert everything(url, when) == rows, when
    assert len({repr(rows) for rows in said.values()}) == len(STEPS)
    for name in said[STORED][0]:
        assert any(rows[0][name] for rows in said.values()), f"{name} is empty, so nothing was compared"


def test_a_moment_to_come_is_now(lived):
    url, _ = lived
    for name in sql_files("views"):
        sql = f"SELECT * FROM {name}"
        assert sorted(ask(url, sql, "2999-01-01"), key=repr) == sorted(ask(url, sql), key=repr), name


def test_before_anything_was_stored_there_is_nothing(lived):
    url, _ = lived
    timeless = {"coverage", "source_health", "work_ledger"}  # who owes a report, who lists it, and what is to be done
    for name in set(sql_files("views")) - timeless:
        assert ask(url, f"SELECT * FROM {name}", "2024-03-30") == [], name
    assert ask(url, "SELECT report_id FROM coverage WHERE report_id IS NOT NULL", "2024-03-30") == []


@pytest.mark.parametrize(
    ("table", "counts"),
    [
        ("report", [0, 1, 1, 1, 2]), ("report_version", [0, 1, 2, 2, 4]), ("candidate", [0, 0, 1, 1, 1]),
        ("run", [0, 1, 2, 2, 2]), ("fetch", [0, 2, 4, 5, 6]), ("correction", [0, 0, 0, 0, 1]),
    ],
)  # fmt: skip
def test_tables_with_times_in_them_go_back_too(lived, table, counts):
    url, _ = lived
    assert {table} <= set(sql_files("as_of"))
    found = [ask(url, f'SELECT COUNT(*) FROM "{table}"', when) for when in ("2024-03-30", *STEPS)]
    assert found == [[(count,)] for count in counts]


def test_withdrawn_is_a_state_and_the_data_stay(lived):
    url, said = lived
    state = f"SELECT state, published_on FROM coverage WHERE report_id = '{REPORT}'"
    assert [ask(url, state, when) for when in (EDITED, GONE)] == [
        [("on_time", "2024-03-31")], [("withdrawn", "2024-03-31")],
    ]  # fmt: skip
    for name in ("report_current", "section_current", "metric_current", "citation_current", "metric_diff"):
        assert said[GONE][0][name] == said[EDITED][0][name] != [], name


def test_the_ledger_of_a_moment_is_judged_by_its_day(lived):
    url, _ = lived
    state = "SELECT state FROM coverage WHERE division_code = '990102' AND year = 2023"
    assert [ask(url, state, day) for day in ("2024-03-31", "2024-04-02", "2024-05-11")] == [
        [("not_due",)], [("due",)], [("missing",)],
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("as_of", "versions"),
    [
        ("2024-05-10T01:59:59Z", 1), (EDITED, 2), ("2024-05-10", 2), ("2024-05-09", 1),
        ("2024-03-31T01:59:59Z", 0), (STORED, 1),
    ],
)  # fmt: skip
def test_a_day_ends_in_china_and_a_second_includes_itself(lived, as_of, versions):
    url, _ = lived
    assert len(ask(url, "SELECT 1 FROM version_history", as_of)) == versions
    assert len(ask(url, "SELECT 1 FROM report_current", as_of)) == min(versions, 1)


def test_the_day_in_china_is_over_at_four_in_the_afternoon_utc(desk_at, factory):
    desk, url = desk_at
    store(desk, factory.make_report(), "first", "2024-05-01T16:00:00Z")
    assert ask(url, "SELECT 1 FROM report_current", "2024-05-01") == []
    assert ask(url, "SELECT 1 FROM report_current", "2024-05-02") == [(1,)]


@pytest.mark.parametrize("written", ["yesterday", "2024-02-30", "2024-05-01T08:00:00", "2024-05-01T08:00:00+08:00", "",
                                     "2024-05-01'; SELECT 1 --", "２０２４-05-01", "2024-05-01T25:00:00Z"])  # fmt: skip
def test_another_way_of_writing_a_moment_is_refused(archive, written):
    with pytest.raises(UsageError, match="is not understood; write a day in China"):
        Reader.open(str(archive.engine.url), as_of=written)


def test_the_views_of_the_tables_have_all_their_columns(desk_at):
    _, url = desk_at
    for name in sql_files("as_of"):
        with Reader.open(url, as_of="2024-05-01") as reader:
            assert list(reader.run(f'SELECT * FROM "{name}"').columns) == list(metadata.tables[name].c.keys())


def test_going_back_opens_no_door(lived):
    url, _ = lived
    with Reader.open(url, as_of=EDITED) as reader:
        for sql in (
            "DROP VIEW report_version", "CREATE TEMP VIEW mine AS SELECT 1", "DELETE FROM report_version",
            "SELECT 1; SELECT 2", "PRAGMA query_only = OFF", "SET search_path = public",
            "WITH a AS (DELETE FROM run RETURNING 1) SELECT 1",
        ):  # fmt: skip
            with pytest.raises(QueryRefused):
                reader.run(sql)
        assert reader.run("SELECT COUNT(*) FROM report_version").rows == [(2,)]
        assert reader.run("SELECT COUNT(*) FROM report_current").rows == [(1,)]
    assert ask(url, "SELECT COUNT(*) FROM report_version", STORED) == [(1,)]


@pytest.fixture
def analyst(database):
    """Return the URL of a role that may read the views and nothing else, and a function that runs SQL as owner."""
    engine = create_engine(database)

    def run(*statements):
        with engine.begin() as connection:
            for statement in statements:
                connection.execute(text(statement))

    run("CREATE ROLE analyst LOGIN")
    yield make_url(database).set(username="analyst").render_as_string(), run
    run("DROP OWNED BY analyst", "DROP ROLE analyst")
    engine.dispose()


def test_a_role_that_may_read_views_only_goes_back_when_it_may(analyst, database, factory):
    url, run = analyst
    with Archive.create(database) as archive:
        publish(factory.Desk(archive), factory)
    run("GRANT SELECT ON report_current, metric_current TO analyst")
    assert ask(url, "SELECT COUNT(*) FROM metric_current") == [(4,)]
    with pytest.raises(ArchiveError, match=r"may not read the views of earlier moments; GRANT USAGE ON SCHEMA"):
        ask(url, "SELECT COUNT(*) FROM metric_current", STORED)
    run("GRANT USAGE ON SCHEMA public_as_of TO analyst", "GRANT SELECT ON public_as_of.metric_current TO analyst")
    assert ask(url, "SELECT COUNT(*) FROM metric_current", STORED) == [(4,)]
    assert ask(url, "SELECT COUNT(*) FROM metric_current", "2024-01-01") == [(0,)]
    for table in ("metric", "public.metric", "report_version"):
        with pytest.raises(QueryRefused, match="permission denied"):
            ask(url, f"SELECT COUNT(*) FROM {table}", STORED)


def test_an_archive_in_a_schema_of_its_own_goes_back_too(database, factory):
    with Archive.create(database) as archive:
        assert archive.is_empty()
        with archive.engine.begin() as connection:
            name = connection.execute(text("SELECT current_database()")).scalar()
            connection.execute(text('CREATE SCHEMA "Own"'))
            connection.execute(text(f'ALTER DATABASE {name} SET search_path = "Own"'))
    with Archive.create(database) as archive:
        publish(factory.Desk(archive), factory)
        held = set(inspect(archive.engine).get_view_names(schema="Own_as_of"))
        assert held == {*sql_files("views"), *sql_files("as_of")}
        archive.upgrade()
        for schema in ("Own", "Own_as_of", "public", "public_as_of"):
            assert set(sql_files("views")) <= set(inspect(archive.engine).get_view_names(schema=schema))
    assert ask(database, "SELECT COUNT(*) FROM report_current", STORED) == [(1,)]
    assert ask(database, "SELECT COUNT(*) FROM report_current", "2024-01-01") == [(0,)]


def test_an_archive_without_views_of_earlier_moments_says_what_to_do(database):
    with Archive.create(database) as archive, archive.engine.begin() as connection:
        connection.execute(text("DROP SCHEMA public_as_of CASCADE"))
    with pytest.raises(ArchiveError, match="run `reportarchive db upgrade`"):
        ask(database, "SELECT 1", STORED)
