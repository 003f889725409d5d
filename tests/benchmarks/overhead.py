"""What Prefect costs: a harvest of hundreds of hosts by the plain pipeline, and the same as a flow on a real server.

    python -m tests.benchmarks.overhead [--sources 300] [--pages 10] [--think 0.02] [--rounds 2]

The sites, the Prefect server and each harvest are processes of their own; plain harvest and flow take turns, each into
a fresh archive. The flow's time is that from RUNNING to its end, as the server noted it: the body of the flow with its
tasks and artifacts. What passes before (imports, reading the settings, telling the server) is told as start-up.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx
from tests.flows.conftest import ROOT, documented, free_port, running, until
from tests.zoo.many import many_sites

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

PLAIN = """
import time
from reportarchive.model import Scope
from reportarchive.pipeline.gather.harvest import harvest
from reportarchive.pipeline.holdings import open_holdings
from reportarchive.settings import Settings
began = time.perf_counter()
with open_holdings(Settings.load()) as holdings:
    tally = harvest(holdings, Scope())
print(tally.counts["new"], time.perf_counter() - began)
"""
FLOW = """
from flows.harvest import harvest
from flows.scope import EVERYTHING
state = harvest(EVERYTHING, return_state=True)
print(state.result(raise_on_failure=False).counts["new"], state.state_details.flow_run_id)
"""


def main() -> None:
    """Measure and print the ratio."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.overhead", description=__doc__.split("\n")[0])
    parser.add_argument("--sources", type=int, default=300)
    parser.add_argument("--pages", type=int, default=10)
    parser.add_argument("--think", type=float, default=0.02, help="seconds each answer takes before it begins")
    parser.add_argument("--rounds", type=int, default=2)
    given = parser.parse_args()
    plain, flow, starts = [], [], []
    with tempfile.TemporaryDirectory() as folder, prefect_server(Path(folder)) as environment:
        for number in range(given.rounds):
            for kind, code in (("plain", PLAIN), ("flow", FLOW)):
                home = Path(folder) / f"{kind}-{number}"
                home.mkdir()
                with many_sites(given.sources, given.pages, home / "sources.toml", think_seconds=given.think) as sites:
                    began = time.perf_counter()
                    new, said = harvested(code, home, environment)
                    took = time.perf_counter() - began
                    sites.stop()
                assert new == sites.served.reports, f"{new} of {sites.served.reports} reports were stored"
                seconds = float(said) if kind == "plain" else running_seconds(said, environment, given.sources)
                (plain if kind == "plain" else flow).append(seconds)
                starts += [] if kind == "plain" else [took - seconds]
                print(f"{kind}: {new} reports in {seconds:.1f} s, {took:.1f} s with start and end", flush=True)
    ratio = statistics.median(flow) / statistics.median(plain)
    print(f"under Prefect: {100 * (ratio - 1):+.1f} % in the flow, {statistics.median(starts):.1f} s to start and end")


def harvested(code: str, home: Path, environment: Mapping[str, str]) -> tuple[int, str]:
    """Run a harvest in a process of its own and return how many reports it stored, and what it said besides."""
    settings = {
        "REPORTARCHIVE_HOME": str(home),
        "REPORTARCHIVE_SOURCES": str(home / "sources.toml"),
        "REPORTARCHIVE_SOURCES_ONLY": "true",
        "REPORTARCHIVE_ALLOW_LOOPBACK": "true",
        "REPORTARCHIVE_PAUSE_SECONDS": "0",
    }
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env={**environment, **settings},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    new, said = done.stdout.split()[-2:]
    return int(new), said


def running_seconds(flow_run: str, environment: Mapping[str, str], sources: int) -> float:
    """Return how long a flow run was RUNNING; it has one task run a source and no more."""
    states = asked(environment, "GET", f"flow_run_states/?flow_run_id={flow_run}")
    at = {one["type"]: datetime.fromisoformat(one["timestamp"]) for one in states}
    wanted = {"flow_runs": {"id": {"any_": [flow_run]}}}
    tasks = until(lambda: asked(environment, "POST", "task_runs/count", json=wanted) >= sources, "the task runs")
    assert tasks, "a task run was lost"
    assert asked(environment, "POST", "task_runs/count", json=wanted) == sources
    return (at["COMPLETED"] - at["RUNNING"]).total_seconds()


def asked(environment: Mapping[str, str], method: str, path: str, **given: Any) -> Any:
    """Return the server's answer as JSON."""
    answer = httpx.request(method, f"{environment['PREFECT_API_URL']}/{path}", trust_env=False, timeout=60, **given)
    answer.raise_for_status()
    return answer.json() if answer.content else None


@contextmanager
def prefect_server(home: Path) -> Iterator[dict[str, str]]:
    """Run a Prefect server on loopback and give the environment in which flows find it."""
    port = free_port()
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PREFECT_", "REPORTARCHIVE_"))}
    environment = kept | {
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "PREFECT_HOME": str(home / "prefect"),
        "PREFECT_SERVER_API_PORT": str(port),
        "PREFECT_API_URL": f"http://127.0.0.1:{port}/api",
        "DO_NOT_TRACK": "1",
    }
    with running(documented("prefect server start"), environment, home / "server.log"):
        until(lambda: _is_healthy(environment), "the server")
        yield environment


def _is_healthy(environment: Mapping[str, str]) -> bool:
    try:
        return bool(asked(environment, "GET", "health"))
    except httpx.HTTPError:
        return False


if __name__ == "__main__":
    main()
