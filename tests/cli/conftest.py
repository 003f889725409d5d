from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest
from tests.harvesting import Harvested, copied, environment_of, harvest_day

from reportarchive.cli import main


@dataclass(frozen=True)
class Ended:
    """How a command ended, and what it printed."""

    returncode: int
    stdout: str
    stderr: str


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]):
    """Run a command in an empty folder, by the same `main` that the installed script calls."""
    for name in [name for name in os.environ if name.startswith("REPORTARCHIVE_")]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)

    def call(*words: str, **environment: str) -> Ended:
        with monkeypatch.context() as around:
            around.setattr(sys, "argv", ["reportarchive", *words])
            for name, value in environment.items():
                around.setenv(name, value)
            with pytest.raises(SystemExit) as ending:
                main()
        printed = capfd.readouterr()
        return Ended(int(ending.value.code or 0), printed.out, printed.err)

    return call


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Harvested:
    """The sample site harvested on its first day, once for all tests of commands. Read only."""
    return harvest_day(tmp_path_factory.mktemp("sample") / "home", 1)


@pytest.fixture
def asked(run, sample: Harvested):
    """Run a command on the sample site's archive, or on another."""

    def call(*words: str, of: Harvested = sample) -> Ended:
        ours = {name: value for name, value in environment_of(of.settings).items() if name.startswith("REPORTARCHIVE_")}
        return run(*words, **ours)

    return call


@pytest.fixture
def copy_of_sample(sample: Harvested, tmp_path: Path) -> Harvested:
    """This test's own copy of the sample site's archive, to write into."""
    return copied(sample, tmp_path / "copy")
