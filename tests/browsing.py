"""`reportarchive browse` as a process of its own on loopback, for tests, benchmarks and pictures."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

COMMAND = str(Path(sys.executable).with_name("reportarchive"))
PATIENCE = 30


@contextmanager
def browsing(home: Path, *options: str, log: Path | None = None) -> Iterator[str]:
    """Give the address at which the archive of a home is browsed, without a slash at its end."""
    environment = {**os.environ, "REPORTARCHIVE_HOME": str(home)}
    with (log or Path(os.devnull)).open("wb") as complaints:
        process = subprocess.Popen(
            [COMMAND, "browse", "--port", "0", *options],
            env=environment,
            stdout=subprocess.PIPE,
            stderr=complaints,
            text=True,
        )
        try:
            line = process.stdout.readline()
            if not line.startswith("http://"):
                raise RuntimeError(f"browse did not start: {line!r}, exit {process.wait(PATIENCE)}")
            yield line.split()[0].rstrip("/")
        finally:
            process.send_signal(signal.SIGINT)
            try:
                process.wait(PATIENCE)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
            process.stdout.close()
