"""How long the views take to answer: each with the filters an analyst uses, LIMIT 100, through the guarded reader.

    python -m tests.benchmarks.views 30000 --home /folder    fills an archive there, or asks the one it finds

Prints the median and the 95th percentile of each question in milliseconds, and the share of the slowest filter.
"""

from __future__ import annotations

import argparse
import random
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from tests.benchmarks.archives import fill, synthetic_holdings
from tests.benchmarks.synthetic import YEARS

from reportarchive.query import Reader
from reportarchive.sqlfiles import sql_files

if TYPE_CHECKING:
    from collections.abc import Sequence

ASKED = 40  # times each, with another division, indicator or year every time
LIMIT = 100
GOAL = 0.1  # seconds, 95th percentile


def filled(home: Path, reports: int) -> str:
    """Return the URL of an archive of so many reports in a folder, filling it when it is not there."""
    path = home / "archive.db"
    if not path.exists():
        with synthetic_holdings(home, reports) as (holdings, run_id):
            fill(holdings, run_id, range(reports))
    return f"sqlite:///{path}"


def questions(reader: Reader, view: str) -> dict[str, str]:
    """Return name -> condition of the filters that a view's columns allow; always the one without any."""
    columns = reader.run(f"SELECT * FROM {view} LIMIT 0").columns
    known = {
        "division": ("division_code",),
        "indicator": ("indicator",),
        "indicator and year": ("indicator", "year"),
        "division and indicator": ("division_code", "indicator"),
    }
    wanted = {name: needs for name, needs in known.items() if set(needs) <= set(columns)}
    return {"none": "1 = 1"} | {
        name: " AND ".join(f"{column} = :{column}" for column in needs) for name, needs in wanted.items()
    }


def measured(reader: Reader, sql: str, given: Sequence[dict[str, object]]) -> list[float]:
    """Return the seconds each asking took, sorted."""
    taken = []
    for params in given:
        begun = time.perf_counter()
        reader.run(sql, {name: value for name, value in params.items() if f":{name}" in sql})
        taken.append(time.perf_counter() - begun)
    return sorted(taken)


def ask_all(url: str, only: Sequence[str]) -> int:
    """Print a line per view and filter; return how many missed the goal with a filter by division or indicator."""
    missed = 0
    with Reader.open(url) as reader:
        divisions = [row[0] for row in reader.run("SELECT DISTINCT division_code FROM report_current").rows]
        sql = "SELECT DISTINCT indicator FROM indicator_series WHERE division_code = :code"
        indicators = [row[0] for row in reader.run(sql, {"code": divisions[0]}).rows]
        dice = random.Random(7)
        given: list[dict[str, object]] = [
            {
                "division_code": dice.choice(divisions),
                "indicator": dice.choice(indicators),
                "year": dice.choice(YEARS),
            }
            for _ in range(ASKED)
        ]
        print(f"{'view':<20} {'filtered by':<24} {'p50 ms':>9} {'p95 ms':>9}")
        for view in only or sql_files("views"):
            for name, condition in questions(reader, view).items():
                times = 3 if name == "none" else ASKED
                taken = measured(reader, f"SELECT * FROM {view} WHERE {condition} LIMIT {LIMIT}", given[:times])
                worst = taken[min(len(taken) - 1, int(len(taken) * 0.95))]
                slow = worst >= GOAL
                missed += slow and name != "none"
                mark = "  slow" if slow else ""
                print(f"{view:<20} {name:<24} {statistics.median(taken) * 1000:9.1f} {worst * 1000:9.1f}{mark}")
    return missed


def main() -> None:
    """Fill or find the archive, ask, and end with 1 when a filtered question missed the goal."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("reports", type=int, nargs="?", default=3000)
    parser.add_argument("--home", type=Path, help="keep the archive here, or use the one that is here")
    parser.add_argument("--view", action="append", default=[], help="only this view")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        sys.exit(int(ask_all(filled(args.home or Path(folder), args.reports), args.view) > 0))


if __name__ == "__main__":
    main()
