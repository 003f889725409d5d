"""What an archive costs as it grows: storing, reading anew, search, views, memory and disk, at sizes of one archive."""

from __future__ import annotations

import json
import os
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import text
from tests.benchmarks.archives import NOW, TOGETHER, fill, keep, read_page, synthetic_holdings
from tests.benchmarks.memory import watch
from tests.benchmarks.suite.figures import Chapter, Figure, Table, shown
from tests.benchmarks.suite.given import largest_given
from tests.benchmarks.suite.plot import draw_growth
from tests.benchmarks.synthetic import YEARS

from reportarchive.archive import Incoming, Origin
from reportarchive.archive.engine import writing
from reportarchive.pipeline.holdings import PARSER_VERSION
from reportarchive.query import Filters, Reader, count_hits, search

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from reportarchive.pipeline.holdings import Holdings

METHOD = """
One SQLite archive grows by synthetic reports, and at each size the same amount of work is done in it, so that a cost
that grows shows. Stored: the last reports of the size, fifty a transaction, by the time of the storing thread. Read
anew: as many reports as the smallest archive holds, a part of the whole, once as they are and once after their versions
were made to look like those of another parser, in a process of its own with its reading processes; their memory is what
all of them hold at most (proportional set size). Asked: through the guarded reader, with another division, indicator or
word every time. All times are of the processor, of all processes at work. A figure is the cost at the largest size by
that at the smallest.
"""
PICTURE = Path(__file__).resolve().parents[3] / "docs" / "images" / "benchmarks-growth.svg"
OTHER_PARSER = """
UPDATE report_version SET output_sha256 = 'of another parser'
WHERE recorded_to IS NULL AND report_id IN (SELECT report_id FROM report WHERE issuer_id % :parts = 0)
"""
# The part is one of issuers, as `reparse --part` takes it; the time is that of the reading processes too, which have
# ended by then. Their start is in it, and is the same at all sizes, since as many reports are read.
REPARSE = """
import json, os, sys
from reportarchive.model import Part, Scope
from reportarchive.pipeline.holdings import open_holdings
from reportarchive.pipeline.keep.reparse import reparse
from reportarchive.settings import Settings
with open_holdings(Settings.load()) as holdings:
    began = sum(os.times()[:4])
    tally = reparse(holdings, Scope(), part=Part(1, int(sys.argv[1])), from_start=True)
    print(json.dumps([sum(os.times()[:4]) - began, tally.counts]))
"""
SIZES = (1000, 10_000, 30_000)
BYTES_A_REPORT = 100_000  # of database and kept bytes, and some more
ASKED, ASKED_QUICKLY = 40, 12  # times each question, of which the median counts
WORDS = ("行政复议", "矛盾纠纷", "综合执法", "调解", "88.8%")
VIEWS = {
    "coverage of a division": "SELECT * FROM coverage WHERE division_code = :division LIMIT 100",
    "indicator_series of a division and indicator": (
        "SELECT * FROM indicator_series WHERE division_code = :division AND indicator = :indicator LIMIT 100"
    ),
    "claim_check of a division and indicator": (
        "SELECT * FROM claim_check WHERE division_code = :division AND indicator = :indicator LIMIT 100"
    ),
}
SEARCHES = ("search in a division", "search in all, counted", "search in all, ranked")
COSTS = {
    "stored": "ms a report",
    "read anew, nothing changed": "ms a report",
    "read anew, all changed": "ms a report",
    "memory of a reparse": "MB",
    "database": "KB a report",
    "kept bytes": "KB a report",
    **dict.fromkeys((*VIEWS, *SEARCHES), "ms"),
}
FIGURES = {
    "growth.stored": "stored",
    "growth.unchanged": "read anew, nothing changed",
    "growth.changed": "read anew, all changed",
    "growth.memory": "memory of a reparse",
    "growth.disk": "database",
    "growth.coverage": "coverage of a division",
    "growth.series": "indicator_series of a division and indicator",
    "growth.claims": "claim_check of a division and indicator",
    "growth.search_in_division": "search in a division",
    "growth.search": "search in all, counted",
}


@dataclass
class Growing:
    """One archive, how often it is asked, how many reports it holds, and what each cost came to at each size."""

    home: Path
    sizes: tuple[int, ...]
    times: int = ASKED
    held: int = 0
    costs: dict[str, list[float]] = field(default_factory=lambda: {cost: [] for cost in COSTS})

    @property
    def smallest(self) -> int:
        """The number of reports that are read anew at every size."""
        return self.sizes[0]

    def measure(self, size: int) -> None:
        """Grow to a size and note all costs there."""
        with synthetic_holdings(self.home, self.sizes[-1]) as (holdings, run_id):
            last = max(size - self.smallest // 2, self.held)
            fill(holdings, run_id, range(self.held, last))
            self._note("stored", 1000 * stored(holdings, run_id, range(last, size)) / (size - last))
            self.held = size
            holdings.archive.finish_run(run_id, state="done", counts={}, finished_at=NOW)  # and so statistics are taken
        self._note("database", sum(one.stat().st_size for one in self.home.glob("archive.db*")) / size / 1000)
        self._note("kept bytes", sum(one.stat().st_size for one in self.home.rglob("*.zst")) / size / 1000)
        for cost, milliseconds in asked(f"sqlite:///{self.home / 'archive.db'}", self.times).items():
            self._note(cost, milliseconds)
        most = []
        for cost in ("read anew, nothing changed", "read anew, all changed"):
            if cost.endswith("all changed"):
                self._make_changed(size // self.smallest)
            each, memory = read_anew(self.home, size // self.smallest, is_changed=cost.endswith("all changed"))
            self._note(cost, 1000 * each)
            most.append(memory)
        self._note("memory of a reparse", max(most))

    def _note(self, cost: str, value: float) -> None:
        self.costs[cost].append(value)

    def _make_changed(self, parts: int) -> None:
        with (
            synthetic_holdings(self.home, self.sizes[-1]) as (holdings, _),
            writing(holdings.archive.engine) as connection,
        ):
            connection.execute(text(OTHER_PARSER), {"parts": parts})


def chapter(*, quick: bool) -> Chapter:
    """Measure at all sizes; the full form writes the plot too."""
    with tempfile.TemporaryDirectory() as folder:
        sizes = (60, 180) if quick else sizes_to(largest_given())
        growing = Growing(Path(folder), sizes, ASKED_QUICKLY if quick else ASKED)
        for size in growing.sizes:
            growing.measure(size)
    figures = [Figure(key, (growing.costs[cost][-1] / growing.costs[cost][0],)) for key, cost in FIGURES.items()]
    columns = ("what", "unit", *(f"{size:,} reports" for size in growing.sizes))
    rows = tuple((cost, unit, *map(shown, growing.costs[cost])) for cost, unit in COSTS.items())
    pictures = () if quick else (draw_growth(PICTURE, growing.sizes, {cost: growing.costs[cost] for cost in COSTS}),)
    table = Table("What it costs at each size", columns, rows)
    return Chapter("Growth", METHOD, tuple(figures), (table,), pictures)


def sizes_to(largest: int) -> tuple[int, ...]:
    """Return the sizes to measure at: the usual ones, and one more where it is larger.

    Raises:
        ValueError: where archives are made for a time there is no room for so many reports.
    """
    sizes = (*SIZES, largest) if largest > SIZES[-1] else SIZES
    room = shutil.disk_usage(tempfile.gettempdir()).free
    if room < sizes[-1] * BYTES_A_REPORT:
        raise ValueError(
            f"{sizes[-1]} reports take {sizes[-1] * BYTES_A_REPORT / 1e9:.0f} GB, {room / 1e9:.0f} are free"
        )
    return sizes


def stored(holdings: Holdings, run_id: int, numbers: range) -> float:
    """Store the reports of these numbers and return the seconds of the storing thread."""
    waiting = []
    for number in numbers:
        body, rows, hints = read_page(number)
        fetch_id = keep(holdings, run_id, number, body, hints)
        waiting.append(Incoming(rows, Origin(fetch_id, None, PARSER_VERSION, NOW)))
    taken = 0.0
    for at in range(0, len(waiting), TOGETHER):
        began = time.thread_time()
        holdings.archive.store_all(waiting[at : at + TOGETHER])
        taken += time.thread_time() - began
    return taken


def asked(url: str, times: int) -> dict[str, float]:
    """Return the median of the milliseconds that each question takes, asked so many times."""
    with Reader.open(url) as reader:
        divisions = [row[0] for row in reader.run("SELECT DISTINCT division_code FROM report_current").rows]
        first = {"code": divisions[0]}
        of_division = "SELECT DISTINCT indicator FROM indicator_series WHERE division_code = :code"
        indicators = [row[0] for row in reader.run(of_division, first).rows]
        dice = random.Random(7)
        given = [
            {"division": dice.choice(divisions), "indicator": dice.choice(indicators), "word": dice.choice(WORDS)}
            for _ in range(times)
        ]

        def found(one: Mapping[str, str]) -> object:
            filters = Filters(division=one["division"], year=dice.choice(YEARS))
            return search(reader, one["word"], filters).total

        questions: dict[str, Callable[[Mapping[str, str]], object]] = {
            view: lambda one, sql=sql: reader.run(sql, {name: one[name] for name in one if f":{name}" in sql})
            for view, sql in VIEWS.items()
        }
        questions |= {
            SEARCHES[0]: found,
            SEARCHES[1]: lambda one: count_hits(reader, one["word"], Filters()),
            SEARCHES[2]: lambda one: search(reader, one["word"], Filters()).total,
        }
        return {name: statistics.median(_milliseconds(ask, one) for one in given) for name, ask in questions.items()}


def _milliseconds(ask: Callable[[Mapping[str, str]], object], given: Mapping[str, str]) -> float:
    began = time.process_time()
    ask(given)
    return 1000 * (time.process_time() - began)


def read_anew(home: Path, parts: int, *, is_changed: bool) -> tuple[float, float]:
    """Read one of so many parts anew; return the seconds a report, and the megabytes of all processes at most."""
    environment = os.environ | {
        "REPORTARCHIVE_HOME": str(home),
        "REPORTARCHIVE_SOURCES": str(home / "sources.toml"),
        "REPORTARCHIVE_SOURCES_ONLY": "1",
    }
    command = [sys.executable, "-c", REPARSE, str(parts)]
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as process:
        most = [0.0]
        watcher = threading.Thread(target=watch, args=(process, most))
        watcher.start()
        out, _ = process.communicate()
        watcher.join()
    seconds, counts = json.loads(out.strip().splitlines()[-1])
    done = counts["reparsed" if is_changed else "unchanged"]
    assert done == sum(counts.values()) - counts.get("seen", 0) > 0, counts
    return seconds / done, most[0]
