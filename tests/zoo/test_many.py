"""Many hosts side by side: each asked one thing at a time, its rules first, and every report stored."""

from __future__ import annotations

from pathlib import Path

from tests.zoo.many import many_sites

from reportarchive.model import Scope
from reportarchive.pipeline.gather.harvest import harvest
from reportarchive.pipeline.holdings import open_holdings
from reportarchive.settings import Settings


def test_hosts_are_asked_side_by_side_and_each_one_thing_at_a_time(tmp_path: Path) -> None:
    file = tmp_path / "sources.toml"
    with many_sites(24, 3, file, think_seconds=0.05) as sites:
        settings = Settings.load(home=tmp_path, sources=file, sources_only=True, allow_loopback=True, pause_seconds=0.0)
        with open_holdings(settings) as holdings:
            tally = harvest(holdings, Scope())
        measured = sites.stop()
    assert (tally.problems, tally.counts["new"]) == ([], 72)
    assert (measured.hosts, measured.most_in_flight_at_a_host, measured.asked_before_robots) == (24, 1, 0)
    assert measured.most_in_flight > 1
