"""`make demo`: the main job on the bundled sample site, run by the real harvest flow under Prefect.

    python -m flows.demo [--day 2]

Needs no internet and no set-up. Exit status: 0 done; 1 finished, but something failed; 2 bad usage or a real archive.
"""

from __future__ import annotations

import argparse
import logging
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from flows.surroundings import settle
from reportarchive.errors import ReportArchiveError
from reportarchive.pipeline.gather.demonstration import demo_settings, describe, served_holdings
from reportarchive.pipeline.tally import Tally

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reportarchive.settings import Settings

WAITING = "Waiting for a temporary Prefect server on this machine; it takes 20 to 30 seconds to start ..."


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the demonstration and return the exit status; a user's error is one line."""
    parser = argparse.ArgumentParser(prog="python -m flows.demo", description="The main job under Prefect.")
    parser.add_argument("--day", type=int, choices=(1, 2), default=1, help="2 serves the site a day later")
    try:
        return demonstrate(demo_settings(), parser.parse_args(arguments).day)
    except ReportArchiveError as error:
        sys.stderr.write(f"demo: {error}\n")
        return 2


def demonstrate(settings: Settings, day: int) -> int:
    """Serve the sample site, harvest it by the flow, and print what is stored.

    Raises:
        UsageError: the archive at the settings' place was not made by a demonstration.
    """
    settle(settings)
    with served_holdings(settings, day):
        outcome = run_flow()
    if not isinstance(outcome, Tally):
        sys.stderr.write(f"demo: the harvest flow failed: {outcome}\n")
        return 1
    for line in describe(settings, outcome, program=command(), next_day='make demo ARGS="--day 2"'):
        print(line)
    for problem in outcome.problems:
        sys.stderr.write(f"failed: {problem}\n")
    return 1 if outcome.problems else 0


def command() -> str:
    """Return how the command line is called from here: by name, or by its place in the virtual environment."""
    if shutil.which("reportarchive"):
        return "reportarchive"
    beside = Path(sys.executable).with_name("reportarchive")
    return str(beside.relative_to(Path.cwd())) if beside.is_relative_to(Path.cwd()) else str(beside)


def run_flow() -> object:
    """Run the harvest flow on everything and return its tally, or the exception that ended it."""
    print(WAITING, flush=True)
    # Imported here: Prefect reads its environment when it is imported, and takes two seconds to do so.
    from flows.harvest import harvest  # noqa: PLC0415
    from flows.scope import EVERYTHING  # noqa: PLC0415
    from flows.showing import LOGGER  # noqa: PLC0415

    logging.getLogger(f"prefect.task_runs.{LOGGER}").setLevel(logging.INFO)
    return harvest(EVERYTHING, return_state=True).result(raise_on_failure=False)


if __name__ == "__main__":
    sys.exit(main())
