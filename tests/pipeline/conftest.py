"""The demonstration's archive, harvested once for all tests that only read it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from tests.harvesting import Harvested, copied, environment_of, free_ports, harvest_day, settings_for

from reportarchive.settings import Settings


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


@pytest.fixture(scope="session")
def first_day(days: Days) -> Harvested:
    """Day 1 of the sample site, harvested once. Read only."""
    return days.first


@pytest.fixture(scope="session")
def postgresql(tmp_path_factory: pytest.TempPathFactory, new_database: Callable[[str], str]) -> Harvested:
    """The sample site after both days, on PostgreSQL. Read only."""
    home, ports, url = tmp_path_factory.mktemp("postgresql") / "home", free_ports(), new_database("")
    harvest_day(home, 1, ports=ports, database_url=url)
    return harvest_day(home, 2, ports=ports, database_url=url)


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def harvested(request: pytest.FixtureRequest) -> Harvested:
    """The sample site after both days, on each engine. Read only."""
    if request.param == "sqlite":
        return request.getfixturevalue("days").second
    return request.getfixturevalue("postgresql")


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


@pytest.fixture(name="environment_of")
def environment_of_fixture() -> Callable[[Settings], dict[str, str]]:
    """A function that gives the environment by which a process of its own finds the same archive and site."""
    return environment_of
