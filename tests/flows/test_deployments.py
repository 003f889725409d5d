"""Deployed by the documented command: what is there, when it runs, and what is refused before a run exists."""

from __future__ import annotations

import json
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.flows

ROOT = Path(__file__).parents[2]
NAMES = {"season", "backfill", "reparse", "coverage", "watchdog"}

# Run apart: the days on which a schedule fires in a year, by Prefect's own reading of its cron lines.
FIRING_DAYS = """
import asyncio, json, sys
from datetime import datetime, timedelta, timezone
from prefect.server.schemas.schedules import CronSchedule
from flows.season import is_due

china = timezone(timedelta(hours=8))
async def fired(given, start, end):
    dates = await CronSchedule(**given).get_dates(n=400, start=start, end=end)
    return [one.astimezone(china).date() for one in dates]

schedules = json.load(sys.stdin)
for year in (2026, 2027, 2028):
    start, end = datetime(year, 1, 1, tzinfo=china), datetime(year, 12, 31, 23, tzinfo=china)
    days = [day for given in schedules for day in asyncio.run(fired(given, start, end))]
    assert len(days) == len(set(days)), "two schedules fire on one day"
    every = [start.date() + timedelta(days=n) for n in range((end - start).days + 1)]
    assert set(days) == {day for day in every if is_due(day)}
    print(len(days))
"""


def test_every_flow_is_deployed_to_the_one_pool(prefect: Any) -> None:
    found = prefect.deployments()
    assert set(found) == NAMES
    assert {one["work_pool_name"] for one in found.values()} == {"reportarchive"}
    assert all(one["tags"] == ["reportarchive"] for one in found.values())
    assert all(one["enforce_parameter_schema"] for one in found.values())


def test_the_watchdog_has_no_concurrency_limit_and_the_harvest_has(prefect: Any) -> None:
    limits = {name: one["global_concurrency_limit"] for name, one in prefect.deployments().items()}
    assert limits["watchdog"] is None
    assert limits["season"]["limit"] == 1


def test_schedules_are_those_of_china(prefect: Any) -> None:
    schedules = {name: [one["schedule"] for one in found["schedules"]] for name, found in prefect.deployments().items()}
    assert {name: len(found) for name, found in schedules.items()} == {
        "season": 6,
        "backfill": 0,
        "reparse": 0,
        "coverage": 1,
        "watchdog": 1,
    }
    assert {one["timezone"] for found in schedules.values() for one in found} == {"Asia/Shanghai"}


def test_scheduled_runs_appear(prefect: Any) -> None:
    # Prefect 3.8.8 with SQLAlchemy 2.1 deploys without complaint, and its scheduler then makes no runs at all.
    assert all(prefect.scheduled[name] >= 3 for name in ("season", "coverage", "watchdog")), prefect.scheduled


def test_the_cron_lines_are_the_calendar_that_the_watchdog_expects(prefect: Any) -> None:
    season = [one["schedule"] for one in prefect.deployments()["season"]["schedules"]]
    days = subprocess.run(
        [sys.executable, "-c", FIRING_DAYS],
        input=json.dumps(season),
        env=dict(prefect.environment),
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert days.returncode == 0, days.stderr
    assert [50 < int(line) < 70 for line in days.stdout.split()] == [True] * 3


@pytest.mark.parametrize(
    ("name", "parameters"),
    [
        ("season", {"scope": {"years": [1995]}}),
        ("season", {"scope": {"years": ["last year"]}}),
        ("season", {"scope": {"divisions": ["Beijing"]}}),
        ("season", {"scope": {"sources": ["Not An Id"]}}),
        ("season", {"scope": {"limit": 0}}),
        ("season", {"scope": {"year": [2023]}}),
        ("backfill", {"scope": {"only_failed": "perhaps"}}),
        ("reparse", {"scope": "everything"}),
        ("reparse", {"scope": {"only_failed": True}}),
        ("coverage", {"year": 23}),
        ("watchdog", {"pending_seconds": -1}),
        ("watchdog", {"max_age_days": 0}),
    ],
)
def test_wrong_parameters_are_refused_before_a_run_exists(prefect: Any, name: str, parameters: dict[str, Any]) -> None:
    before = prefect.count_runs()
    answer = prefect.start(name, parameters)
    assert answer.status_code == 409, answer.text
    assert "Validation failed" in answer.text
    assert prefect.count_runs() == before


def test_the_form_explains_every_parameter(prefect: Any) -> None:
    for name, found in prefect.deployments().items():
        schema = found["parameter_openapi_schema"]
        assert schema["properties"], name
        models = schema.get("definitions", {})
        asked = "StoredScope" if name == "reparse" else "Scope"
        assert set(models) == ({asked} if "scope" in schema["properties"] else set())
        fields = [schema["properties"], *(one["properties"] for one in models.values())]
        assert all(one.get("description") for group in fields for one in group.values()), name


def test_no_path_of_a_machine_is_written_down() -> None:
    for path in (ROOT / "deployments").iterdir():
        text = path.read_text(encoding="utf-8")
        assert str(ROOT) not in text
        assert "/home/" not in text


def test_the_caps_that_keep_the_scheduler_alive_stand() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert "sqlalchemy>=2.0.40,<2.1" in project["dependencies"]
    assert set(project["optional-dependencies"]["flows"]) == {"prefect>=3.8.8,<3.9", "fastapi<0.151"}
