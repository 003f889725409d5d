"""`kill -9` at any moment of a harvest, backfill or reparse: the same command again ends as an undisturbed one does.

The moments are drawn for each kill from a fixed seed: mostly over the time of the run itself, sometimes over all of the
command, which opens the archive first.
"""

from __future__ import annotations

import random
import shutil
import signal
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.exc import DBAPIError
from tests.faults.aging import age
from tests.faults.commands import fingerprint, finish, is_clean, start
from tests.harvesting import free_ports, settings_for

from reportarchive.demo import serve
from reportarchive.model import Scope
from reportarchive.pipeline.gather.harvest import harvest
from reportarchive.pipeline.holdings import open_holdings

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from reportarchive.demo import DemoSite
    from reportarchive.settings import Settings

SEED = 5
A_ROUND = 3  # kills of one archive, so that they hit what an earlier one left too
KILLS = {
    ("ingest", "sqlite"): 13,
    ("ingest", "postgresql"): 12,
    ("backfill", "sqlite"): 13,
    ("backfill", "postgresql"): 12,
    ("reparse", "sqlite"): 13,
    ("reparse", "postgresql"): 12,
}
A_FEW = 2
IN_RUN = 0.8


@dataclass(frozen=True)
class Case:
    """One command on one engine: where its archives come from, how often it is killed, and the site they are of."""

    command: str
    engine: str
    fresh: Callable[[str], Settings]
    site: DemoSite
    kills: int

    def kill(self, settings: Settings, moments: random.Random, times: Times) -> str:
        """Kill the command at a random moment and return where that hit; one that had ended is started again."""
        while True:
            in_run = moments.random() < IN_RUN
            moment = moments.uniform(0, times.run if in_run else times.whole)
            asked, runs = len(self.site.requests), counted(settings, "run")
            process = start(settings, self.command)
            while in_run and counted(settings, "run") == runs and process.poll() is None:
                time.sleep(0.002)
            time.sleep(moment)
            process.send_signal(signal.SIGKILL)
            if process.wait() == -signal.SIGKILL:
                since = f"of {times.run:.2f} s of its run" if in_run else f"of {times.whole:.2f} s from its start"
                hit = f"{len(self.site.requests) - asked} requests, {counted(settings, 'report_version')} versions"
                return f"{self.command} on {self.engine} killed after {moment:.2f} {since}: {hit}"


@dataclass(frozen=True)
class Times:
    """How long an undisturbed command takes: all of it, and its run."""

    whole: float
    run: float


def timed(settings: Settings, command: str) -> Times:
    """Run a command undisturbed and return how long it took."""
    runs, began = counted(settings, "run"), time.monotonic()
    process = start(settings, command)
    while counted(settings, "run") == runs and process.poll() is None:
        time.sleep(0.002)
    run_began = time.monotonic()
    assert process.wait() == 0
    ended = time.monotonic()
    return Times(ended - began, ended - run_began)


def counted(settings: Settings, table: str) -> int:
    """Return how many rows there are, none before there is a table."""
    if settings.archive_url.startswith("sqlite") and not (settings.home / "archive.db").exists():
        return 0
    engine = create_engine(settings.archive_url)
    try:
        with engine.connect() as connection:
            return int(connection.execute(text(f"SELECT COUNT(*) FROM {table}")).scalar_one())
    except DBAPIError:
        return 0
    finally:
        engine.dispose()


@pytest.fixture
def case(request: pytest.FixtureRequest, engine, database_in, tmp_path: Path, is_long: bool):
    """Give a command with archives to kill it on: empty ones to harvest into, or aged ones to read anew."""
    command = request.param
    with serve(1, ports=free_ports()) as site:

        def empty(name: str) -> Settings:
            return settings_for(tmp_path / name, site, database_url=database_in(tmp_path / name))

        def aged(name: str) -> Settings:
            if engine == "sqlite":
                shutil.copytree(origin.home, tmp_path / name)
                url = f"sqlite:///{tmp_path / name / 'archive.db'}"
            else:
                url = request.getfixturevalue("new_database")(origin.database_url)
            return settings_for(tmp_path / name, site, database_url=url, raw_url=str(origin.home / "raw"))

        if command == "reparse":
            origin = empty("origin")
            with open_holdings(origin) as holdings:
                harvest(holdings, Scope())
                age(holdings)
        kills = KILLS[command, engine] if is_long else A_FEW
        yield Case(command, engine, aged if command == "reparse" else empty, site, kills)


@pytest.mark.parametrize("case", ["ingest", "backfill", "reparse"], indirect=True)
def test_killed_and_repeated_is_the_same_as_undisturbed(case: Case, tell) -> None:
    calm = case.fresh("calm")
    times = timed(calm, case.command)
    undisturbed, all_of_it = fingerprint(calm), counted(calm, "report_version")
    moments = random.Random(f"{SEED} {case.command} {case.engine}")
    left = case.kills
    while left:
        disturbed = case.fresh(f"disturbed-{left}")
        for _ in range(min(A_ROUND, left)):
            tell(case.kill(disturbed, moments, times))
            left -= 1
            if counted(disturbed, "report_version") == all_of_it:
                break  # the next one would find nothing to do
        finish(disturbed, case.command)
        assert fingerprint(disturbed) == undisturbed
        assert is_clean(disturbed)
    tell(f"{case.kills} kills of {case.command} on {case.engine}: fingerprints as undisturbed, verify clean")
