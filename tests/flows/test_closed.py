"""The Prefect server as an operator of several machines runs it: closed, on loopback, and forgetting what is old."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

pytestmark = pytest.mark.flows

AUTH = ("operator", "sesame-for-this-test")
DAY = timedelta(days=1)
LISTENING = "0A"  # the state of a socket in /proc/net/tcp


@dataclass(frozen=True)
class Closed:
    """A server that asks for the auth string, and the file of its database."""

    harness: Any
    port: int
    process: int
    database: Path

    def answer(self, method: str, path: str, auth: tuple[str, str] | None, **given: Any) -> httpx.Response:
        answer: httpx.Response = self.harness.answered(
            method, f"http://127.0.0.1:{self.port}/api/{path}", auth=auth, **given
        )
        return answer


@pytest.fixture(scope="module")
def closed(
    harness: Any, tmp_path_factory: pytest.TempPathFactory, clean_environment: dict[str, str]
) -> Iterator[Closed]:
    """Start a server by the documented command, with the auth string and the shortest of patience with old runs."""
    home = tmp_path_factory.mktemp("closed")
    port = harness.free_port()
    environment = clean_environment | {
        "REPORTARCHIVE_HOME": str(home),
        "PREFECT_SERVER_API_PORT": str(port),
        "PREFECT_SERVER_API_AUTH_STRING": ":".join(AUTH),
        "PREFECT_SERVER_SERVICES_DB_VACUUM_RETENTION_PERIOD": str(int(30 * DAY.total_seconds())),
        "PREFECT_SERVER_SERVICES_DB_VACUUM_LOOP_SECONDS": "1",
    }
    with harness.running(harness.documented("prefect server start"), environment, home / "server.log") as process:
        server = Closed(harness, port, process.pid, home / "prefect" / "prefect.db")
        harness.until(lambda: is_healthy(server), "the closed server")
        yield server


def is_healthy(server: Closed) -> bool:
    try:
        # Health alone is told to anybody, so that a watch on it needs no secret.
        return server.answer("GET", "health", None).status_code == 200
    except httpx.TransportError:
        return False


@pytest.mark.parametrize(
    ("method", "path"),
    [("POST", "flow_runs/filter"), ("POST", "deployments/filter"), ("GET", "admin/version"), ("POST", "flows/")],
)
def test_a_call_without_the_auth_string_is_refused_and_with_it_answered(closed: Closed, method: str, path: str) -> None:
    body: dict[str, Any] = {} if method == "GET" else {"json": {"name": "asked"} if path == "flows/" else {}}
    assert closed.answer(method, path, None, **body).status_code == 401
    assert closed.answer(method, path, (AUTH[0], "guessed"), **body).status_code == 401
    assert closed.answer(method, path, AUTH, **body).status_code in {200, 201}


def test_the_client_is_let_in_by_the_variable_of_the_runbook(closed: Closed, clean_environment: dict[str, str]) -> None:
    url = {"PREFECT_API_URL": f"http://127.0.0.1:{closed.port}/api", "PREFECT_HOME": str(closed.database.parent)}
    command = [Path(sys.executable).with_name("prefect"), "deployment", "ls"]
    done = [
        subprocess.run(command, env=clean_environment | url | more, capture_output=True, text=True, check=False)
        for more in ({}, {"PREFECT_API_AUTH_STRING": ":".join(AUTH)})
    ]
    assert [one.returncode == 0 for one in done] == [False, True], done[1].stderr
    assert "401" in done[0].stdout + done[0].stderr


def test_the_server_listens_on_loopback_alone(closed: Closed) -> None:
    addresses = {address for pid in family(closed.process) for address in listening(pid)}
    assert ("0100007F", closed.port) in addresses
    assert {host for host, _ in addresses} == {"0100007F"}  # 127.0.0.1, as the kernel writes it


def family(pid: int) -> set[int]:
    """Return a process and those it has started."""
    children = {int(one) for path in Path(f"/proc/{pid}/task").glob("*/children") for one in path.read_text().split()}
    return {pid}.union(*(family(child) for child in children))


def listening(pid: int) -> Iterator[tuple[str, int]]:
    """Yield the addresses that a process listens at, over both versions of IP."""
    own = {str(link.readlink()) for link in Path(f"/proc/{pid}/fd").iterdir() if link.is_symlink()}
    for table in ("tcp", "tcp6"):
        for line in Path(f"/proc/{pid}/net/{table}").read_text().splitlines()[1:]:
            fields = line.split()
            if fields[3] == LISTENING and f"socket:[{fields[9]}]" in own:
                host, _, port = fields[1].partition(":")
                yield host, int(port, 16)


def test_only_runs_that_ended_long_ago_are_forgotten(closed: Closed, harness: Any) -> None:
    flow = closed.answer("POST", "flows/", AUTH, json={"name": "any"}).json()["id"]
    runs = {
        name: closed.answer(
            "POST", "flow_runs/", AUTH, json={"flow_id": flow, "name": name, "state": {"type": state}}
        ).json()["id"]
        for name, state in {"old": "COMPLETED", "young": "FAILED", "going": "RUNNING", "to come": "SCHEDULED"}.items()
    }
    artifact = {"key": "old-table", "type": "table", "data": "[]", "flow_run_id": runs["old"]}
    kept = closed.answer("POST", "artifacts/", AUTH, json=artifact).json()["id"]
    now = datetime.now(UTC)
    begun = {"old": 31, "young": 29, "going": 400, "to come": 400}
    with closing(sqlite3.connect(closed.database, timeout=60)) as database, database:
        for name, days in begun.items():
            ended = (now - days * DAY).strftime("%Y-%m-%d %H:%M:%S.%f") if name in {"old", "young"} else None
            changed = database.execute(
                "UPDATE flow_run SET end_time = ?, created = ? WHERE name = ?",
                (ended, (now - days * DAY).strftime("%Y-%m-%d %H:%M:%S.%f"), name),
            )
            assert changed.rowcount == 1, name
    harness.until(
        lambda: closed.answer("GET", f"flow_runs/{runs['old']}", AUTH).status_code == 404, "it to be forgotten"
    )
    assert closed.answer("GET", f"artifacts/{kept}", AUTH).status_code == 404
    left = closed.answer("POST", "flow_runs/filter", AUTH, json={}).json()
    assert {one["name"] for one in left} == {"young", "going", "to come"}
