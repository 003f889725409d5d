"""How fast reports are stored, one transaction each and in bulk, beside the bare rows handed to the driver."""

from __future__ import annotations

import gc
import shutil
import tempfile
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import create_engine, text
from tests.benchmarks.archives import NOW, TOGETHER, keep, read_page, synthetic_holdings
from tests.benchmarks.suite.bare_rows import open_driver, rows_written, together
from tests.benchmarks.suite.figures import Chapter, Figure, Table, shown
from tests.postgres import NoServerError, running_server

from reportarchive.archive import Archive, Incoming, Origin
from reportarchive.archive.engine import writing
from reportarchive.archive.registry.rows import issuer_id_of
from reportarchive.pipeline.holdings import PARSER_VERSION

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from tests.benchmarks.suite.bare_rows import Written

METHOD = f"""
The same synthetic reports (60 KB pages, some 8,000 characters and 90 numbers each) go into fresh copies of one
archive that knows their requests and issuers, in four ways that take turns: by the archive's own door one transaction
each, as a harvest stores them, and {TOGETHER} a transaction, as a reparse does; and the same rows of all the same
tables and of the search index, made beforehand, given to the driver in the same transactions, by `executemany` on
SQLite and `COPY` on PostgreSQL. Ours looks up what is stored, compares, keeps the chain of versions and makes the index
besides. Durability is the archive's own on both sides (SQLite: WAL, synchronous NORMAL, processor time, for one process
works; PostgreSQL: fsync on, by the clock). A ratio is the driver's time by ours.
"""
WAYS = ("single", "bare_single", "bulk", "bare_bulk")
SHOWN = {
    "single": "one transaction each",
    "bare_single": "the bare rows, one transaction each",
    "bulk": f"{TOGETHER} a transaction",
    "bare_bulk": f"the bare rows, {TOGETHER} a transaction",
}
ENGINES = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}


@dataclass(frozen=True)
class Place:
    """Where fresh copies of one prepared archive are made, and the clock that goes with its engine."""

    template: str  # the URL of the prepared archive
    copied: Callable[[str], str]  # name -> URL of a copy
    clock: Callable[[], float]


def chapter(*, quick: bool) -> Chapter:
    """Measure both engines; where no PostgreSQL server starts, that is told."""
    reports, rounds = (40, 2) if quick else (600, 7)
    read = [read_page(number) for number in range(reports)]
    figures: list[Figure] = []
    rows: list[tuple[str, ...]] = []
    for engine, name in ENGINES.items():
        try:
            with tempfile.TemporaryDirectory() as folder, place_of(engine, Path(folder), read) as place:
                taken = measured(place, read, rounds)
        except NoServerError as error:
            rows.append((name, f"not measured, no server starts here: {error}", "–"))
            continue
        for way in ("single", "bulk"):
            ratios = [bare / ours for ours, bare in zip(taken[way], taken[f"bare_{way}"], strict=True)]
            figures.append(Figure(f"store.{engine}_{way}", tuple(ratios)))
        rates = {way: Figure(way, tuple(reports / one for one in times)) for way, times in taken.items()}
        rows += [(name, SHOWN[way], f"{shown(rates[way].median)} ({rates[way].spread})") for way in WAYS]
    table = Table(f"{reports} reports, {rounds} rounds", ("engine", "stored", "reports a second"), tuple(rows))
    return Chapter("Reports into the archive", METHOD, tuple(figures), (table,), peers=("sqlalchemy", "psycopg"))


@contextmanager
def place_of(engine: str, folder: Path, read: Sequence[tuple[object, ...]]) -> Iterator[Place]:
    """Prepare an archive of an engine that knows the requests and issuers of reports, and none of the reports."""
    if engine == "sqlite":
        path = folder / "archive.db"
        prepare(folder, read, None)

        def copied(name: str) -> str:
            return f"sqlite:///{shutil.copy(path, folder / f'{name}.db')}"

        yield Place(f"sqlite:///{path}", copied, time.process_time)
        return
    with running_server(durable=True) as server:
        template = _database(server, "prepared", "template0 ENCODING 'UTF8' LOCALE 'C'")
        prepare(folder, read, template)
        yield Place(template, lambda name: _database(server, name, "prepared"), time.perf_counter)


def _database(server: str, name: str, template: str) -> str:
    engine = create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name} TEMPLATE {template}"))
    engine.dispose()
    return server.replace("/postgres?", f"/{name}?")


def prepare(folder: Path, read: Sequence[tuple[object, ...]], url: str | None) -> None:
    """Make the archive that all copies are made of; request N + 1 is that of page N."""
    with synthetic_holdings(folder, len(read), url) as (holdings, run_id):
        for number, (body, _, hints) in enumerate(read):
            assert keep(holdings, run_id, number, body, hints) == number + 1
        with writing(holdings.archive.engine) as connection:
            for _, rows, _ in read:
                identity = rows.identity
                issuer_id_of(connection, identity.division, identity.issuer_kind, identity.issuer)


def measured(place: Place, read: Sequence[tuple[object, ...]], rounds: int) -> dict[str, list[float]]:
    """Return the seconds of each way in each round; who begins changes from round to round."""
    ready = [
        Incoming(rows, Origin(number, None, PARSER_VERSION, NOW)) for number, (_, rows, _) in enumerate(read, start=1)
    ]
    url = place.copied("filled")
    with Archive.open(url) as archive:
        archive.store_all(ready)
        single = rows_written(archive.engine)
    bulk = [together(single[at : at + TOGETHER]) for at in range(0, len(single), TOGETHER)]
    ways: dict[str, Callable[[str], float]] = {
        "single": lambda url: ours(url, [[one] for one in ready], place.clock),
        "bare_single": lambda url: bare(url, single, place.clock),
        "bulk": lambda url: ours(
            url, [ready[at : at + TOGETHER] for at in range(0, len(ready), TOGETHER)], place.clock
        ),
        "bare_bulk": lambda url: bare(url, bulk, place.clock),
    }
    taken: dict[str, list[float]] = {way: [] for way in WAYS}
    gc.collect()
    gc.freeze()  # what was prepared is no part of a harvest's memory, and is not to be looked through again and again
    for number in range(rounds):
        for way in (*WAYS[number % 4 :], *WAYS[: number % 4]):
            taken[way].append(ways[way](place.copied(f"{way}_{number}")))
    gc.unfreeze()
    return taken


def ours(url: str, batches: Sequence[Sequence[Incoming]], clock: Callable[[], float]) -> float:
    """Store reports by the archive's door, each batch in one transaction, and return the seconds."""
    with Archive.open(url) as archive:
        began = clock()
        for batch in batches:
            archive.store_all(batch)
        return clock() - began


def bare(url: str, batches: Sequence[Written], clock: Callable[[], float]) -> float:
    """Give the driver the same rows, each batch in one transaction, and return the seconds."""
    with open_driver(url) as driver:
        began = clock()
        for batch in batches:
            driver.write(batch)
        return clock() - began
