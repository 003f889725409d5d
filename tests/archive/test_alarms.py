"""Alarms as rows: opened once a cause, closed by themselves, told once, whoever else looks at the same moment."""

from __future__ import annotations

import subprocess
import sys

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.exc import IntegrityError

from reportarchive.archive import WORKER_GONE, Archive, Question, Trouble
from reportarchive.query import Reader

DAY = 86400.0
SOURCES = Question(
    "quiet",
    "-- :prefix text -  what sources begin with\n"
    "SELECT source_id AS subject, 'nothing: since ' || 'Monday' AS said, 'request 1 http://gov1.example/' AS evidence"
    " FROM source WHERE source_id LIKE :prefix",
    {"prefix": "yang-%"},
)
NOBODY = Question(SOURCES.code, SOURCES.sql, {"prefix": "nobody-%"})
# Looks, tells or both as often as it is told to, beginning when a line comes; prints what each came to.
LOOKER = """
import sys
from reportarchive.archive import Archive, Question
url, code, sql, prefix, times = sys.argv[1:]
with Archive.open(url) as archive:
    print("ready", flush=True)
    sys.stdin.readline()
    for _ in range(int(times)):
        noted = archive.look_for_troubles([Question(code, sql, {"prefix": prefix})])
        due = archive.claim_telling(remind_seconds=86400.0)
        if due is not None:
            archive.finish_telling(due.alarms)
        print(noted.opened, noted.closed, len(due.alarms) if due else 0, flush=True)
"""
CLAIMER = """
import sys, time
from reportarchive.archive import Archive
with Archive.open(sys.argv[1]) as archive:
    print(len(archive.claim_telling(remind_seconds=86400.0).alarms), flush=True)
    time.sleep(600)
"""


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request, tmp_path, factory):
    """An archive with two sources, on either engine."""
    made = f"sqlite:///{tmp_path / 'archive.db'}"
    if request.param == "postgresql":
        made = request.getfixturevalue("database")
    with Archive.create(made) as archive:
        factory.Desk(archive)
    return made


@pytest.fixture
def archive(url):
    with Archive.open(url) as opened:
        yield opened


def ledger(url, columns="code, subject, state"):
    with Reader.open(url) as reader:
        return reader.run(f"SELECT {columns} FROM alarm_ledger ORDER BY alarm_id").rows


def tell(archive, *, remind_seconds=DAY, untold=()):
    """Tell what is due, and return how many are new, over and told again."""
    due = archive.claim_telling(remind_seconds=remind_seconds, untold=untold)
    if due is None:
        return None
    archive.finish_telling(due.alarms)
    return len(due.opened), len(due.closed), len(due.reminded)


def set_back(url, seconds):
    """Let the alarms be so many seconds older."""
    engine = create_engine(url)
    with engine.begin() as connection:
        is_sqlite = connection.dialect.name == "sqlite"
        for column in ("opened_at", "last_seen_at", "closed_at", "told_at"):
            shifted = f"strftime('%Y-%m-%dT%H:%M:%fZ', {column}, '-{seconds} seconds')"
            if not is_sqlite:
                shifted = (
                    f"to_char(({column}::timestamptz - interval '{seconds} seconds') AT TIME ZONE 'UTC',"
                    """ 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')"""
                )
            connection.exec_driver_sql(f"UPDATE alarm SET {column} = {shifted}")
    engine.dispose()


def test_a_cause_is_one_alarm_until_it_is_gone_and_another_when_it_comes_again(archive, url):
    assert archive.look_for_troubles([SOURCES]).opened == 2
    again = archive.look_for_troubles([SOURCES])
    assert (again.opened, again.closed) == (0, 0)
    assert ledger(url) == [("quiet", "yang-1", "open"), ("quiet", "yang-2", "open")]
    assert archive.look_for_troubles([NOBODY]).closed == 2
    assert archive.look_for_troubles([SOURCES]).opened == 2
    assert [row[2] for row in ledger(url)] == ["over", "over", "open", "open"]
    times = ledger(url, "opened_at, last_seen_at, closed_at")
    assert times[0][0] < times[0][1] < times[0][2] < times[2][0]
    assert times[2][2] is None


def test_what_an_alarm_says_is_what_was_seen_last(archive, url):
    for said in ("1 of 3", "2 of 3"):
        archive.look_for_troubles([], [Trouble("stuck", "harvest all", said, "run 7")])
    assert ledger(url, "said, evidence, state") == [("2 of 3", "run 7", "open")]


def test_a_look_closes_nothing_that_it_could_not_have_found(archive, url):
    archive.look_for_troubles([SOURCES], [Trouble("stuck", "harvest all", "PENDING", "")])
    archive.look_for_troubles([NOBODY], unjudged=["stuck"])
    assert ledger(url) == [
        ("quiet", "yang-1", "over"),
        ("quiet", "yang-2", "over"),
        ("stuck", "harvest all", "open"),
    ]
    archive.note_troubles([], unjudged=["quiet"])
    assert ledger(url)[2] == ("stuck", "harvest all", "over")


def test_a_look_that_fails_half_way_has_noted_nothing(archive, url):
    with pytest.raises(Exception, match="no_such"):
        archive.look_for_troubles([SOURCES, Question("wrong", "SELECT no_such AS subject FROM source", {})])
    assert ledger(url) == []


def test_the_database_itself_refuses_a_second_open_alarm_of_a_cause(archive, url):
    archive.look_for_troubles([SOURCES])
    columns = "code, subject, opened_at, last_seen_at, said, evidence, times_told"
    twice = text(f"INSERT INTO alarm ({columns}) SELECT {columns} FROM alarm WHERE subject = 'yang-1'")
    with pytest.raises(IntegrityError), archive.engine.begin() as connection:
        connection.execute(twice)
    archive.look_for_troubles([NOBODY])
    with archive.engine.begin() as connection:
        connection.execute(twice)  # of an alarm that is over there may be any number
    assert len(ledger(url)) == 3


def test_work_whose_worker_is_gone_is_found_before_it_is_freed(archive, url):
    one, another = archive.plan_work("backfill", ["yang-1", "yang-2"], {})
    archive.claim_work("at work", 600.0, [another])
    archive.claim_work("gone", -1.0, [one])
    archive.look_for_troubles([])
    assert ledger(url) == [(WORKER_GONE, "yang-1", "open")]


# ---- Telling ----


def test_each_alarm_is_told_once_when_it_opens_and_once_when_it_is_over(archive):
    assert tell(archive) is None
    archive.look_for_troubles([SOURCES])
    assert tell(archive) == (2, 0, 0)
    assert tell(archive) is None
    archive.look_for_troubles([NOBODY])
    assert tell(archive) == (0, 2, 0)
    assert tell(archive) is None


def test_open_alarms_are_told_again_once_a_day_all_together(archive, url):
    archive.look_for_troubles([SOURCES])
    assert tell(archive) == (2, 0, 0)
    set_back(url, 50_000)
    later = [SOURCES, Question("other", SOURCES.sql, {"prefix": "yang-1"})]
    archive.look_for_troubles(later)
    assert tell(archive) == (1, 0, 0)
    set_back(url, 50_000)
    assert tell(archive) == (0, 0, 3)  # the first two were told 100,000 seconds ago
    set_back(url, 50_000)
    assert tell(archive) is None
    assert [row[0] for row in ledger(url, "times_told")] == [2, 2, 2]


def test_what_could_not_be_told_is_told_later_even_when_it_is_over_meanwhile(archive, url):
    archive.look_for_troubles([SOURCES])
    assert archive.claim_telling(remind_seconds=DAY) is not None
    archive.finish_telling([])  # nobody took the message
    archive.look_for_troubles([NOBODY])
    assert tell(archive) == (0, 2, 0)
    archive.look_for_troubles([SOURCES])
    archive.look_for_troubles([NOBODY])
    set_back(url, 8 * 86400)  # over for more than a week, and nobody was there to be told
    assert tell(archive) is None


def test_alarms_that_are_not_told_of_stay_untold(archive, url):
    archive.look_for_troubles([], [Trouble("untold", "archive", "nobody took it", "")])
    assert tell(archive, untold=["untold"]) is None
    assert ledger(url, "told_at, times_told") == [(None, 0)]


def test_one_tells_at_a_time(archive):
    archive.look_for_troubles([SOURCES])
    due = archive.claim_telling(remind_seconds=DAY)
    assert archive.claim_telling(remind_seconds=DAY) is None
    archive.finish_telling(due.alarms)
    archive.look_for_troubles([NOBODY])
    assert tell(archive) == (0, 2, 0)


def test_who_is_killed_while_telling_leaves_it_to_the_next_at_once(archive, url):
    archive.look_for_troubles([SOURCES])
    teller = subprocess.Popen([sys.executable, "-c", CLAIMER, url], stdout=subprocess.PIPE, text=True)
    assert teller.stdout.readline() == "2\n"
    assert tell(archive) is None
    teller.kill()
    teller.communicate()
    assert tell(archive) == (2, 0, 0)


@pytest.mark.parametrize("prefixes", [["yang-%"] * 4, ["yang-%", "nobody-%", "yang-%", "nobody-%"]])
def test_looks_at_once_note_each_cause_once_and_tell_it_once(url, prefixes):
    times = 5
    words = [sys.executable, "-c", LOOKER, url, SOURCES.code, SOURCES.sql]
    pipe = subprocess.PIPE
    lookers = [
        subprocess.Popen([*words, prefix, str(times)], stdin=pipe, stdout=pipe, stderr=pipe, text=True)
        for prefix in prefixes
    ]
    for one in lookers:
        assert one.stdout.readline() == "ready\n"
    counts = []
    for one in lookers:
        one.stdin.write("go\n")
        one.stdin.flush()
    for one in lookers:
        out, error = one.communicate(timeout=120)
        assert one.returncode == 0, error
        counts += [[int(word) for word in line.split()] for line in out.splitlines()]
    opened, closed, told = (sum(column) for column in zip(*counts, strict=True))
    rows = ledger(url, "code, subject, state, times_told")
    assert len(counts) == times * len(prefixes)
    assert opened == len(rows)
    assert closed == sum(row[2] == "over" for row in rows)
    assert told == sum(row[3] for row in rows)
    if len(set(prefixes)) == 1:
        assert rows == [("quiet", "yang-1", "open", 1), ("quiet", "yang-2", "open", 1)]
    else:
        assert opened >= 2  # they found otherwise by turns, and each turn was noted whole
        assert opened - closed == sum(row[2] == "open" for row in rows)
