"""The zoo as fixtures: one for all tests that only read it, one of a test's own that may be turned and troubled."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest
from tests.zoo.zoo import Zoo, open_zoo


@pytest.fixture(scope="session")
def calm_zoo() -> Iterator[Zoo]:
    """The zoo in phase 1 with nobody misbehaving. Read only: its log is everyone's."""
    with open_zoo() as zoo:
        yield zoo


@pytest.fixture
def zoo() -> Iterator[Zoo]:
    """A zoo of this test's own."""
    with open_zoo() as zoo:
        yield zoo


@pytest.fixture(scope="session")
def client() -> Iterator[httpx.Client]:
    """A plain client that follows nothing and gives up after a second of silence."""
    with httpx.Client(timeout=1.0, trust_env=False) as client:
        yield client
