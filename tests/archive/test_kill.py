"""Real processes that store: killed at once, or two of them at the same reports."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from reportarchive.archive import Archive, check_archive, fingerprint

YEARS = range(2000, 2020)
# Stores a report of every year and prints a line after each.
WORKER = """
import importlib.util, sys
url, path = sys.argv[1:]
spec = importlib.util.spec_from_file_location("archive_factory", path)
factory = importlib.util.module_from_spec(spec)
sys.modules[spec.name] = factory
spec.loader.exec_module(factory)
from reportarchive.archive import Archive

with Archive.open(url) as archive:
    desk = factory.Desk(archive)
    for year in range(2000, 2020):
        changes = {"year": year, "period_end": f"{year}-12-31", "url": f"http://gov1.example/{year}.html"}
        desk.store(factory.make_report(**changes), body=f"page of {year}")
        print(year, flush=True)
"""
FACTORY = Path(__file__).parent / "factory.py"


def start(url):
    return subprocess.Popen(
        [sys.executable, "-c", WORKER, url, str(FACTORY)], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )


def finish(worker):
    out, error = worker.communicate(timeout=60)
    assert worker.returncode == 0, error.decode()
    return out.split()


def test_killed_and_repeated_is_the_same_as_not_killed(desk, factory, tmp_path):
    for year in YEARS:
        changes = {"year": year, "period_end": f"{year}-12-31", "url": f"http://gov1.example/{year}.html"}
        desk.store(factory.make_report(**changes), body=f"page of {year}")
    url = f"sqlite:///{tmp_path / 'killed.db'}"
    Archive.create(url).close()
    killed = start(url)
    for _ in range(3):
        assert killed.stdout.readline()
    killed.kill()
    killed.communicate(timeout=60)
    with Archive.open(url) as archive:
        assert len(archive.known_reports("yang-1")) >= 3
        assert check_archive(archive) == []
    assert len(finish(start(url))) == len(YEARS)
    with Archive.open(url) as archive:
        assert fingerprint(archive) == fingerprint(desk.archive)
        assert check_archive(archive) == []


def test_two_processes_at_the_same_reports_write_each_once(desk, tmp_path):
    workers = [start(f"sqlite:///{tmp_path / 'archive.db'}") for _ in range(2)]
    for worker in workers:
        finish(worker)
    assert len(desk.archive.known_reports("yang-1")) == len(YEARS)
    with desk.archive.engine.connect() as connection:
        assert connection.exec_driver_sql("SELECT COUNT(*) FROM report_version").scalar() == len(YEARS)
    assert check_archive(desk.archive) == []


# Brings many reports in one transaction, backwards or not, at the moment that it is told to, and says how many are new.
AT_ONCE = """
import importlib.util, sys
url, path, step = sys.argv[1:]
spec = importlib.util.spec_from_file_location("archive_factory", path)
factory = importlib.util.module_from_spec(spec)
sys.modules[spec.name] = factory
spec.loader.exec_module(factory)
from reportarchive.archive import Archive, Incoming, Origin, rows_of

def report(year, source):
    period = {"year": year, "period_start": f"{year}-01-01", "period_end": f"{year}-12-31"}
    url = f"http://gov{source}.example/{year}.html"
    return factory.make_report(division=f"99010{source}", issuer=f"{year}局", url=url, **period)

with Archive.open(url) as archive:
    desk, incoming = factory.Desk(archive), []
    fetch_id = desk.fetch("page")
    for year in range(1000, 1200):
        for source in (1, 2):
            origin = Origin(fetch_id, f"yang-{source}", "1", factory.NOW)
            incoming.append(Incoming(rows_of(report(year, source)), origin))
    incoming = incoming[::int(step)]
    ids = [one.rows.identity.report_id for one in incoming]
    print("ready", flush=True)
    sys.stdin.readline()
    stored = archive.store_all(incoming)
    assert [one.report_id for one in stored] == ids, "what is said of them is in the order they came"
    print(sum(one.change == "new" for one in stored), flush=True)
"""


def test_two_processes_that_bring_the_same_reports_in_different_orders_do_not_wait_for_each_other(factory, database):
    with Archive.create(database) as archive:
        factory.Desk(archive)
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
        commands = [[sys.executable, "-c", AT_ONCE, database, str(FACTORY), step] for step in ("1", "-1")]
        workers = [subprocess.Popen(command, **pipes) for command in commands]
        assert [worker.stdout.readline() for worker in workers] == ["ready\n", "ready\n"]
        for worker in workers:
            worker.stdin.write("\n")
            worker.stdin.flush()
        said = [worker.communicate(timeout=120) for worker in workers]
        assert [worker.returncode for worker in workers] == [0, 0], said
        assert sorted(int(out) for out, _ in said) == [0, 400]
        assert check_archive(archive) == []


# Stores a second version of a report in one child after another, each killed one statement later, and prints after each
# what the archive says: its fingerprint and how many of its promises are broken. The last child is not killed.
STEP_BY_STEP = """
import importlib.util, os, signal, sys
from sqlalchemy import event
url, path = sys.argv[1:]
spec = importlib.util.spec_from_file_location("archive_factory", path)
factory = importlib.util.module_from_spec(spec)
sys.modules[spec.name] = factory
spec.loader.exec_module(factory)
from reportarchive.archive import Archive, Origin, check_archive, fingerprint
from reportarchive.archive.reports import writer

def store_and_die_before(last):
    with Archive.open(url) as archive:
        desk, seen = factory.Desk(archive), 0
        fetch_id = desk.fetch("edited")

        def count(*given):
            nonlocal seen
            seen += 1
            if seen == last:
                os.kill(os.getpid(), signal.SIGKILL)

        event.listen(archive.engine, "before_cursor_execute", count)
        event.listen(archive.engine, "commit", count)
        insert = writer.insert_many
        writer.insert_many = lambda *given: (count(), insert(*given))  # COPY goes past the events of statements
        edited = factory.make_report(factory.TEXT.replace("全年", "全年共"))
        archive.store(edited, origin=Origin(fetch_id, "yang-1", "1", factory.NOW))
    os._exit(0)

def say():
    with Archive.open(url) as archive:
        print(fingerprint(archive), len(check_archive(archive)), flush=True)

with Archive.create(url) as archive:
    factory.Desk(archive).store(factory.make_report())
say()
ended, last = None, 0
while ended != 0:
    last += 1
    child = os.fork()
    if not child:
        store_and_die_before(last)
    ended = os.waitpid(child, 0)[1]
    assert ended in (0, signal.SIGKILL), ended
    say()
"""


@pytest.mark.parametrize("engine", ["sqlite", "postgresql"])
def test_killed_before_any_statement_of_a_store_nothing_is_stored(engine, request, tmp_path):
    url = f"sqlite:///{tmp_path / 'a.db'}" if engine == "sqlite" else request.getfixturevalue("database")
    command = [sys.executable, "-c", STEP_BY_STEP, url, str(FACTORY)]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    before, *killed, after = (tuple(line.split()) for line in run.stdout.splitlines())
    assert len(killed) > 10
    assert {before[1], after[1]} == {"0"}
    assert set(killed) == {before}
    assert after != before
