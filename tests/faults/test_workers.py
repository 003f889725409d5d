"""Workers in processes of their own at the same sources: one at a time, taken over from the killed and the frozen.

And at eight sources that share one host: one request at a time, with the pause between them, by the site's own log and
by the archive's ledger of requests.
"""

from __future__ import annotations

import re
import signal
import subprocess
import time
from datetime import datetime
from typing import TYPE_CHECKING

import pytest
from tests.faults.commands import PATIENCE, PROGRAM, fingerprint, finish, is_clean
from tests.harvesting import environment_of, settings_for
from tests.logged import LoggedSite, logged_site

from reportarchive.query import Reader

if TYPE_CHECKING:
    from collections.abc import Callable

    from reportarchive.settings import Settings

WORKERS = 4
PAUSE = 0.05
THINK = 0.3  # an answer takes so long that a worker can be stopped at it
HEWAN = ("--source", "demo-hewan")
WORK = "SELECT source_id, state, attempts, articles_difference, owner FROM work_ledger ORDER BY source_id"
REQUESTS = "SELECT requested_at, seconds FROM request_ledger WHERE status IS NOT NULL ORDER BY requested_at, fetch_id"


@pytest.fixture
def begin():
    """A function that starts a command whose words are heard; those left over by a test that failed are killed."""
    begun = []

    def start(settings: Settings, *words: str) -> subprocess.Popen[str]:
        pipe = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "encoding": "utf-8"}
        begun.append(subprocess.Popen([*PROGRAM, *words], env=environment_of(settings), **pipe))
        return begun[-1]

    yield start
    for process in begun:
        process.kill()
        process.wait()
        process.stdout.close()


def said_by(process: subprocess.Popen[str]) -> str:
    """Return what a command says by its end, which must be a good one."""
    said = process.communicate(timeout=PATIENCE)[0]
    assert process.returncode == 0, said
    return said


def rows(settings: Settings, sql: str) -> list[tuple[object, ...]]:
    with Reader.open(settings.archive_url) as reader:
        return reader.run(sql).rows


def until(is_so: Callable[[], bool]) -> None:
    """Wait until something is so."""
    end = time.monotonic() + PATIENCE
    while not is_so():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.01)


def articles_of(site: LoggedSite) -> int:
    """Return how many pages of reports were asked for by now."""
    return sum("/t" in asked.target and asked.target.endswith(".html") for asked in list(site.log.requests))


@pytest.fixture
def fresh(tmp_path, database_in):
    """A function that gives the settings of a new archive of a site."""

    def settings(name: str, site: LoggedSite, **more: object) -> Settings:
        home = tmp_path / name
        return settings_for(home, site, database_url=database_in(home), **more)

    return settings


def test_a_harvest_leaves_a_source_that_another_process_is_at(fresh, begin, tell) -> None:
    with logged_site(think_seconds=THINK) as site:
        settings = fresh("shared", site)
        worker = begin(settings, "backfill", *HEWAN)
        until(lambda: articles_of(site) > 0)
        worker.send_signal(signal.SIGSTOP)  # its lease lasts longer than the other one takes
        asked = len(site.log.requests)
        left = finish(settings, "ingest", *HEWAN)
        worker.send_signal(signal.SIGCONT)
        assert left.splitlines()[-1] == "1 sources: 1 held."
        assert len(site.log.requests) == asked
        said = said_by(worker)
        assert "3 new" in said
        assert "held" not in said
        assert "3 unchanged" in finish(settings, "ingest", *HEWAN), "it is asked the next time"
        assert is_clean(settings)
    tell(f"ingest beside a backfill: {left.splitlines()[-1]}")


def test_backfills_of_one_scope_share_it_and_end_together(fresh, begin) -> None:
    with logged_site() as site:
        calm = fresh("calm", site)
        finish(calm, "backfill")
        settings = fresh("shared", site, pause_seconds=PAUSE, hosts_at_once=2)
        site.log.clear()
        assert "unknown" in finish(settings, "plan")
        assert site.log.requests == []
        assert "unknown" not in finish(settings, "plan", "--probe")
        workers = [begin(settings, "backfill") for _ in range(2)]
        said = [said_by(worker) for worker in workers]
        assert {row[1:] for row in rows(settings, WORK)} == {("done", 1, 0, None)}
        assert fingerprint(settings) == fingerprint(calm)
    news = [int(number) for words in said for number in re.findall(r"^8 sources: .*?(\d+) new", words, re.MULTILINE)]
    assert len(news) == len(said), "both had a share of it"
    assert sum(news) == 23


def test_a_killed_worker_is_replaced_at_once_and_nothing_is_lost_or_doubled(fresh, begin, tell) -> None:
    with logged_site(think_seconds=THINK) as site:
        calm = fresh("calm", site)
        finish(calm, "backfill")
        site.log.clear()
        settings = fresh("shared", site, lease_seconds=3600)  # its lease would hold for an hour
        finish(settings, "plan", "--probe")
        worker = begin(settings, "backfill")
        until(lambda: articles_of(site) > 2)
        other = begin(settings, "backfill")
        worker.kill()
        worker.wait()
        said = said_by(other)
        found = rows(settings, WORK)
        assert {row[1] for row in found} == {"done"}
        assert {row[3:] for row in found} == {(0, None)}
        assert max(row[2] for row in found) == 2
        assert fingerprint(settings) == fingerprint(calm)
        assert is_clean(settings)
    tell(f"killed beside another worker: {said.splitlines()[-1]}")


def test_a_frozen_worker_is_replaced_after_its_lease_and_stops_when_it_thaws(fresh, begin, tell) -> None:
    with logged_site(think_seconds=THINK) as site:
        calm = fresh("calm", site)
        finish(calm, "backfill", *HEWAN)
        site.log.clear()
        settings = fresh("shared", site, lease_seconds=1)
        finish(settings, "plan", "--probe", *HEWAN)
        frozen = begin(settings, "backfill", *HEWAN)
        until(lambda: articles_of(site) > 0)
        frozen.send_signal(signal.SIGSTOP)
        other = begin(settings, "backfill", *HEWAN)
        until(lambda: "|run 3 demo-hewan " in str(rows(settings, WORK)[0][4]))
        asked = articles_of(site)
        frozen.send_signal(signal.SIGCONT)
        said = said_by(frozen)
        assert "3 " in said_by(other)
        assert "stopped half way: this worker stood still, and process" in said
        assert "1 held" in said
        assert rows(settings, WORK) == [("demo-hewan", "done", 2, 0, None)]
        assert rows(settings, "SELECT COUNT(*) FROM report_current") == [(3,)]
        assert fingerprint(settings) == fingerprint(calm)
        assert is_clean(settings)
    tell(f"frozen and thawed after {asked} articles: {said.splitlines()[-2]}")


def test_eight_sources_of_one_host_are_asked_by_four_workers_one_request_at_a_time(fresh, begin, engine, tell) -> None:
    with logged_site(one_host=True, think_seconds=PAUSE) as site:
        # Two sources at a time each, so that all four have some.
        settings = fresh("shared", site, pause_seconds=PAUSE, hosts_at_once=2)
        workers = [begin(settings, "backfill") for _ in range(WORKERS)]
        for worker in workers:
            said_by(worker)
        (host,) = site.log.hosts()
        asked = site.log.of(host)
        assert site.log.most_in_flight(host) == 1
        assert min(site.log.pauses(host)) >= PAUSE - 0.001  # the database's clock has milliseconds
        noted = rows(settings, REQUESTS)
        assert len(noted) == len(asked)
        assert rows(settings, "SELECT COUNT(*) FROM report_current") == [(23,)]
        by_worker = rows(settings, "SELECT COUNT(DISTINCT run_id) FROM request_ledger WHERE purpose = 'article'")
    assert by_worker == [(WORKERS,)]
    # By the ledger, which has whole seconds: all requests and the pauses between them fit into the time they took.
    begun = [datetime.fromisoformat(str(at)) for at, _ in noted]
    busy = sum(float(str(seconds)) for _, seconds in noted) + PAUSE * (len(noted) - 1)
    assert busy <= (begun[-1] - begun[0]).total_seconds() + 1
    most = max(sum(one == at for one in begun) for at in set(begun))
    assert most <= 1 / (2 * PAUSE) + 1
    shortest = min(site.log.pauses(host))
    tell(f"{WORKERS} workers on {engine} at one host: {len(asked)} requests, shortest pause {shortest:.3f} s")
