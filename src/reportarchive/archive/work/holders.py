"""Names of processes that hold something in the archive, and whether such a process is gone.

A name is host, process-id space with the boot of its kernel, and process id. Of a process in another place
(another machine, container or boot) nothing is known, so it counts as there, and its lease decides.
"""

from __future__ import annotations

import os
import socket
from functools import cache
from pathlib import Path

BOOT = Path("/proc/sys/kernel/random/boot_id")


@cache
def _place() -> str:
    """Return what process ids are unique in: the host and, where the system tells, namespace and boot.

    Machines cloned from one image share host name and namespace number, but no two boots share an id.
    """
    try:
        space = str(Path("/proc/self/ns/pid").readlink())
    except OSError:
        space = ""
    try:
        boot = BOOT.read_text(encoding="ascii").strip()
    except (OSError, ValueError):
        boot = ""
    return f"{socket.gethostname()}|{space}@{boot}"


def holder_name(owner: str) -> str:
    """Return a name for something held by this process; `owner` tells its holders apart."""
    return f"{_place()}|{os.getpid()}|{owner}"


def is_gone(holder: str) -> bool:
    """Tell whether the holder was a process of this place that runs no more."""
    host, _, rest = holder.partition("|")
    space, _, rest = rest.partition("|")
    pid = rest.partition("|")[0]
    if f"{host}|{space}" != _place() or not pid.isdecimal():
        return False
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return True
    except OSError:
        return False  # it runs, under another user
    return False


def shown(holder: str) -> str:
    """Return a holder for a person: which process, and on which host.

    >>> shown("worker-2|pid:[4026531836]3f2a|4711|run 12 demo-hewan 6f1c")
    'process 4711 on worker-2'
    """
    host, _, rest = holder.partition("|")
    pid = rest.partition("|")[2].partition("|")[0]
    return f"process {pid} on {host}" if pid else holder
