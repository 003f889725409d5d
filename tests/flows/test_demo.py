"""What `make demo` runs, as a person runs it: in a process of its own, in an empty folder, twice."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from reportarchive.archive import Archive
from reportarchive.demo import DEFAULT_PORTS, serve

if TYPE_CHECKING:
    from collections.abc import Mapping

pytestmark = pytest.mark.flows

ROOT = Path(__file__).parents[2]


def wait_for_usual_ports() -> None:
    """Wait while somebody else serves the sample site: on other ports every report would have moved."""
    end = time.monotonic() + 60
    while time.monotonic() < end:
        try:
            with serve(1, ports=DEFAULT_PORTS):
                return
        except OSError:
            time.sleep(0.5)


def demo(folder: Path, environment: Mapping[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    # An address of another Prefect, proxies that nobody answers, and a home that must stay empty.
    misleading = {
        "PYTHONPATH": str(ROOT),
        "HOME": str(folder / "home"),
        "PREFECT_API_URL": "http://127.0.0.1:9/api",
        "PREFECT_LOGGING_LEVEL": "DEBUG",
        "HTTP_PROXY": "http://127.0.0.1:9",
        "HTTPS_PROXY": "http://127.0.0.1:9",
    }
    wait_for_usual_ports()
    command = [sys.executable, "-m", "flows.demo", *arguments]
    return subprocess.run(
        command, cwd=folder, env={**environment, **misleading}, capture_output=True, text=True, check=False
    )


def test_demo_stores_and_the_second_time_says_that_nothing_changed(
    tmp_path: Path, clean_environment: dict[str, str]
) -> None:
    (tmp_path / "home").mkdir()
    first = demo(tmp_path, clean_environment)
    assert first.returncode == 0, first.stderr
    assert first.stdout.startswith("Waiting for a temporary Prefect server")
    assert "This run: 23 seen, 23 new" in first.stdout
    assert "Stored: 23 reports" in first.stdout
    told = [line.split(" | ", 1)[1] for line in first.stderr.splitlines()]
    assert len(told) == 8, first.stderr  # one line a source and none of Prefect's own
    assert all(line.startswith("demo-") for line in told)

    second = demo(tmp_path, clean_environment)
    assert second.returncode == 0, second.stderr
    assert "Nothing changed: 23 reports" in second.stdout

    assert {one.name for one in tmp_path.iterdir()} == {"home", "demo-data"}
    assert list((tmp_path / "home").iterdir()) == []
    assert (tmp_path / "demo-data" / "prefect").is_dir()


def test_demo_refuses_a_real_archive_in_one_line_before_anything_starts(
    tmp_path: Path, clean_environment: dict[str, str]
) -> None:
    with Archive.create(f"sqlite:///{tmp_path / 'archive.db'}") as archive:
        archive.begin_run("harvest", {}, "2026-01-01T00:00:00Z")
    real = clean_environment | {"REPORTARCHIVE_HOME": str(tmp_path)}
    done = demo(tmp_path, real)
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr.count("\n") == 1
    assert "holds a real archive" in done.stderr
    assert {one.name.partition(".")[0] for one in tmp_path.iterdir()} == {"archive"}


def test_demo_refuses_a_day_that_it_does_not_know(tmp_path: Path, clean_environment: dict[str, str]) -> None:
    done = demo(tmp_path, clean_environment, "--day", "3")
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    assert os.listdir(tmp_path) == []  # noqa: PTH208 - names are what is asked


def test_prefect_is_named_nowhere_outside_flows() -> None:
    named: list[Any] = [
        path
        for path in (ROOT / "src").rglob("*.py")
        if any(line.lstrip().startswith(("import prefect", "from prefect")) for line in path.read_text().splitlines())
    ]
    assert named == []
