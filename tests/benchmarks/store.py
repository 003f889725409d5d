"""How fast reports are stored, one transaction each and in bulk, beside the bare rows handed to the driver.

    python -m tests.benchmarks.store [--reports 600] [--rounds 3] [--postgresql]

Rounds are interleaved in one run, each into fresh archives. The floor is `executemany` of the same tuples into the same
tables, with their indexes and keys, in transactions of the same size; on PostgreSQL it is `COPY`. Durability is the
archive's own (SQLite: WAL, synchronous NORMAL; the PostgreSQL server of this program: fsync on).
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import create_engine, text
from tests.benchmarks.archives import NOW, TOGETHER, keep, synthetic_holdings
from tests.benchmarks.synthetic import page
from tests.postgres import running_server

from reportarchive.archive import Incoming, Origin, rows_of
from reportarchive.archive.engine import writing
from reportarchive.archive.reports.rows import COLUMNS
from reportarchive.archive.schema import metadata, report, report_version
from reportarchive.pipeline.holdings import PARSER_VERSION
from reportarchive.pipeline.reading import Hints, parse_capture

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from reportarchive.model import Report
    from reportarchive.pipeline.holdings import Holdings

TABLES = (report, report_version, *(metadata.tables[name] for name in COLUMNS))


def main() -> None:
    """Measure on one engine and print reports a second, medians of the rounds."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.store", description=__doc__.split("\n")[0])
    parser.add_argument("--reports", type=int, default=600)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--postgresql", action="store_true", help="on a server of its own instead of SQLite")
    given = parser.parse_args()
    seconds: dict[str, list[float]] = {"single": [], "bulk": [], "floor": []}
    server = running_server(durable=True) if given.postgresql else nullcontext()
    with tempfile.TemporaryDirectory() as folder, server as url:
        for number in range(given.rounds):
            for name, took in one_round(Path(folder) / str(number), given.reports, databases(url, number)):
                seconds[name].append(took)
    rates = {name: given.reports / statistics.median(times) for name, times in seconds.items()}
    engine = "PostgreSQL" if given.postgresql else "SQLite"
    print(f"{engine}, {given.reports} reports, {given.rounds} rounds, reports a second (median):")
    print(f"  one transaction each, rows made on the way   {rates['single']:8.0f}")
    print(f"  in bulk ({TOGETHER} a transaction), rows ready       {rates['bulk']:8.0f}")
    print(f"  the bare rows ({'COPY' if given.postgresql else 'executemany'})                 {rates['floor']:8.0f}")
    print(f"  bulk against bare rows                       {rates['bulk'] / rates['floor']:8.2f}")


def databases(server: str | None, number: int) -> list[str | None]:
    """Return the URLs of three fresh databases, None for SQLite in its home."""
    if server is None:
        return [None, None, None]
    names = [f"round_{number}_{kind}" for kind in ("single", "bulk", "floor")]
    engine = create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        for name in names:
            connection.execute(text(f"CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C'"))
    engine.dispose()
    return [server.replace("/postgres?", f"/{name}?") for name in names]


def one_round(home: Path, count: int, urls: Sequence[str | None]) -> Iterator[tuple[str, float]]:
    """Yield the name and the seconds of storing the same reports in each of the three ways."""
    pages = [page(number) for number in range(count)]
    hints = [
        Hints(division=division, issuer=f"第{division[2:]}区人民政府", issuer_kind="government", year=str(year))
        for _, division, year in pages
    ]
    parsed = [
        parse_capture(body, url=f"http://synthetic.example/{number}.html", content_type=None, hints=hints[number])
        for number, (body, _, _) in enumerate(pages)
    ]
    ways: dict[str, Callable[[Holdings, list[Report], list[int]], float]] = {
        "single": single,
        "bulk": bulk,
        "floor": floor,
    }
    for (name, way), url in zip(ways.items(), urls, strict=True):
        with synthetic_holdings(home / name, count, url) as (holdings, run_id):
            fetches = [keep(holdings, run_id, n, body, hints[n]) for n, (body, _, _) in enumerate(pages)]
            yield name, way(holdings, parsed, fetches)


def single(holdings: Holdings, parsed: list[Report], fetches: list[int]) -> float:
    """Store report after report, each in a transaction of its own, and return the seconds."""
    clock = time.perf_counter()
    for one, fetch_id in zip(parsed, fetches, strict=True):
        holdings.archive.store(one, origin=Origin(fetch_id, None, PARSER_VERSION, NOW))
    return time.perf_counter() - clock


def bulk(holdings: Holdings, parsed: list[Report], fetches: list[int]) -> float:
    """Store prepared reports in transactions of fifty, and return the seconds."""
    origins = [Origin(fetch_id, None, PARSER_VERSION, NOW) for fetch_id in fetches]
    ready = [Incoming(rows_of(one), origin) for one, origin in zip(parsed, origins, strict=True)]
    clock = time.perf_counter()
    for at in range(0, len(ready), TOGETHER):
        holdings.archive.store_all(ready[at : at + TOGETHER])
    return time.perf_counter() - clock


def floor(holdings: Holdings, parsed: list[Report], fetches: list[int]) -> float:
    """Hand the same rows to the driver, read back from an archive that holds them, and return the seconds."""
    bulk(holdings, parsed, fetches)
    engine = holdings.archive.engine
    batches: list[list[list[tuple[Any, ...]]]] = []
    with engine.connect() as connection:
        ids = list(connection.execute(text("SELECT version_id FROM report_version ORDER BY version_id")).scalars())
        for at in range(0, len(ids), TOGETHER):
            low, high = ids[at], ids[min(at + TOGETHER, len(ids)) - 1]
            of_versions = f"version_id BETWEEN {low} AND {high}"
            of_reports = f"report_id IN (SELECT report_id FROM report_version WHERE {of_versions})"
            where = [of_reports, *[of_versions] * (len(TABLES) - 1)]
            batches.append(
                [
                    [tuple(row) for row in connection.execute(text(f"SELECT * FROM {table.name} WHERE {wanted}"))]
                    for table, wanted in zip(TABLES, where, strict=True)
                ]
            )
    with writing(engine) as connection:
        for table in reversed(TABLES):
            connection.execute(table.delete())
    clock = time.perf_counter()
    for batch in batches:
        if engine.dialect.name == "sqlite":
            _executemany(engine.raw_connection().driver_connection, batch)
        else:
            _copy(engine.raw_connection().driver_connection, batch)
    return time.perf_counter() - clock


def _executemany(driver: Any, batch: list[list[tuple[Any, ...]]]) -> None:
    driver.execute("BEGIN IMMEDIATE")
    for table, rows in zip(TABLES, batch, strict=True):
        driver.executemany(f"INSERT INTO {table.name} VALUES ({', '.join('?' * len(table.c))})", rows)
    driver.execute("COMMIT")


def _copy(driver: Any, batch: list[list[tuple[Any, ...]]]) -> None:
    with driver.transaction(), driver.cursor() as cursor:
        for table, rows in zip(TABLES, batch, strict=True):
            with cursor.copy(f"COPY {table.name} FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)


if __name__ == "__main__":
    main()
