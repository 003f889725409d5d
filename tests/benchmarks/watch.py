"""How long a look of the watchdog takes, question by question, on an archive of many sources and many harvests.

    python -m tests.benchmarks.watch --sources 300 --harvests 30

Prints milliseconds for each question and for the whole look, on SQLite or on the archive that --database-url names,
which must be new. All sources are healthy but one in fifty, which refuses.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import text

from reportarchive.archive import Archive
from reportarchive.archive.engine import writing
from reportarchive.archive.inserts import insert_tuples
from reportarchive.archive.upkeep.statistics import renew_statistics
from reportarchive.model import Division, IssuerKind, ListingAddress, Source
from reportarchive.pipeline.watch.looking import questions

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection

YEARS = range(2018, 2025)  # of the reports of every source
SECTIONS, METRICS, NUMERALS = 13, 50, 12  # of every report
FIRST = date(2025, 1, 6)
NOW = datetime(2026, 4, 12, tzinfo=UTC)
ASKED = 5  # times each, the best of which counts
WHOLE = '{"divisions": [], "limit": null, "only_failed": false, "sources": [], "years": []}'


def source_of(number: int) -> Source:
    whose = (f"{110000 + number}", f"第{number}区人民政府", IssuerKind.GOVERNMENT)
    listing = ListingAddress(f"http://gov{number}.example/list/")
    return Source(f"source-{number}", *whose, "trs", (listing,), first_year=YEARS[0], verified=True)


def fill(archive: Archive, sources: int, harvests: int) -> None:
    """Fill an empty archive: every harvest asks every source for its listing and its reports, the first stores them."""
    divisions = [Division(f"{110000 + number}", f"第{number}区", "county") for number in range(sources)]
    archive.sync_registry(divisions, [source_of(number) for number in range(sources)], [], last_year=YEARS[-1])
    tables = {
        "blob": ([("0" * 64, 1)], ("sha256", "size")),
        "run": (list(runs(harvests)), ("run_id", "kind", "scope", "state", "counts", "started_at", "finished_at")),
        "fetch": (list(requests(sources, harvests)), FETCH),
    }
    with writing(archive.engine) as connection:
        for table, (rows, columns) in tables.items():
            insert_tuples(connection, table, columns, rows)
        store(connection, sources)
        renew_statistics(connection)
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql("ANALYZE")


FETCH = (
    *("fetch_id", "run_id", "source_id", "purpose", "url", "final_url", "outcome", "headers", "redirects"),
    *("requested_at", "seconds", "evidence", "sha256", "hints", "hint_year", "is_whole"),
)


def runs(harvests: int) -> Iterator[tuple[Any, ...]]:
    for run in range(1, harvests + 1):
        day = FIRST + timedelta(days=15 * run)
        yield run, "harvest", WHOLE, "done", "{}", f"{day}T00:00:00Z", f"{day}T06:00:00Z"


def requests(sources: int, harvests: int) -> Iterator[tuple[Any, ...]]:
    fetch_id = 0
    for run in range(1, harvests + 1):
        when = f"{FIRST + timedelta(days=15 * run)}T0"
        for number in range(sources):
            is_refused = run == harvests and number % 50 == 7
            for page in (None, *YEARS):
                fetch_id += 1
                url = f"http://gov{number}.example/" + (f"{page}.html" if page else "list/")
                outcome = "ok" if run == 1 else "not_modified"
                purpose = "article" if page else "listing"
                row = (fetch_id, run, f"source-{number}", purpose, url, url, outcome)
                if is_refused:
                    row = (*row[:-1], "blocked_challenge")
                kept = "0" * 64 if run == 1 else None
                yield *row, "[]", "[]", f"{when}{number % 6}:00:00Z", 0.1, "status 200", kept, "{}", page, int(not page)
                if is_refused:
                    break


def store(connection: Connection, sources: int) -> None:
    """Store the reports that the first harvest brought, past the reading."""
    issuers = dict(connection.execute(text("SELECT division_code, issuer_id FROM issuer")).tuples().all())
    reports, versions, children = [], [], {"section": [], "metric": [], "numeral": [], "candidate": []}
    version_id = 0
    for number in range(sources):
        for place, year in enumerate(YEARS):
            version_id += 1
            code = f"{110000 + number}"
            url, report = f"http://gov{number}.example/{year}.html", f"{code}-{year}-annual"
            fetch_id = number * (len(YEARS) + 1) + place + 2
            reports.append((report, issuers[code], "annual", year, f"{year}-12-31", f"source-{number}", url))
            when = f"{FIRST + timedelta(days=15)}T01:00:00Z"
            published = (f"{year + 1}-03-{10 + number % 20}", "meta")
            versions.append(
                (
                    version_id,
                    report,
                    1,
                    "first",
                    fetch_id,
                    "1",
                    *("0" * 64,) * 3,
                    "题",
                    *published,
                    "{}",
                    0.02,
                    when,
                    "文",
                )
            )
            span = range(SECTIONS)
            children["section"] += [(version_id, seq, str(seq), 1, "一、", "题", "work", 0, 1, 1, 1) for seq in span]
            numbers = (9.0, "9", "件", "exact", 0, 0, 1, 0, 1)
            children["metric"] += [(version_id, seq, "9件", *numbers) for seq in range(METRICS)]
            children["numeral"] += [(version_id, seq, "9", 0, 1, "enumerator") for seq in range(NUMERALS)]
            children["candidate"].append((f"source-{number}", url, "题", "accept", "annual", fetch_id - place - 1))
    insert_tuples(
        connection, "report", ("report_id", "issuer_id", "kind", "year", "period_end", "source_id", "url"), reports
    )
    insert_tuples(connection, "report_version", VERSION, versions)
    for table, columns in CHILDREN.items():
        insert_tuples(connection, table, columns, children[table])


VERSION = (
    *("version_id", "report_id", "version_no", "reason", "fetch_id", "parser_version", "body_sha256", "text_sha256"),
    *(
        "output_sha256",
        "title",
        "published_on",
        "published_on_source",
        "origins",
        "residue_rate",
        "recorded_from",
        "text",
    ),
)
CHILDREN = {
    "section": (
        *("version_id", "seq", "path", "level", "mark", "title", "role"),
        *("char_start", "heading_end", "own_end", "char_end"),
    ),
    "metric": (
        *("version_id", "seq", "surface", "value", "value_text", "unit", "bound", "is_target"),
        *("char_start", "char_end", "sentence_start", "sentence_end"),
    ),
    "numeral": ("version_id", "seq", "surface", "char_start", "char_end", "reason"),
    "candidate": ("source_id", "url", "title", "decision", "rule", "fetch_id"),
}


def best(function: Any) -> float:
    """Return the shortest of several times, in milliseconds."""
    times = []
    for _ in range(ASKED):
        began = time.perf_counter()
        function()
        times.append(time.perf_counter() - began)
    return min(times) * 1000


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sources", type=int, default=300)
    parser.add_argument("--harvests", type=int, default=30)
    parser.add_argument("--database-url")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        url = given.database_url or f"sqlite:///{Path(folder) / 'archive.db'}"
        measure(url, given.sources, given.harvests)


def measure(url: str, sources: int, harvests: int) -> None:
    """Fill a new archive and print how long each question takes there."""
    with Archive.create(url) as archive:
        fill(archive, sources, harvests)
        asked = questions(NOW)
        codes = [one.code for one in asked]
        for one in asked:
            taken = best(lambda one=one: archive.look_for_troubles([one], unjudged=codes))
            print(f"{one.code:20} {taken:9.1f} ms")
        print(f"{'the whole look':20} {best(lambda: archive.look_for_troubles(asked)):9.1f} ms")
        with writing(archive.engine) as connection:
            for view in ("source_visit", "source_health", "alarm_open"):
                taken = best(lambda view=view: connection.execute(text(f"SELECT * FROM {view}")).all())
                print(f"view {view:15} {taken:9.1f} ms")
            requests_made = connection.execute(text('SELECT COUNT(*) FROM "fetch"')).scalar_one()
            opened = connection.execute(text("SELECT code, COUNT(*) FROM alarm GROUP BY code")).tuples().all()
        print(f"{requests_made} requests, {len(asked)} questions, alarms {dict(opened)}")


if __name__ == "__main__":
    main()
