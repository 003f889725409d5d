"""How late a scheduled run starts: one deployment, due at moments some seconds ahead, on a worker as documented.

    python -m tests.benchmarks.lateness [--runs 6]

Prints the seconds from when each run was due to when its flow began, as the server noted both.
"""

from __future__ import annotations

import argparse
import subprocess
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.benchmarks.prefect_server import asked, prefect_server
from tests.flows.conftest import DEPLOY, ROOT, START_WORKER, documented, running, until

if TYPE_CHECKING:
    from collections.abc import Mapping

AHEAD, APART = 20, 20  # seconds to the first run, and from each to the next
OVER = {"COMPLETED", "FAILED", "CRASHED", "CANCELLED"}


def main() -> None:
    """Schedule, wait and print."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.lateness", description=__doc__.split("\n")[0])
    parser.add_argument("--runs", type=int, default=6)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, prefect_server(Path(folder)) as server:
        environment = {**server, "REPORTARCHIVE_HOME": str(Path(folder) / "home")}
        with running(documented(START_WORKER), environment, Path(folder) / "worker.log"):
            until(lambda: has_pool(environment), "the work pool")
            subprocess.run(documented(DEPLOY), cwd=ROOT, env=environment, check=True, capture_output=True)
            deployment = paused(environment)["reparse"]
            late = sorted(lateness(environment, run) for run in scheduled(environment, deployment, given.runs))
    print(f"{len(late)} runs started {late[0]:.1f} to {late[-1]:.1f} s after they were due")


def has_pool(environment: Mapping[str, str]) -> bool:
    """Tell whether the worker has made the pool."""
    return any(one["name"] == "reportarchive" for one in asked(environment, "POST", "work_pools/filter", json={}))


def paused(environment: Mapping[str, str]) -> dict[str, str]:
    """Stop all schedules, and return the ids of the deployments by name."""
    found = {one["name"]: one["id"] for one in asked(environment, "POST", "deployments/filter", json={})}
    for one in found.values():
        asked(environment, "POST", f"deployments/{one}/pause_deployment")
    return found


def scheduled(environment: Mapping[str, str], deployment: str, runs: int) -> list[str]:
    """Schedule runs at moments ahead and return their ids once all have ended."""
    now = datetime.now(UTC)
    moments = [now + timedelta(seconds=AHEAD + APART * number) for number in range(runs)]
    states = [{"type": "SCHEDULED", "state_details": {"scheduled_time": one.isoformat()}} for one in moments]
    path = f"deployments/{deployment}/create_flow_run"
    ids = [str(asked(environment, "POST", path, json={"state": state})["id"]) for state in states]
    for one in ids:
        until(lambda one=one: read(environment, one)["state_type"] in OVER, f"run {one} to end")
    return ids


def read(environment: Mapping[str, str], run: str) -> dict[str, Any]:
    """Return a run as the server knows it."""
    found: dict[str, Any] = asked(environment, "GET", f"flow_runs/{run}")
    return found


def lateness(environment: Mapping[str, str], run: str) -> float:
    """Return by how many seconds a run started after it was due."""
    one = read(environment, run)
    due, began = (datetime.fromisoformat(one[name]) for name in ("expected_start_time", "start_time"))
    return (began - due).total_seconds()


if __name__ == "__main__":
    main()
