"""Leases of sources: one holder at a time, put off while at work, taken over from the gone and the frozen."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
import time

import pytest
from sqlalchemy import text

from reportarchive.archive import Archive, SourceHeld, SourceLeases
from reportarchive.archive.engine import open_engine
from reportarchive.archive.work.holders import shown

SHORT = 0.5
ELSEWHERE = "elsewhere|pid:[1]boot|7|run 1 yang-1"

# Leases a source, says so, and asks at each line it is sent whether the lease is lost.
WORKER = """
import sys
from reportarchive.archive import Archive, SourceLeases

url, seconds = sys.argv[1:]
with Archive.open(url) as archive:
    with SourceLeases(archive, lease_seconds=float(seconds)).hold("yang-1", "run 1") as lease:
        print("held", flush=True)
        for _ in sys.stdin:
            print(lease.is_lost(), lease.who_has_it, flush=True)
"""


@pytest.fixture(params=["sqlite", "postgresql"])
def known(request, factory, tmp_path):
    """An archive that knows the sources, on each engine."""
    is_file = request.param == "sqlite"
    url = f"sqlite:///{tmp_path / 'archive.db'}" if is_file else request.getfixturevalue("database")
    with Archive.create(url) as archive:
        factory.Desk(archive)
        yield archive


def rows(archive):
    with archive.engine.connect() as connection:
        return connection.execute(text("SELECT source_id, owner, lease_until FROM source_lease ORDER BY 1")).all()


class Worker:
    """A process that holds the source."""

    def __init__(self, archive, seconds):
        url = archive.engine.url.render_as_string(hide_password=False)
        command = [sys.executable, "-c", WORKER, url, str(seconds)]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        assert self.process.stdout.readline() == "held\n"

    def ask(self):
        self.process.stdin.write("\n")
        self.process.stdin.flush()
        return self.process.stdout.readline().strip()

    def end(self):
        self.process.stdin.close()
        assert self.process.wait(60) == 0
        self.process.stdout.close()

    def kill(self):
        self.process.kill()
        self.process.wait()
        self.process.stdin.close()
        self.process.stdout.close()


def test_two_processes_are_never_at_one_source(known):
    leases = SourceLeases(known, lease_seconds=60)
    worker = Worker(known, 60)
    with leases.hold("yang-2", "run 2"):
        pass  # another source is free
    with pytest.raises(SourceHeld) as held, leases.hold("yang-1", "run 2"):
        pytest.fail("both are at it")
    assert held.value.by == shown(rows(known)[0].owner)
    assert str(worker.process.pid) in held.value.by
    assert worker.ask() == "False"
    worker.end()
    assert rows(known) == []
    with leases.hold("yang-1", "run 2") as lease:
        assert not lease.is_lost()


def test_the_source_of_a_process_killed_here_is_free_at_once(known):
    Worker(known, 3600).kill()
    assert len(rows(known)) == 1
    with SourceLeases(known, lease_seconds=60).hold("yang-1", "run 2"):
        assert "|run 2 yang-1 " in rows(known)[0].owner


def test_a_source_held_elsewhere_is_taken_over_once_its_lease_is_over_and_not_before(known):
    leases = SourceLeases(known, lease_seconds=SHORT)
    with leases.hold("yang-1", "run 1"), known.engine.begin() as connection:
        connection.execute(text("UPDATE source_lease SET owner = :owner"), {"owner": ELSEWHERE})
    with pytest.raises(SourceHeld, match="process 7 on elsewhere"), leases.hold("yang-1", "run 2"):
        pytest.fail("taken too early")
    time.sleep(SHORT)
    with leases.hold("yang-1", "run 2"):
        assert len(rows(known)) == 1


def test_a_lease_is_put_off_for_as_long_as_the_work_takes(known):
    with SourceLeases(known, lease_seconds=SHORT).hold("yang-1", "run 1") as lease:
        first = rows(known)[0].lease_until
        time.sleep(2 * SHORT)
        assert rows(known)[0].lease_until > first
        with pytest.raises(SourceHeld), SourceLeases(known, lease_seconds=SHORT).hold("yang-1", "run 2"):
            pytest.fail("a worker at work was taken for a silent one")
        assert not lease.is_lost()


def test_a_process_that_stood_still_learns_who_has_taken_over(known):
    worker = Worker(known, 1)
    worker.process.send_signal(signal.SIGSTOP)
    time.sleep(1.2)
    with SourceLeases(known, lease_seconds=60).hold("yang-1", "run 2"):
        worker.process.send_signal(signal.SIGCONT)
        owner = rows(known)[0].owner
        assert worker.ask() == f"True {shown(owner)}"
        worker.end()
        assert rows(known)[0].owner == owner, "one who lost a lease frees it for nobody"


def test_a_process_that_stood_still_is_lost_too_when_the_other_has_come_and_gone(known):
    worker = Worker(known, 1)
    worker.process.send_signal(signal.SIGSTOP)
    time.sleep(1.2)
    with SourceLeases(known, lease_seconds=60).hold("yang-1", "run 2"):
        pass
    worker.process.send_signal(signal.SIGCONT)
    assert worker.ask() == "True another worker"
    worker.end()


def test_a_process_that_stood_still_alone_goes_on(known):
    worker = Worker(known, 1)
    worker.process.send_signal(signal.SIGSTOP)
    time.sleep(1.2)
    worker.process.send_signal(signal.SIGCONT)
    assert worker.ask() == "False"
    with pytest.raises(SourceHeld), SourceLeases(known, lease_seconds=60).hold("yang-1", "run 2"):
        pytest.fail("its lease was put off, and others are kept out again")
    worker.end()


def test_threads_take_turns_too(known):
    leases, inside, refused = SourceLeases(known, lease_seconds=60), threading.Barrier(2), []

    def work(number):
        try:
            with leases.hold("yang-1", f"run {number}"):
                inside.wait(60)  # the other one has tried meanwhile
        except SourceHeld as held:
            refused.append(held.by)
            inside.wait(60)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert len(refused) == 1


def test_an_archive_closed_after_its_last_lease_leaves_no_connection_behind(known):
    """A renewal that waits for another transaction held its connection beyond the end of the lease."""
    elsewhere = open_engine(known.engine.url)  # a pool of its own: what `known` has lent is the renewal's alone
    with SourceLeases(known, lease_seconds=0.03).hold("yang-1", "run 1"):
        blocking = elsewhere.connect()
        blocking.execute(text("UPDATE source_lease SET source_id = source_id"))
        while known.engine.pool.checkedout() < 1:  # till the renewal waits
            time.sleep(0.005)
        freed = threading.Timer(0.2, blocking.close)
        freed.start()
    assert known.engine.pool.checkedout() == 0
    freed.join()
    elsewhere.dispose()
