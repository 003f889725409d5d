"""The two modules of flows/ that are plain Python: the form's scope and the calendar."""

from __future__ import annotations

import importlib
from datetime import UTC, datetime
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


@pytest.mark.parametrize(
    ("now", "due"),
    [
        # 2026: 1 January is a Thursday, 20 March a Friday, 10 April a Friday, 1 August a Saturday.
        ("2026-03-21T04:00", "2026-03-20"),
        ("2026-03-20T04:00", "2026-03-16"),  # the run of the day itself may still be under way
        ("2026-03-20T16:30", "2026-03-20"),  # in China it is the 21st already
        ("2026-04-11T04:00", "2026-04-10"),
        ("2026-04-14T04:00", "2026-04-13"),
        ("2026-08-01T04:00", "2026-07-27"),
        ("2026-08-20T04:00", "2026-08-01"),
        ("2026-12-31T04:00", "2026-12-01"),
        ("2026-01-05T04:00", "2025-12-01"),
        ("2026-01-06T04:00", "2026-01-05"),
    ],
)
def test_last_due_is_the_last_day_before_today_that_a_harvest_was_due(flows: Any, now: str, due: str) -> None:
    found = flows("season").last_due(datetime.fromisoformat(now).replace(tzinfo=UTC))
    assert found.isoformat() == f"{due}T00:00:00+08:00"
