"""A part of the zoo served, with an archive of its own: to harvest it and to ask what is stored."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.zoo.faults import LIMIT, PATIENT
from tests.zoo.server import Host, Log, served
from tests.zoo.sources import source_file

from reportarchive.model import Scope
from reportarchive.pipeline.harvest import harvest
from reportarchive.pipeline.holdings import open_holdings
from reportarchive.pipeline.tally import Tally
from reportarchive.query import Reader
from reportarchive.settings import Settings


@dataclass
class Keeper:
    """A served part of the zoo with an archive of its own: harvest it, and ask what is stored."""

    settings: Settings
    hosts: dict[str, Host]
    log: Log
    tallies: list[Tally] = field(default_factory=list)
    versions: list[tuple[object, ...]] = field(default_factory=list)

    def harvest(self, *sources: str, kind: str = "ingest") -> Tally:
        """Harvest the sources, or all, and return what was done."""
        with open_holdings(self.settings) as holdings:
            self.tallies.append(harvest(holdings, Scope(sources=sources), kind=kind))
        return self.tallies[-1]

    def rows(self, sql: str, **params: object) -> list[tuple[object, ...]]:
        """Return the rows of a query on the archive."""
        with Reader.open(self.settings.archive_url) as reader:
            return reader.run(sql, params).rows


@contextmanager
def kept(home: Path, hosts: list[Host], places: dict[str, str], sources: object) -> Iterator[Keeper]:
    """Serve hosts and give their keeper; `sources` is called with the hosts once they have their addresses."""
    log = Log()
    home.mkdir(parents=True, exist_ok=True)
    with served(hosts, log):
        written = home / "sources.toml"
        written.write_text(source_file(places, sources()), encoding="utf-8")  # type: ignore[operator]
        settings = Settings.load(
            home=home, sources=written, sources_only=True, allow_loopback=True, pause_seconds=0.0,
            timeout_seconds=PATIENT, max_bytes=LIMIT, max_pages=8,
        )  # fmt: skip
        yield Keeper(settings, {host.name: host for host in hosts}, log)
