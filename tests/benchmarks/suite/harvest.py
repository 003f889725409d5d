"""Hundreds of hosts harvested: by the plain pipeline, as a flow under Prefect, and by a Scrapy spider."""

from __future__ import annotations

import importlib.util
import resource
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.benchmarks.prefect_server import asked, prefect_server, without_settings
from tests.benchmarks.suite.figures import Chapter, Figure, Table, shown
from tests.flows.conftest import ROOT, until
from tests.zoo.many import many_sites

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from tests.zoo.many import Measured

METHOD = """
Sites on loopback, each a host of its own with a listing and its reports of 21 to 53 KB, are served without a pause by
a process of their own and harvested into fresh archives by processes of their own, in turns. The Scrapy spider
(`peers/spider.py`) obeys robots.txt, asks as many hosts at once, follows the listings, reads each page with
BeautifulSoup on lxml and stores one row a page, a hundred a commit. Ours keeps the raw bytes (synced to the disk
before their row), a row and a transaction a request, leases of hosts and sources, reports as versions in transactions
of up to eight, and the index of all words, and reads sections, numbers and citations; it reads in as many processes
as there are cores, where Scrapy uses one. Times run from after the imports to the last commit; making the archive and
starting the reading processes is within ours. The flow's time is from RUNNING to its end as the Prefect server noted
it.
"""
PLAIN = """
import time
from reportarchive.model import Scope
from reportarchive.pipeline.gather.harvest import harvest
from reportarchive.pipeline.holdings import open_holdings
from reportarchive.settings import Settings
began = time.perf_counter()
with open_holdings(Settings.load()) as holdings:
    tally = harvest(holdings, Scope())
print(tally.counts["new"], time.perf_counter() - began)
"""
FLOW = """
from flows.harvest import harvest
from flows.scope import EVERYTHING
state = harvest(EVERYTHING, return_state=True)
print(state.result(raise_on_failure=False).counts["new"], state.state_details.flow_run_id)
"""
SPIDER = Path(__file__).parent / "peers" / "spider.py"
BENCH_PYTHON = ROOT / ".venv-bench" / "bin" / "python"
SHOWN = {"plain": "plain pipeline", "flow": "under Prefect", "spider": "Scrapy and BeautifulSoup"}


@dataclass(frozen=True)
class Taken:
    """One harvest: how long it took, and what it used of the processors in all its processes, in seconds."""

    seconds: float
    processor: float
    sites: Measured


@dataclass(frozen=True)
class Size:
    """How much is harvested in each turn, and how often."""

    sources: int
    pages: int
    rounds: int

    @property
    def reports(self) -> int:
        """The number of reports that each turn must store."""
        return self.sources * self.pages


def chapter(*, quick: bool) -> Chapter:
    """Measure; the quick form leaves Prefect out, whose server takes longer to start than it runs."""
    size = Size(40, 5, 1) if quick else Size(300, 10, 2)
    python = spider_python()
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        ways: dict[str, Callable[[Path], tuple[int, float]]] = {"plain": lambda home: plain(home, environment)}
        if python is not None:
            ways["spider"] = lambda home: spider(home, python)
        if quick:
            environment: Mapping[str, str] = {}
            taken = measured(ways, home, size)
        else:
            with prefect_server(home) as environment:
                ways["flow"] = lambda home: flow(home, environment, size.sources)
                taken = measured(ways, home, size)
    title = f"{size.sources} sites x {size.pages} reports, {size.rounds} rounds"
    columns = ("harvested by", "reports a second", "ms of processor a report", "most in flight at a host")
    rows = [(SHOWN[way], *_row(times, size.reports)) for way, times in taken.items()]
    rows += [] if python else [(SHOWN["spider"], "not there: `make bench` installs it", "–", "–")]
    return Chapter(
        "Harvests", METHOD, tuple(_figures(taken)), (Table(title, columns, tuple(rows)),), peers=("scrapy", "prefect")
    )


def _row(times: Sequence[Taken], reports: int) -> tuple[str, str, str]:
    rate = Figure("rate", tuple(reports / one.seconds for one in times))
    used = Figure("used", tuple(1000 * one.processor / reports for one in times))
    most = max(one.sites.most_in_flight_at_a_host for one in times)
    return f"{shown(rate.median)} ({rate.spread})", f"{shown(used.median)} ({used.spread})", str(most)


def _figures(taken: Mapping[str, Sequence[Taken]]) -> Iterator[Figure]:
    """Yield the ratios within rounds: our rate by Scrapy's, and the flow's time by the plain pipeline's."""
    for key, way in (("harvest.against_scrapy", "spider"), ("harvest.under_prefect", "flow")):
        if way in taken:
            pairs = zip(taken[way], taken["plain"], strict=True)
            yield Figure(key, tuple(other.seconds / own.seconds for other, own in pairs))


def measured(ways: Mapping[str, Callable[[Path], tuple[int, float]]], home: Path, size: Size) -> dict[str, list[Taken]]:
    """Return what each way took in each round; who begins changes from round to round.

    A way is given a folder with a source file, and returns how many reports it has stored and its seconds.
    """
    taken: dict[str, list[Taken]] = {way: [] for way in ways}
    for number in range(size.rounds):
        for way in sorted(ways, key=list(ways).index, reverse=number % 2 == 1):
            own = home / f"{way}-{number}"
            own.mkdir()
            with many_sites(size.sources, size.pages, own / "sources.toml") as sites:
                before = _processor_time()
                stored, seconds = ways[way](own)
                used = _processor_time() - before
                assert stored == size.reports, f"{way} stored {stored} of {size.reports} reports"
                taken[way].append(Taken(seconds, used, sites.stop()))
    return taken


def _processor_time() -> float:
    """Return the processor time of all child processes that have ended: the sites' has not while one is measured."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def plain(home: Path, environment: Mapping[str, str]) -> tuple[int, float]:
    """Harvest by the plain pipeline."""
    stored, seconds = said_by([sys.executable, "-c", PLAIN], {**environment, **settings_of(home)})
    return int(stored), float(seconds)


def flow(home: Path, environment: Mapping[str, str], sources: int) -> tuple[int, float]:
    """Harvest as a flow on a running server."""
    stored, flow_run = said_by([sys.executable, "-c", FLOW], {**environment, **settings_of(home)})
    return int(stored), running_seconds(flow_run, environment, sources)


def spider(home: Path, python: Path) -> tuple[int, float]:
    """Harvest by the spider; its folder stays off the path, where `numbers` is a module of ours."""
    stored, seconds = said_by([str(python), "-P", str(SPIDER), str(home / "sources.toml"), str(home / "spider.db")], {})
    return int(stored), float(seconds)


def spider_python() -> Path | None:
    """Return the interpreter of an environment that has Scrapy, or None: this one, or that of `make bench`."""
    if importlib.util.find_spec("scrapy") is not None:
        return Path(sys.executable)
    return BENCH_PYTHON if BENCH_PYTHON.exists() else None


def settings_of(home: Path) -> dict[str, str]:
    """Return the variables under which a folder's sources on loopback are harvested into it without a pause."""
    return {
        "REPORTARCHIVE_HOME": str(home),
        "REPORTARCHIVE_SOURCES": str(home / "sources.toml"),
        "REPORTARCHIVE_SOURCES_ONLY": "true",
        "REPORTARCHIVE_ALLOW_LOOPBACK": "true",
        "REPORTARCHIVE_PAUSE_SECONDS": "0",
    }


def said_by(command: Sequence[str], environment: Mapping[str, str]) -> tuple[str, str]:
    """Run a harvest in a process of its own and return the last two words it printed."""
    done = subprocess.run(
        command, cwd=ROOT, env={**without_settings(), **environment}, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[-2000:]
    first, second = done.stdout.split()[-2:]
    return first, second


def running_seconds(flow_run: str, environment: Mapping[str, str], sources: int) -> float:
    """Return how long a flow run was RUNNING; it has one task run a source and no more."""
    states = asked(environment, "GET", f"flow_run_states/?flow_run_id={flow_run}")
    at = {one["type"]: datetime.fromisoformat(one["timestamp"]) for one in states}
    wanted: Any = {"flow_runs": {"id": {"any_": [flow_run]}}}
    tasks = until(lambda: asked(environment, "POST", "task_runs/count", json=wanted) >= sources, "the task runs")
    assert tasks, "a task run was lost"
    assert asked(environment, "POST", "task_runs/count", json=wanted) == sources
    return (at["COMPLETED"] - at["RUNNING"]).total_seconds()
