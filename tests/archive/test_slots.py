from __future__ import annotations

import subprocess
import sys
import threading
from datetime import datetime
from itertools import pairwise

import pytest
from sqlalchemy import text

from reportarchive.archive import Archive, HostSlots
from reportarchive.archive.work.holders import holder_name, is_gone
from reportarchive.model import HostClosed

# Holds the slot so many times and appends the database's time on entering and leaving to a file.
WORKER = """
import sys
from reportarchive.archive import Archive, HostSlots
from reportarchive.archive.clock import time_after
from reportarchive.archive.engine import reading

url, log, owner, times, pause = sys.argv[1:]

def now():
    with reading(archive.engine) as connection:
        return time_after(connection, 0)

with Archive.open(url) as archive:
    slots = HostSlots(archive)
    for _ in range(int(times)):
        with slots.hold("host", float(pause), owner):
            begun = now()
            ended = now()
            with open(log, "a", encoding="utf-8") as file:
                file.write(f"{begun} {ended}\\n")
"""


def slot(archive, host="host"):
    with archive.engine.connect() as connection:
        sql = "SELECT owner, lease_until, next_allowed_at FROM host_slot WHERE host = :host"
        return connection.execute(text(sql), {"host": host}).one()


def test_processes_take_turns_with_the_pause_between(archive, tmp_path):
    url, log, pause = f"sqlite:///{tmp_path / 'archive.db'}", tmp_path / "log", 0.05
    command = [sys.executable, "-c", WORKER, url, str(log)]
    workers = [subprocess.Popen([*command, f"w{number}", "5", str(pause)]) for number in range(2)]
    assert [worker.wait(60) for worker in workers] == [0, 0]
    spans = sorted(line.split() for line in log.read_text().splitlines())
    assert len(spans) == 10
    times = [(datetime.fromisoformat(begun), datetime.fromisoformat(ended)) for begun, ended in spans]
    gaps = [(later[0] - former[1]).total_seconds() for former, later in pairwise(times)]
    assert min(gaps) >= pause - 0.001


def test_threads_of_one_archive_take_turns(archive):
    inside, most = 0, 0
    lock = threading.Lock()

    def work():
        nonlocal inside, most
        for _ in range(3):
            with HostSlots(archive).hold("host", 0.0, "thread"):
                with lock:
                    inside += 1
                    most = max(most, inside)
                with lock:
                    inside -= 1

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert most == 1


def test_hosts_do_not_wait_for_each_other(archive):
    slots = HostSlots(archive)
    with slots.hold("one", 60, "a"), slots.hold("two", 60, "a"):
        assert slot(archive, "one").owner != slot(archive, "two").owner


def test_the_slot_of_a_killed_holder_comes_free_with_its_lease(archive):
    dead = HostSlots(archive, lease_seconds=0.05)
    assert dead._take("host", "killed")
    with HostSlots(archive).hold("host", 0, "next"):
        assert "|next/" in slot(archive).owner


# Takes the slot for an hour and is killed holding it.
KILLED = """
import os, signal, sys
from reportarchive.archive import Archive, HostSlots

with Archive.open(sys.argv[1]) as archive:
    with HostSlots(archive, lease_seconds=3600).hold("host", 0, "killed"):
        os.kill(os.getpid(), signal.SIGKILL)
"""


def test_the_slot_of_a_process_killed_here_comes_free_at_once_but_for_the_pause(archive, tmp_path):
    killed = subprocess.run([sys.executable, "-c", KILLED, f"sqlite:///{tmp_path / 'archive.db'}"], check=False)
    assert killed.returncode == -9
    assert "|killed/" in slot(archive).owner
    HostSlots(archive)._free_if_gone("host", 0.01)
    row = slot(archive)
    assert (row.owner, row.lease_until) == (None, None)
    assert row.next_allowed_at is not None


@pytest.mark.parametrize("holder", ["elsewhere|pid:[1]|999999999|x", "no such form", "", "a|b|c"])
def test_of_a_holder_elsewhere_nothing_is_assumed(holder):
    assert not is_gone(holder)


def test_a_holder_that_runs_is_there():
    assert not is_gone(holder_name("me"))


def test_a_slow_answer_keeps_the_slot_beyond_its_lease(archive):
    """Wait, while holding, until the lease has been put off twice: without that it would be the first one's."""
    with HostSlots(archive, lease_seconds=0.3).hold("host", 0, "slow"):
        leases = {slot(archive).lease_until}
        for _ in range(1000):
            leases.add(slot(archive).lease_until)
            if len(leases) == 3:
                break
            threading.Event().wait(0.01)
        assert len(leases) == 3
        assert "|slow/" in slot(archive).owner
    assert slot(archive).owner is None


def test_the_pause_begins_on_leaving_also_after_an_error(archive):
    with pytest.raises(RuntimeError), HostSlots(archive).hold("host", 3600, "a"):
        raise RuntimeError("the request failed")
    row = slot(archive)
    assert (row.owner, row.lease_until) == (None, None)
    assert not HostSlots(archive)._take("host", "b")
    assert HostSlots(archive)._seconds_left("host") > 3000


def test_one_who_lost_the_slot_does_not_free_it_for_the_next(archive):
    slow = HostSlots(archive, lease_seconds=-1)
    with slow.hold("host", 0, "slow"):
        HostSlots(archive)._take("host", "next")
    assert slot(archive).owner == "next"


def test_an_archive_opened_twice_shares_its_slots(archive, tmp_path):
    with Archive.open(f"sqlite:///{tmp_path / 'archive.db'}") as second, HostSlots(archive).hold("host", 0, "a"):
        assert not HostSlots(second)._take("host", "b")


def test_a_host_that_rests_for_long_is_closed_to_all_who_share_the_archive(archive, tmp_path):
    with HostSlots(archive).hold("host", 0, "a") as held:
        held.let_rest(3600, "blocked_challenge")
    with Archive.open(f"sqlite:///{tmp_path / 'archive.db'}") as second:
        with pytest.raises(HostClosed) as closed, HostSlots(second).hold("host", 0, "b"):
            pytest.fail("the host was asked")
        assert closed.value.outcome == "blocked_challenge"
        with HostSlots(second).hold("another", 0, "b"):
            assert slot(archive, "another").owner


def test_a_host_opens_by_itself(archive):
    slots = HostSlots(archive)
    with slots.hold("host", 0, "a") as held:
        held.let_rest(0.05, "rate_limited")
    with slots.hold("host", 0, "a"):
        assert slot(archive).owner
    with slots.hold("host", 0, "a"):  # and nothing is left of the rest
        assert slot(archive).owner


def test_a_long_pause_closes_no_host(archive):
    """A Crawl-delay of minutes is waited for, as long as nothing was refused."""
    with HostSlots(archive).hold("host", 600, "a"):
        pass
    assert HostSlots(archive)._seconds_left("host") > 500
