"""The two engines that every fault is tried on."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest


@pytest.fixture(params=["sqlite", "postgresql"])
def engine(request: pytest.FixtureRequest) -> str:
    """The name of an engine; a test that takes it runs once on each."""
    if request.param == "postgresql":
        request.getfixturevalue("server_url")
    return str(request.param)


@pytest.fixture
def database_in(engine: str, request: pytest.FixtureRequest) -> Callable[[Path], str]:
    """A function that gives the URL of a new archive's database, on SQLite in the folder it is given."""
    if engine == "sqlite":
        return lambda home: f"sqlite:///{home / 'archive.db'}"
    new_database = request.getfixturevalue("new_database")
    return lambda _: new_database("")
