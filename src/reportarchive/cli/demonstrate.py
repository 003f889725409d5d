"""The command `demo`: the main job on the bundled sample site, in seconds, without set-up or internet."""

from __future__ import annotations

import shutil
import sys
from typing import Annotated

import typer

from reportarchive.cli.frame import progress, say, tell_problems


def demo(
    day: Annotated[
        int,
        typer.Option("--day", min=1, max=2, help="2 is a day later: an edit, a move, a deletion, a new report."),
    ] = 1,
) -> None:
    """Serve the sample site on loopback and do the whole job on it: find, fetch, keep, parse, store, ask."""
    from reportarchive.pipeline.gather.demonstration import demo_settings, demonstrate, describe

    settings = demo_settings()
    with progress("harvesting the sample site", 8) as advance:
        tally = demonstrate(settings, day, progress=advance)
    # As it was called: a newcomer's command may lie in a virtual environment that is not on the path.
    program = sys.argv[0] if "/" in sys.argv[0] and not shutil.which("reportarchive") else "reportarchive"
    for line in describe(settings, tally, program=program, next_day=f"{program} demo --day 2"):
        say(line)
    tell_problems(tally)
