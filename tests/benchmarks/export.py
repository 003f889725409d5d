"""How long a whole export takes, at how much memory, on an archive of synthetic reports.

    python -m tests.benchmarks.export [--reports 3000] [--home FOLDER] [--charts]

With --home the archive is made there once and kept, so that the next call only exports.
"""

from __future__ import annotations

import argparse
import resource
import shutil
import tempfile
import time
from pathlib import Path

from tests.benchmarks.archives import fill, synthetic_holdings

from reportarchive.model import Scope
from reportarchive.pipeline.keep.chart_files import write_charts
from reportarchive.pipeline.keep.export import export_tables
from reportarchive.pipeline.keep.placing import CHARTS
from reportarchive.pipeline.keep.tables import DATABASE
from reportarchive.settings import Settings


def main() -> None:
    """Make the archive where it is not there yet, export it, and print seconds, bytes and the largest memory."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.export", description=__doc__.split("\n")[0])
    parser.add_argument("--reports", type=int, default=3000)
    parser.add_argument("--home", type=Path)
    parser.add_argument("--charts", action="store_true", help="export the charts, too")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        home = given.home or Path(folder) / "home"
        if not (home / "archive.db").exists():
            with synthetic_holdings(home, given.reports) as (holdings, run_id):
                fill(holdings, run_id, range(given.reports))
        settings = Settings.load(home=home, sources=home / "sources.toml", sources_only=True)
        measure(settings, Path(folder) / "tables", charts=given.charts)


def measure(settings: Settings, target: Path, *, charts: bool) -> None:
    """Export the archive and print what it took."""
    clock = time.perf_counter()

    def told(line: str) -> None:
        print(f"{time.perf_counter() - clock:8.1f} s  {line}", flush=True)

    done = export_tables(settings, Scope(), target, charts=charts, progress=told)
    seconds = time.perf_counter() - clock
    size = sum(one.bytes for one in done.files)
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    largest, work = max(one.ru_maxrss for one in used), sum(one.ru_utime + one.ru_stime for one in used)
    print(done.citation)
    print(f"{seconds:.1f} s ({work:.1f} s of work on all cores), {len(done.files)} files of {size / 1e6:.0f} MB")
    print(f"largest process: {largest / 1024:.0f} MB")
    if charts:
        measure_charts(target)
    shutil.rmtree(target)


def measure_charts(target: Path) -> None:
    """Draw the charts of an export again, alone, and print what it took."""
    shutil.rmtree(target / CHARTS)
    clock, work = time.perf_counter(), time.process_time()
    drawn = write_charts(target / DATABASE)
    took = f"{time.perf_counter() - clock:.1f} s ({time.process_time() - work:.1f} s of work)"
    print(f"{len(drawn)} charts alone, once more: {took}")


if __name__ == "__main__":
    main()
