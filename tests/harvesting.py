"""The sample site harvested by tests: settings of an archive of it, one day's harvest, the environment of a process."""

from __future__ import annotations

import os
import shutil
import socket
import tomllib
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import urlsplit

from reportarchive.demo import SITE_KEYS, DemoSite, serve
from reportarchive.model import Scope
from reportarchive.pipeline.gather.backfill import backfill
from reportarchive.pipeline.gather.harvest import harvest
from reportarchive.pipeline.gather.planning import probe
from reportarchive.pipeline.holdings import open_holdings
from reportarchive.pipeline.tally import Tally
from reportarchive.query import Reader
from reportarchive.settings import Settings


@dataclass(frozen=True)
class Harvested:
    """A harvested sample site: the settings to open its archive by, what was done, and what was asked."""

    settings: Settings
    tally: Tally
    requests: tuple[tuple[str, str], ...]

    def rows(self, sql: str, **params: object) -> list[tuple[object, ...]]:
        with Reader.open(self.settings.archive_url) as reader:
            return reader.run(sql, params).rows


def one_source(listing: str) -> str:
    """Return a source file of one invented district whose reports a listing of the TRS family shows."""
    return f"""
        [[division]]
        code = "990101"
        name = "河湾区"
        level = "county"
        [[source]]
        id = "hewan"
        division = "990101"
        issuer = "河湾区人民政府"
        issuer_kind = "government"
        family = "trs"
        listings = ["{listing}"]
        verified = true
        """


def settings_for(home: Path, site: DemoSite, **more: object) -> Settings:
    home.mkdir(parents=True, exist_ok=True)
    sources = home / "sources.toml"
    sources.write_text(site.registry_toml, encoding="utf-8")
    manners = {"sources_only": True, "allow_loopback": True, "pause_seconds": 0.0}
    return Settings.load(home=home, sources=sources, **manners | more)


def free_ports() -> tuple[int, int, int]:
    """Return three ports that nobody uses, so that a site keeps its addresses from one harvest to the next."""
    with ExitStack() as held:
        taken = [held.enter_context(socket.socket()) for _ in range(3)]
        for one in taken:
            one.bind(("127.0.0.1", 0))
        first, second, third = (one.getsockname()[1] for one in taken)
    return first, second, third


def harvest_day(
    home: Path, day: int, scope: Scope | None = None, ports: tuple[int, int, int] | None = None, **more: object
) -> Harvested:
    with serve(day, ports=ports) as site:
        settings = settings_for(home, site, **more)
        with open_holdings(settings) as holdings:
            tally = harvest(holdings, scope or Scope())
        return Harvested(settings, tally, tuple(site.requests))


@contextmanager
def backfill_planned(settings: Settings, day: int) -> Iterator[None]:
    """Plan a backfill by its listings and do it, at the addresses that the archive's sources have."""
    listed = tomllib.loads(settings.sources.read_text(encoding="utf-8"))["source"]
    ports = {one["family"]: urlsplit(one["listings"][0]).port for one in listed}
    with serve(day, ports=tuple(ports[key] for key in SITE_KEYS)), open_holdings(settings) as holdings:
        probe(holdings, Scope())
        assert backfill(holdings, Scope()).problems == []
        yield


def copied(harvested: Harvested, home: Path) -> Harvested:
    shutil.copytree(harvested.settings.home, home)
    moved = harvested.settings.model_copy(update={"home": home, "sources": home / "sources.toml"})
    return replace(harvested, settings=moved)


def environment_of(settings: Settings) -> dict[str, str]:
    """Return the environment by which a process of its own finds the same archive and site."""
    return {
        **os.environ,
        "REPORTARCHIVE_HOME": str(settings.home),
        "REPORTARCHIVE_DATABASE_URL": settings.database_url,
        "REPORTARCHIVE_RAW_URL": settings.raw_url,
        "REPORTARCHIVE_SOURCES": str(settings.sources),
        "REPORTARCHIVE_SOURCES_ONLY": "1",
        "REPORTARCHIVE_ALLOW_LOOPBACK": "1",
        "REPORTARCHIVE_PAUSE_SECONDS": str(settings.pause_seconds),
        "REPORTARCHIVE_LEASE_SECONDS": str(settings.lease_seconds),
        "REPORTARCHIVE_HOSTS_AT_ONCE": str(settings.hosts_at_once),
    }
