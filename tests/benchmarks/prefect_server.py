"""A Prefect server on loopback for measuring, and how it is asked."""

from __future__ import annotations

import os
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx
from tests.flows.conftest import answered, documented, free_port, running, until

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


def asked(environment: Mapping[str, str], method: str, path: str, **given: Any) -> Any:
    """Return the server's answer as JSON."""
    answer = answered(method, f"{environment['PREFECT_API_URL']}/{path}", **given)
    answer.raise_for_status()
    return answer.json() if answer.content else None


def without_settings() -> dict[str, str]:
    """Return the environment without what a person has set for Prefect or for us."""
    own = ("PREFECT_", "REPORTARCHIVE_")
    return {name: value for name, value in os.environ.items() if not name.startswith(own)}


@contextmanager
def prefect_server(home: Path) -> Iterator[dict[str, str]]:
    """Run a Prefect server on loopback and give the environment in which flows find it."""
    port = free_port()
    environment = without_settings() | {
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
