"""Archives full of synthetic reports, filled past the network: kept bytes, request rows, versions."""

from __future__ import annotations

import os
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from tests.benchmarks.synthetic import page

from reportarchive.archive import Incoming, Origin, VersionRows, rows_of
from reportarchive.model import Outcome, Payload
from reportarchive.pipeline.holdings import PARSER_VERSION, Holdings, open_holdings
from reportarchive.pipeline.reading import Hints, parse_capture
from reportarchive.pipeline.reading.readers import open_readers
from reportarchive.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

NOW = "2026-01-10T02:00:00Z"
TOGETHER = 50
ROOT = Path(__file__).resolve().parents[2]


@contextmanager
def synthetic_holdings(home: Path, reports: int, database_url: str | None = None) -> Iterator[tuple[Holdings, int]]:
    """Give an archive without sources that knows the divisions of so many synthetic reports, and the id of a run."""
    home.mkdir(parents=True, exist_ok=True)
    codes = sorted({page(number)[1] for number in range(0, reports, 10)})
    divisions = [f'[[division]]\ncode = "{code}"\nname = "第{code[2:]}区"\nlevel = "county"\n' for code in codes]
    (home / "sources.toml").write_text("\n".join(divisions), encoding="utf-8")
    settings = Settings.load(home=home, sources=home / "sources.toml", sources_only=True, database_url=database_url)
    with open_holdings(settings) as holdings:
        yield holdings, holdings.archive.begin_run("import", {}, NOW)


def read_page(number: int) -> tuple[bytes, VersionRows, Hints]:
    """Return the page of a number, the rows of its report, and the hints it was read with."""
    body, division, year = page(number)
    hints = Hints(division=division, issuer=f"第{division[2:]}区人民政府", issuer_kind="government", year=str(year))
    url = f"http://synthetic.example/{number}.html"
    report = parse_capture(body, url=url, content_type="text/html", hints=hints)
    return body, rows_of(report), hints


def keep(holdings: Holdings, run_id: int, number: int, body: bytes, hints: Hints) -> int:
    """Keep the bytes of a page and note its request; return the request's id."""
    url = f"http://synthetic.example/{number}.html"
    payload = Payload(url, url, Outcome.OK, 200, (("Content-Type", "text/html"),), body, (), NOW, 0.1)
    digest = holdings.store.put(body)
    return holdings.archive.record_fetch(
        run_id, payload, source_id=None, purpose="import", sha256=digest, hints=hints.to_dict()
    )


def fill(holdings: Holdings, run_id: int, numbers: Iterable[int]) -> None:
    """Store the reports of these numbers, read on all cores, fifty in one transaction."""
    waiting: list[Incoming] = []
    os.environ["PYTHONPATH"] = str(ROOT)  # where the reading processes find this module
    with open_readers() as readers:
        for number, result in readers.in_order(read_page, numbers):
            if not isinstance(result, tuple):
                raise result
            body, rows, hints = result
            fetch_id = keep(holdings, run_id, number, body, hints)
            waiting.append(Incoming(rows, Origin(fetch_id, None, PARSER_VERSION, NOW)))
            if len(waiting) == TOGETHER:
                holdings.archive.store_all(waiting)
                waiting.clear()
    holdings.archive.store_all(waiting)
