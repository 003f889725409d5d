"""`make rehearsal`, or `python -m tests.machines [--plain] [--keep FOLDER]`: the rehearsal, told step by step.

Exit status: 0 the fingerprints are one and all else is as it should be; 1 something is not; 2 it cannot run here.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path

from tests.machines.machine import can_have_namespaces
from tests.machines.rehearsal import rehearse
from tests.machines.verdict import shortcomings
from tests.postgres import NoServerError

INSIDE = "REPORTARCHIVE_REHEARSAL_INSIDE"


def main() -> int:
    """Run the rehearsal and return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m tests.machines", description=str(__doc__).partition("\n")[0])
    parser.add_argument("--plain", action="store_true", help="two process groups, though namespaces were possible")
    parser.add_argument("--keep", type=Path, help="an empty folder for logs and files, which stay")
    given = parser.parse_args()
    apart = not given.plain and can_have_namespaces()
    if apart and INSIDE not in os.environ:
        # The hall is a namespace too: nothing of the rehearsal reaches the internet, or a port of this machine.
        os.execvpe(  # noqa: S606
            "unshare",
            ["unshare", "--net", sys.executable, "-m", "tests.machines", *sys.argv[1:]],
            os.environ | {INSIDE: "1"},
        )
    if apart:
        subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
    began = time.monotonic()

    def say(line: str) -> None:
        print(f"{time.monotonic() - began:6.1f} s  {line}", flush=True)

    say("two network namespaces" if apart else "two process groups: network namespaces need root, unshare and ip")
    with ExitStack() as stack:
        home = given.keep or Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="reportarchive-rehearsal-")))
        home.mkdir(parents=True, exist_ok=True)
        try:
            outcome = rehearse(home.resolve(), apart=apart, say=say)
        except NoServerError as error:
            sys.stderr.write(f"rehearsal: {error}\n")
            return 2
    wrong = shortcomings(outcome, apart=apart)
    for one in wrong:
        sys.stderr.write(f"rehearsal: {one}\n")
    if wrong:
        sys.stderr.write(f"{outcome}\n")
    say("as it should be" if not wrong else "not as it should be")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
