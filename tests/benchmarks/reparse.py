"""How long a reparse takes and how much memory, at growing sizes of one archive.

    python -m tests.benchmarks.reparse [--sizes 3000 30000] [--postgresql]

The archive is filled with synthetic reports to each size in turn and read anew twice with the command: as it is, so
that nothing is written, and after its versions were made to look like those of another parser, so that all are written.
Prints the time per report at each size, its ratio to the first, the most memory that the command's processes held
together, and what the archive takes on the disk.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import text
from tests.benchmarks.archives import fill, synthetic_holdings
from tests.postgres import running_server

from reportarchive.archive.engine import writing

if TYPE_CHECKING:
    from collections.abc import Iterator

COMMAND = [sys.executable, "-c", "from reportarchive.cli import main; main()", "reparse"]
OTHER_PARSER = "UPDATE report_version SET output_sha256 = 'of another parser' WHERE recorded_to IS NULL"


def main() -> None:
    """Fill, read anew, and print, size after size."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.reparse", description=__doc__.split("\n")[0])
    parser.add_argument("--sizes", type=int, nargs="+", default=[3000, 30000])
    parser.add_argument("--postgresql", action="store_true", help="on a server of its own instead of SQLite")
    given = parser.parse_args()
    server = running_server(durable=True) if given.postgresql else nullcontext()
    with tempfile.TemporaryDirectory() as folder, server as url:
        home, filled = Path(folder), 0
        first: dict[str, float] = {}
        for size in given.sizes:
            with synthetic_holdings(home, max(given.sizes), url) as (holdings, run_id):
                clock = time.perf_counter()
                fill(holdings, run_id, range(filled, size))
                print(f"filled to {size}: {(size - filled) / (time.perf_counter() - clock):.0f} a second", flush=True)
                filled = size
            print(f"  {on_disk(home, size)}", flush=True)
            for what in ("nothing changed", "all changed"):
                if what == "all changed":
                    with (
                        synthetic_holdings(home, max(given.sizes), url) as (holdings, _),
                        writing(holdings.archive.engine) as connection,
                    ):
                        connection.execute(text(OTHER_PARSER))
                seconds, memory, said = reparsed(home, url)
                each = seconds / size * 1000
                ratio = each / first.setdefault(what, each)
                print(
                    f"  {what}: {seconds:.1f} s, {each:.2f} ms a report (x{ratio:.2f}), {memory:.0f} MB: {said}",
                    flush=True,
                )


def on_disk(home: Path, size: int) -> str:
    """Return what a report takes in the database and as kept bytes."""
    raw = sum(file.stat().st_size for file in (home / "raw").rglob("*.zst"))
    database = sum(file.stat().st_size for file in home.glob("archive.db*"))
    return f"{database / size / 1000:.1f} KB a report in the database, {raw / size / 1000:.1f} KB kept bytes"


def reparsed(home: Path, url: str | None) -> tuple[float, float, str]:
    """Return seconds, megabytes held at most by all processes together, and the last line of the command."""
    environment = os.environ | {
        "REPORTARCHIVE_HOME": str(home),
        "REPORTARCHIVE_SOURCES": str(home / "sources.toml"),
        "REPORTARCHIVE_SOURCES_ONLY": "1",
        "REPORTARCHIVE_DATABASE_URL": url or "",
    }
    clock = time.perf_counter()
    with subprocess.Popen(
        COMMAND, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as process:
        most = [0.0]
        watcher = threading.Thread(target=watch, args=(process, most))
        watcher.start()
        out, _ = process.communicate()
        watcher.join()
    return time.perf_counter() - clock, most[0], out.strip().splitlines()[-1]


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


if __name__ == "__main__":
    main()
