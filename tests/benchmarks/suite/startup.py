"""Chapter: how long a command takes before and while it does little, beside Python's own start."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from tests.benchmarks.suite.figures import Chapter, Figure, Table
from tests.benchmarks.suite.known_pages import TESTS

if TYPE_CHECKING:
    from collections.abc import Iterable

METHOD = (
    "Each command as a process of its own, by the clock, in turn with `python -c pass`; the archive holds the one "
    "page that `parse` reads. The modules of a command are loaded only when it is asked for."
)
PAGE = TESTS / "corpus" / "trs-word-export" / "page.html"
BARE = (sys.executable, "-c", "pass")
PROGRAM = (str(Path(sys.executable).with_name("reportarchive")),)
COMMANDS = {
    "help": ("--help",),
    "query": ("query", "SELECT title FROM report_current"),
    "named_query": ("query", "needs_extraction"),
    "parse": ("parse", str(PAGE)),
}


def chapter(*, quick: bool) -> Chapter:
    """Measure the start of the commands."""
    with tempfile.TemporaryDirectory() as home:
        environment = {**os.environ, "REPORTARCHIVE_HOME": home}
        took((*PROGRAM, "import", str(PAGE), "--division", "110105", "--year", "2023"), environment)
        rounds = [one_round(environment) for _ in range(3 if quick else 15)]
    seconds = {name: tuple(one[name] for one in rounds) for name in ("python", *COMMANDS)}
    return Chapter(
        "Start of a command",
        METHOD,
        tuple(
            figure
            for name in COMMANDS
            for figure in (
                Figure(f"startup.{name}", seconds[name]),
                Figure(f"startup.{name}_ratio", tuple(one[name] / one["python"] for one in rounds)),
            )
        ),
        (
            Table(
                "What was asked.",
                ("figure", "command"),
                tuple((name, shown_command(words)) for name, words in COMMANDS.items()),
            ),
        ),
    )  # fmt: skip


def shown_command(words: Iterable[str]) -> str:
    """Return a command as a reader would type it, files without their folders."""
    return f"`reportarchive {' '.join(Path(word).name for word in words)}`"


def one_round(environment: dict[str, str]) -> dict[str, float]:
    """Return the seconds of Python's start and of each command, one after another."""
    return {"python": took(BARE, environment)} | {
        name: took(PROGRAM + words, environment) for name, words in COMMANDS.items()
    }


def took(command: Iterable[str], environment: dict[str, str]) -> float:
    """Return the seconds a command takes by the clock.

    Raises:
        CalledProcessError: it failed.
    """
    clock = time.perf_counter()
    subprocess.run(list(command), env=environment, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - clock
