"""The most memory that a process and all below it hold together, watched from outside (Linux)."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Iterator


def watch(process: subprocess.Popen[str], most: list[float]) -> None:
    """Note the most memory that the process and its children held together (Linux: proportional set size)."""
    while process.poll() is None:
        most[0] = max(most[0], sum(memory_of(one) for one in family(process.pid)))
        time.sleep(0.2)


def family(pid: int) -> Iterator[int]:
    """Yield a process and all below it."""
    yield pid
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()
        threads = [int(one.name) for one in Path(f"/proc/{pid}/task").iterdir() if int(one.name) != pid]
        for thread in threads:
            children += Path(f"/proc/{pid}/task/{thread}/children").read_text(encoding="ascii").split()
    except OSError:
        return
    for child in children:
        yield from family(int(child))


def memory_of(pid: int) -> float:
    """Return the megabytes of a process, pages shared with others counted in part."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii").splitlines()
    except OSError:
        return 0.0
    return next((int(line.split()[1]) / 1000 for line in lines if line.startswith("Pss:")), 0.0)
