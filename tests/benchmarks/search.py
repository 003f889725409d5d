"""How long a search takes: counted, and ranked with its snippets, at the median and at the slowest of twenty.

    python -m tests.benchmarks.search [--reports 30000] [--home FOLDER]

Fills an archive with synthetic reports (or takes one that a run before has left in FOLDER), and asks words from
frequent to rare, of one to six characters, numbers, phrases, exclusions and filters, each several times.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

from tests.benchmarks.archives import fill, synthetic_holdings

from reportarchive.query import Filters, Reader, count_hits, search

if TYPE_CHECKING:
    from collections.abc import Callable

ROUNDS = 3
ASKED = (
    *(
        ("法", Filters()),
        ("行政", Filters()),
        ("复议", Filters()),
        ("行政复议", Filters()),
        ("法治政府建设", Filters()),
    ),
    *(("调解成功率", Filters()), ("矛盾纠纷", Filters()), ("12", Filters()), ("530", Filters()), ("88.8%", Filters())),
    *(("行政复议 调解", Filters()), ("行政 -复议", Filters()), ("综合执法队伍 政协提案", Filters())),
    *(("行政", Filters(year=2020)), ("行政", Filters(division="990100")), ("行政", Filters(role="plan"))),
    *(("办理", Filters(year=2021, role="measures")), ("件", Filters(division="990012")), ("没有这几个字", Filters())),
)


def main() -> None:
    """Fill when need be, ask, and print."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.search", description=__doc__.split("\n")[0])
    parser.add_argument("--reports", type=int, default=30_000)
    parser.add_argument("--home", type=Path, help="where the archive is, or is to be left")
    given = parser.parse_args()
    with nullcontext(given.home) if given.home else tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        if not (home / "archive.db").exists():
            with synthetic_holdings(home, given.reports) as (holdings, run_id):
                clock = time.perf_counter()
                fill(holdings, run_id, range(given.reports))
                print(f"filled: {given.reports / (time.perf_counter() - clock):.0f} reports a second", flush=True)
        size = sum(file.stat().st_size for file in home.glob("archive.db*"))
        print(f"{size / given.reports / 1000:.1f} KB a report in the database, with search")
        with Reader.open(f"sqlite:///{home / 'archive.db'}") as reader:
            measure("counted", lambda typed, filters: count_hits(reader, typed, filters))
            measure("ranked", lambda typed, filters: search(reader, typed, filters).total)


def measure(what: str, ask: Callable[[str, Filters], int]) -> None:
    """Ask everything several times and print the time of each, the median and the one in twenty."""
    times = []
    for typed, filters in ASKED:
        took = []
        for _ in range(ROUNDS):
            clock = time.perf_counter()
            found = ask(typed, filters)
            took.append((time.perf_counter() - clock) * 1000)
        times += took
        print(
            f"  {what} {typed} {filters if filters != Filters() else ''}: {found} in {statistics.median(took):.0f} ms"
        )
    print(
        f"{what}: p50 {statistics.median(times):.0f} ms, p95 {statistics.quantiles(times, n=20)[-1]:.0f} ms", flush=True
    )


if __name__ == "__main__":
    main()
