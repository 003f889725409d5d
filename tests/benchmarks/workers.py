"""What a second worker brings: one backfill by one worker and by two, of sources on hosts of their own, far away.

    python -m tests.benchmarks.workers [--sources 24] [--pages 2] [--think 1.0] [--at-once 2] [--postgresql]

Every answer of every host begins after `--think` seconds. A worker is a process of `reportarchive backfill`, which
takes `--at-once` sources at a time by itself (the setting HOSTS_AT_ONCE); there must be more sources than that, or a
second worker finds nothing to do, and few enough at a time that the wait is for the hosts and not for a core. Prints
reports a second, from the start of the first command to the end of the last, and the ratio; both share the machine.
"""

from __future__ import annotations

import argparse
import os
import resource
import subprocess
import sys
import tempfile
import time
from contextlib import nullcontext
from pathlib import Path

from sqlalchemy import create_engine, text
from tests.harvesting import environment_of
from tests.postgres import running_server
from tests.zoo.many import many_sites

from reportarchive.archive import Archive
from reportarchive.settings import Settings

COMMAND = (sys.executable, "-c", "from reportarchive.cli import main; main()", "backfill")


def main() -> None:
    """Backfill by one worker, then by two into a fresh archive, and print both and their ratio."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.workers", description=__doc__.split("\n")[0])
    parser.add_argument("--sources", type=int, default=24)
    parser.add_argument("--pages", type=int, default=2, help="reports of each source")
    parser.add_argument("--think", type=float, default=1.0, help="seconds each answer takes before it begins")
    parser.add_argument("--at-once", type=int, default=2, help="sources that a worker takes at a time")
    parser.add_argument("--postgresql", action="store_true", help="on a server of its own instead of SQLite")
    given = parser.parse_args()
    if given.sources <= given.at_once:
        parser.error("more sources are needed than one worker takes at a time")
    server = running_server(durable=True) if given.postgresql else nullcontext()
    with tempfile.TemporaryDirectory() as folder, server as url:
        home = Path(folder)
        with many_sites(given.sources, given.pages, home / "sources.toml", think_seconds=given.think) as sites:
            rates = [
                backfilled(settings_in(home, workers, given.at_once, url), workers, given.sources * given.pages)
                for workers in (1, 2)
            ]
            measured = sites.stop()
    cores = os.cpu_count()
    print(f"{given.sources} hosts, {given.pages} reports each, {given.think:g} s an answer, {cores} cores;", end=" ")
    print(f"each worker takes {given.at_once} sources at a time")
    print(f"most requests in flight: {measured.most_in_flight_at_a_host} at a host, {measured.most_in_flight} at all")
    print(f"two workers: {rates[1] / rates[0]:.2f} times the throughput of one")


def settings_in(home: Path, workers: int, at_once: int, server: str | None) -> Settings:
    """Return the settings of an archive of its own, which is made beforehand."""
    place = home / f"by-{workers}"
    place.mkdir()
    database = "" if server is None else new_database(server, f"by_{workers}")
    settings = Settings.load(
        home=place,
        database_url=database or f"sqlite:///{place / 'archive.db'}",
        sources=home / "sources.toml",
        sources_only=True,
        allow_loopback=True,
        pause_seconds=0.0,
        hosts_at_once=at_once,
    )
    Archive.create(settings.archive_url).close()
    return settings


def new_database(server: str, name: str) -> str:
    """Make a database on a server and return its URL."""
    engine = create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C'"))
    engine.dispose()
    return server.replace("/postgres?", f"/{name}?")


def processor_time() -> float:
    """Return how many seconds of a core the processes that have ended, begun here, have taken."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def backfilled(settings: Settings, workers: int, reports: int) -> float:
    """Backfill everything by so many workers at once and return how many reports a second were stored."""
    began, before = time.perf_counter(), processor_time()
    quiet = {"stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL, "text": True}
    running = [subprocess.Popen(COMMAND, env=environment_of(settings), **quiet) for _ in range(workers)]
    said = [process.communicate()[0].strip().splitlines()[-1] for process in running]
    took, busy = time.perf_counter() - began, processor_time() - before
    with Archive.open(settings.archive_url) as archive:
        stored = archive.count_reports()
    if stored != reports or any(process.returncode for process in running):
        raise SystemExit(f"{stored} of {reports} reports stored: {said}")
    print(f"{workers} workers: {stored} reports in {took:.1f} s, {stored / took:.2f} a second; " + " / ".join(said))
    print(f"  {busy:.1f} s of a core in their processes, {os.getloadavg()[0]:.1f} processes in line on the machine")
    return stored / took


if __name__ == "__main__":
    main()
