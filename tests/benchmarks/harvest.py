"""A harvest of hundreds of hosts on loopback: how fast, how polite, and how busy it keeps the machine.

    python -m tests.benchmarks.harvest [--sources 300] [--pages 10] [--think 0.02]

Serves the sites from a process of its own, harvests them without pauses into a fresh archive, and prints reports a
second, the most requests in flight at one host, and how many of the machine's cores were busy meanwhile.
"""

from __future__ import annotations

import argparse
import os
import tempfile
import time
from pathlib import Path

from tests.zoo.many import many_sites

from reportarchive.model import Scope
from reportarchive.pipeline.gather.harvest import harvest
from reportarchive.pipeline.holdings import open_holdings
from reportarchive.pipeline.reading.readers import available_cores
from reportarchive.settings import Settings


def processor_time() -> tuple[float, float]:
    """Return the time that the machine's cores have been busy and idle since it started, in seconds (Linux)."""
    with Path("/proc/stat").open(encoding="ascii") as file:
        user, nice, system, idle, waiting, *rest = (int(word) for word in file.readline().split()[1:])
    ticks = os.sysconf("SC_CLK_TCK")
    return (user + nice + system + sum(rest)) / ticks, (idle + waiting) / ticks


def main() -> None:
    """Harvest once and print what was measured."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.harvest", description=__doc__.split("\n")[0])
    parser.add_argument("--sources", type=int, default=300)
    parser.add_argument("--pages", type=int, default=10)
    parser.add_argument("--think", type=float, default=0.02, help="seconds each answer takes before it begins")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        with many_sites(given.sources, given.pages, home / "sources.toml", think_seconds=given.think) as sites:
            settings = Settings.load(
                home=home, sources=home / "sources.toml", sources_only=True, allow_loopback=True, pause_seconds=0.0
            )
            began, before = time.perf_counter(), processor_time()
            with open_holdings(settings) as holdings:
                tally = harvest(holdings, Scope())
            took, after = time.perf_counter() - began, processor_time()
            measured = sites.stop()
    busy, idle = (later - earlier for later, earlier in zip(after, before, strict=True))
    new = tally.counts["new"]
    print(
        f"{new} of {sites.served.reports} reports of {given.sources} sources in {took:.1f} s: {new / took:.1f} a second"
    )
    print(f"{measured.requests} requests to {measured.hosts} hosts, {len(tally.problems)} problems")
    print(f"most requests in flight: {measured.most_in_flight_at_a_host} at a host, {measured.most_in_flight} at all")
    print(f"hosts asked for a page before their robots.txt: {measured.asked_before_robots}")
    print(f"{available_cores() * busy / (busy + idle):.2f} of {available_cores()} cores busy, all processes counted")


if __name__ == "__main__":
    main()
