"""The demonstration's archive, harvested once for all tests that only read it."""

from __future__ import annotations

import os
import shutil
import socket
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from reportarchive.demo import DemoSite, serve
from reportarchive.model import Scope
from reportarchive.pipeline.harvest import harvest
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


def settings_for(home: Path, site: DemoSite, **more: object) -> Settings:
    home.mkdir(parents=True, exist_ok=True)
    sources = home / "sources.toml"
    sources.write_text(site.registry_toml, encoding="utf-8")
    return Settings.load(home=home, sources=sources, sources_only=True, allow_loopback=True, pause_seconds=0.0, **more)


def free_ports() -> tuple[int, int, int]:
    """Return three ports that nobody uses, so that a site keeps its addresses from one harvest to the next."""
    with ExitStack() as held:
        taken = [held.enter_context(socket.socket()) for _ in range(3)]
        for one in taken:
            one.bind(("127.0.0.1", 0))
        first, second, third = (one.getsockname()[1] for one in taken)
    return first, second, third


def harvest_day(
    home: Path, day: int, scope: Scope | None = None, ports: tuple[int, int, int] | None = None
) -> Harvested:
    with serve(day, ports=ports) as site:
        settings = settings_for(home, site)
        with open_holdings(settings) as holdings:
            tally = harvest(holdings, scope or Scope())
        return Harvested(settings, tally, tuple(site.requests))


@dataclass(frozen=True)
class Days:
    """The same archive after each of four harvests: day 1, day 1 again, day 2, day 2 again."""

    first: Harvested
    first_again: Harvested
    second: Harvested
    second_again: Harvested


@pytest.fixture(scope="session")
def days(tmp_path_factory: pytest.TempPathFactory) -> Days:
    """Four harvests of one archive, a copy kept after each. Read only: tests that write take `copy_of`."""
    home = tmp_path_factory.mktemp("days") / "home"
    ports = free_ports()
    kept = []
    for day, name in ((1, "first"), (1, "first-again"), (2, "second"), (2, "second-again")):
        kept.append(copied(harvest_day(home, day, ports=ports), home.parent / name))
    return Days(*kept)


def copied(harvested: Harvested, home: Path) -> Harvested:
    shutil.copytree(harvested.settings.home, home)
    moved = harvested.settings.model_copy(update={"home": home, "sources": home / "sources.toml"})
    return replace(harvested, settings=moved)


@pytest.fixture(scope="session")
def first_day(days: Days) -> Harvested:
    """Day 1 of the sample site, harvested once. Read only."""
    return days.first


@pytest.fixture
def copy_of(tmp_path: Path) -> Callable[[Harvested], Harvested]:
    """A function that gives this test its own copy of a harvested archive, to write into."""
    return lambda harvested: copied(harvested, tmp_path / "copy")


@pytest.fixture
def harvest_on(tmp_path: Path) -> Callable[..., Harvested]:
    """A function that harvests a day into this test's own archive."""
    return lambda day, scope=None: harvest_day(tmp_path / "home", day, scope)


@pytest.fixture(name="settings_for")
def settings_for_fixture() -> Callable[..., Settings]:
    """A function that gives the settings of an archive of a served site in a folder."""
    return settings_for


@pytest.fixture
def environment_of() -> Callable[[Settings], dict[str, str]]:
    """A function that gives the environment by which a process of its own finds the same archive and site."""
    return lambda settings: {
        **os.environ,
        "REPORTARCHIVE_HOME": str(settings.home),
        "REPORTARCHIVE_SOURCES": str(settings.sources),
        "REPORTARCHIVE_SOURCES_ONLY": "1",
        "REPORTARCHIVE_ALLOW_LOOPBACK": "1",
        "REPORTARCHIVE_PAUSE_SECONDS": "0",
    }
