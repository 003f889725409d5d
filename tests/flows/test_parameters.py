"""The module of flows/ that is plain Python: the form's scope."""

from __future__ import annotations

import importlib
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from reportarchive import model

ROOT = Path(__file__).parents[2]


@pytest.fixture
def flows(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Import a module of flows/, which is no package that is installed."""
    monkeypatch.syspath_prepend(str(ROOT))
    return lambda name: importlib.import_module(f"flows.{name}")


def test_scope_becomes_the_pipelines_own(flows: Any) -> None:
    scope = flows("scope").Scope(years=[2023], divisions=["110107"], sources=["a-b"], only_failed=True, limit=5)
    assert scope.to_model() == model.Scope((2023,), ("110107",), ("a-b",), only_failed=True, limit=5)
    assert flows("scope").Scope().to_model() == model.Scope()


def test_a_scope_of_stored_reports_offers_nothing_that_is_of_sources_alone(flows: Any) -> None:
    stored = flows("scope").StoredScope
    assert stored(years=[2023], limit=5).to_model() == model.Scope((2023,), limit=5)
    assert str(stored(years=[2023], limit=5)) == "2023 at most 5"
    with pytest.raises(ValidationError):
        stored(only_failed=True)


@pytest.mark.parametrize(
    "given",
    [
        {"years": [2014]},
        {"years": ["x"]},
        {"divisions": ["11010"]},
        {"divisions": ["1101071"]},
        {"sources": ["A b"]},
        {"limit": 0},
        {"year": [2023]},
    ],
)
def test_scope_refuses(flows: Any, given: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        flows("scope").Scope(**given)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({}, "all"),
        ({"years": [2023, 2024], "divisions": ["110107"]}, "2023 2024 110107"),
        ({"only_failed": True, "limit": 3}, "only failed at most 3"),
    ],
)
def test_scope_names_a_run(flows: Any, given: dict[str, Any], said: str) -> None:
    assert str(flows("scope").Scope(**given)) == said
