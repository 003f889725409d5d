"""How fast the pages are and how large, and whether many readers at once are served while reports are stored.

    python -m tests.benchmarks.browse [--reports 3000] [--home FOLDER] [--readers 50] [--seconds 60]

Fills an archive with synthetic reports (or takes one that a run before has left in FOLDER, and writes to it), browses
it by a server of its own on loopback, and asks every sort of page forty times, each time another one. Then the readers
ask pages at random, each the next one as soon as it has the last, while reports are stored one by one, as in a harvest.
Ends with 1 when a page took 500 ms at the 95th percentile or 300 KB, or a request came to nothing.
"""

from __future__ import annotations

import argparse
import random
import statistics
import sys
import tempfile
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

import httpx
from tests.benchmarks.archives import NOW, fill, keep, read_page, synthetic_holdings
from tests.benchmarks.synthetic import YEARS, page
from tests.browsing import browsing

from reportarchive.archive import Incoming, Origin
from reportarchive.browse.links import with_query
from reportarchive.pipeline.holdings import PARSER_VERSION
from reportarchive.query import Reader

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ASKED = 40
MOST_MS, MOST_BYTES = 500.0, 300_000
EXTRA = 2_000
"""Reports that may be stored beside the readers."""
PAUSE = 0.1  # seconds between two stored reports: a harvest asks one page in two seconds of each of 16 hosts
WORDS = ("行政", "复议", "行政复议", "法治政府建设", "矛盾纠纷", "调解成功率", "530", "行政 -复议", "没有这几个字")
WARM = 2


@dataclass
class Asking:
    """What can be asked for: reports, indicators and divisions that are there."""

    reports: list[str]
    indicators: list[tuple[str, str]]  # with their units
    divisions: list[str]
    dice: random.Random = field(default_factory=lambda: random.Random(11))

    def chart(self, name: str, **query: object) -> str:
        """Return the address of a chart as the page of an indicator has it."""
        code, unit = self.dice.choice(self.indicators)
        return with_query(f"/indicators/{code}/{name}.svg", unit=unit, **query)

    def paths(self) -> dict[str, Callable[[], str]]:
        """Return a maker of addresses for every sort of page."""
        pick = self.dice.choice

        def version() -> str:
            return f"/reports/{pick(self.reports)}/versions/1"

        def indicator() -> str:
            return f"/indicators/{pick(self.indicators)[0]}"

        return {
            "home": lambda: "/",
            "list of reports": lambda: f"/reports?year={pick(YEARS)}&division={pick(self.divisions)[:4]}",
            "report": lambda: f"/reports/{pick(self.reports)}",
            "number": lambda: f"{version()}/numbers/{self.dice.randrange(1, 60)}",
            "section": lambda: f"{version()}/sections/1",
            "stored bytes": lambda: f"{version()}/bytes",
            "list of indicators": lambda: "/indicators",
            "indicator": lambda: f"{indicator()}?year={pick(YEARS)}",
            "chart of years": lambda: self.chart("years", places=",".join(self.dice.sample(self.divisions, 8))),
            "chart of places": lambda: self.chart("places", year=pick(YEARS)),
            "coverage": lambda: f"/coverage?after={pick(self.divisions)}",
            "a place": lambda: f"/coverage/{pick(self.divisions)}",
            "sources": lambda: "/sources",
            "search": lambda: f"/search?q={quote(pick(WORDS))}",
        }


def asking(url: str) -> Asking:
    """Return what can be asked of an archive."""
    with Reader.open(url) as reader:
        reports = [row[0] for row in reader.run("SELECT report_id FROM report_current ORDER BY report_id").rows]
        named = "SELECT indicator, unit FROM indicator_total WHERE report_id = :one"
        indicators = sorted({row for one in reports[:20] for row in reader.run(named, {"one": one}).rows})
    return Asking(reports, indicators, sorted({one.partition("-")[0] for one in reports}))


def first_new(asked: Asking) -> int:
    """Return the first number whose report, and that of every later one, is not there."""
    held, number = set(asked.reports), len(asked.reports)
    while "{1}-{2}-annual".format(*page(number)) in held:
        number += 1
    return number


def time_pages(client: httpx.Client, asked: Asking) -> bool:
    """Ask every sort of page one after the other, print its times and size, and tell whether all kept to the limits."""
    print(f"{'page':<20}{'p50 ms':>9}{'p95 ms':>9}{'largest KB':>12}")
    is_good = True
    for name, make in asked.paths().items():
        taken, largest = list[float](), 0
        for turn in range(WARM + ASKED):
            path = make()
            begun = time.perf_counter()
            answer = client.get(path)
            answer.raise_for_status()
            if turn >= WARM:
                taken.append((time.perf_counter() - begun) * 1000)
                largest = max(largest, len(answer.content))
        slow = statistics.quantiles(taken, n=20)[-1]
        is_kept = slow < MOST_MS and largest < MOST_BYTES
        is_good &= is_kept
        said = "" if is_kept else "  over the limit"
        print(f"{name:<20}{statistics.median(taken):9.0f}{slow:9.0f}{largest / 1000:12.1f}{said}", flush=True)
    return is_good


@contextmanager
def harvesting(home: Path, first: int) -> Iterator[list[int]]:
    """Store reports one by one beside what is done; give the list of those stored."""
    stored, over = list[int](), threading.Event()

    def write() -> None:
        with synthetic_holdings(home, first + EXTRA) as (holdings, run_id):
            for number in range(first, first + EXTRA):
                if over.wait(PAUSE):
                    return
                body, rows, hints = read_page(number)
                fetch_id = keep(holdings, run_id, number, body, hints)
                holdings.archive.store_all([Incoming(rows, Origin(fetch_id, None, PARSER_VERSION, NOW))])
                stored.append(number)

    writer = threading.Thread(target=write)
    writer.start()
    try:
        yield stored
    finally:
        over.set()
        writer.join()


def crowd(address: str, asked: Asking, readers: int, seconds: float) -> tuple[list[float], list[str]]:
    """Have so many readers ask at once; return how long each answer took, and what went wrong."""
    makers, until = list(asked.paths().values()), time.perf_counter() + seconds
    taken, wrong = list[float](), list[str]()

    def read(_: int) -> None:
        with httpx.Client(base_url=address, trust_env=False, timeout=60) as client:
            while time.perf_counter() < until:
                path, begun = asked.dice.choice(makers)(), time.perf_counter()
                try:
                    client.get(path).raise_for_status()
                except httpx.HTTPError as error:
                    wrong.append(f"{path}: {error!r}")
                taken.append((time.perf_counter() - begun) * 1000)

    with ThreadPoolExecutor(readers) as pool:
        list(pool.map(read, range(readers)))
    return taken, wrong


def main() -> None:
    """Fill when need be, ask, and print."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.browse", description=__doc__.split("\n")[0])
    parser.add_argument("--reports", type=int, default=3_000)
    parser.add_argument("--home", type=Path, help="where the archive is, or is to be left")
    parser.add_argument("--readers", type=int, default=50)
    parser.add_argument("--seconds", type=float, default=60)
    given = parser.parse_args()
    with nullcontext(given.home) if given.home else tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        if not (home / "archive.db").exists():
            with synthetic_holdings(home, given.reports) as (holdings, run_id):
                fill(holdings, run_id, range(given.reports))
        asked = asking(f"sqlite:///{home / 'archive.db'}")
        print(f"{len(asked.reports)} reports, {len(asked.indicators)} indicators")
        with browsing(home) as address:
            with httpx.Client(base_url=address, trust_env=False, timeout=60) as client:
                is_good = time_pages(client, asked)
            with harvesting(home, first_new(asked)) as stored:
                taken, wrong = crowd(address, asked, given.readers, given.seconds)
        print(
            f"{given.readers} readers for {given.seconds:.0f} s beside a harvest that stored {len(stored)} reports:"
            f" {len(taken)} pages, {len(wrong)} errors, p50 {statistics.median(taken):.0f} ms,"
            f" p95 {statistics.quantiles(taken, n=20)[-1]:.0f} ms"
        )
        for line in wrong[:5]:
            print(f"  {line}")
    sys.exit(int(not is_good or bool(wrong) or not stored))


if __name__ == "__main__":
    main()
