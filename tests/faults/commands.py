"""Commands run as a person runs them, in processes of their own, and what they leave in an archive."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

from tests.harvesting import environment_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reportarchive.settings import Settings

PROGRAM = (sys.executable, "-c", "from reportarchive.cli import main; main()")
PATIENCE = 300.0  # seconds for one command, on a slow machine


def start(settings: Settings, *words: str) -> subprocess.Popen[str]:
    """Start a command on an archive; what it says is thrown away."""
    null = subprocess.DEVNULL
    return subprocess.Popen([*PROGRAM, *words], env=environment_of(settings), stdout=null, stderr=null, text=True)


def run(settings: Settings, *words: str, inside: Sequence[str] = ()) -> subprocess.CompletedProcess[str]:
    """Run a command on an archive to its end; `inside` is a command to run it by, such as one that enters a disk."""
    return subprocess.run(
        [*inside, *PROGRAM, *words],
        env=environment_of(settings),
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=PATIENCE,
    )


def finish(settings: Settings, *words: str, inside: Sequence[str] = ()) -> str:
    """Run a command that must go well and return what it says."""
    done = run(settings, *words, inside=inside)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def refused(settings: Settings, *words: str, inside: Sequence[str] = ()) -> str:
    """Return the one line that a command says before it ends with exit status 2, and no traceback."""
    done = run(settings, *words, inside=inside)
    assert done.returncode == 2, f"{words}: exit {done.returncode}\n{done.stdout}{done.stderr}"
    (line,) = done.stderr.splitlines()
    assert line.startswith("reportarchive: ")
    return line


def fingerprint(settings: Settings, *, inside: Sequence[str] = ()) -> str:
    """Return what `verify --fingerprint` prints."""
    return finish(settings, "verify", "--fingerprint", inside=inside).strip()


def is_clean(settings: Settings, *, inside: Sequence[str] = ()) -> bool:
    """Run `verify` over everything; what it finds fails the test."""
    return ": no findings." in finish(settings, "verify", inside=inside)
