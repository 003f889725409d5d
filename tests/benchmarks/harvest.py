"""A harvest of hundreds of hosts on loopback: how fast, how polite, and how busy it keeps the machine.

    python -m tests.benchmarks.harvest [--sources 300] [--pages 10] [--think 0.02]

Serves the sites from a process of its own, harvests them without pauses into a fresh archive, and prints reports a
second, the most requests in flight at one host, and the share of the machine's cores that was busy, all processes
counted (the server too, since it shares the machine).
"""

from __future__ import annotations

import argparse
import resource
import tempfile
import time
from pathlib import Path

from tests.zoo.many import many_sites

from reportarchive.model import Scope
from reportarchive.pipeline.harvest import harvest
from reportarchive.pipeline.holdings import open_holdings
from reportarchive.pipeline.readers import available_cores
from reportarchive.settings import Settings


def busy_seconds() -> float:
    """Return the processor time of this process and of all its children that have ended, in seconds."""
    spent = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(one.ru_utime + one.ru_stime for one in spent)


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
            began, spent = time.perf_counter(), busy_seconds()
            with open_holdings(settings) as holdings:
                tally = harvest(holdings, Scope())
            took = time.perf_counter() - began
            measured = sites.stop()
        spent = busy_seconds() - spent
    new = tally.counts["new"]
    print(
        f"{new} of {sites.served.reports} reports of {given.sources} sources in {took:.1f} s: {new / took:.1f} a second"
    )
    print(f"{measured.requests} requests to {measured.hosts} hosts, {len(tally.problems)} problems")
    print(f"most requests in flight: {measured.most_in_flight_at_a_host} at a host, {measured.most_in_flight} at all")
    print(f"hosts asked for a page before their robots.txt: {measured.asked_before_robots}")
    print(f"{spent / took:.2f} of {available_cores()} cores busy")


if __name__ == "__main__":
    main()
