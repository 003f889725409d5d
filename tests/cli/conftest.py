from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

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
