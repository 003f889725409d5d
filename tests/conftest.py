"""What all tests share: repeatable random documents, and the option that rewrites golden files."""

from __future__ import annotations

import gc
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

# The same examples on every run: a test that fails must fail again. Nothing here measures time.
settings.register_profile("house", derandomize=True, deadline=None, database=None)
settings.load_profile("house")


def pytest_collection_finish() -> None:
    """Leave what was collected out of every later garbage collection: it lives to the end anyway."""
    gc.collect()
    gc.freeze()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--accept", action="store_true", help="rewrite the golden files with what is found now")


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[Path, str], None]:
    """Return the comparison with a golden file; the first run without one writes it and fails."""
    accept = bool(request.config.getoption("--accept"))

    def compare(path: Path, found: str) -> None:
        if accept:
            path.write_text(found, encoding="utf-8")
        elif not path.exists():
            path.write_text(found, encoding="utf-8")
            pytest.fail(f"{path.name} was missing and has been written; read it, then run again")
        assert found == path.read_text(encoding="utf-8"), "run with --accept if the change is meant"

    return compare
