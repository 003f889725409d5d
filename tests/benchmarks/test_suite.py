"""The benchmarks' own tools: what they measure against is what it is called, and nothing timed is asserted."""

from __future__ import annotations

import importlib
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from tests.benchmarks.archives import NOW, read_page
from tests.benchmarks.memory import family, memory_of
from tests.benchmarks.suite import growth, harvest
from tests.benchmarks.suite.bare_rows import open_driver, rows_written, together
from tests.benchmarks.suite.figures import goals
from tests.benchmarks.suite.plot import draw_growth
from tests.benchmarks.suite.store import place_of
from tests.postgres import NoServerError
from tests.zoo.many import many_sites

from reportarchive.archive import Archive, Incoming, Origin, check_archive, fingerprint
from reportarchive.pipeline.holdings import PARSER_VERSION
from reportarchive.query import Filters, Reader, count_hits

if TYPE_CHECKING:
    from pathlib import Path

REPORTS = 3
OURS = ("store", "harvest", "growth")


@pytest.mark.parametrize("engine", ["sqlite", "postgresql"])
def test_the_bare_rows_are_all_that_the_archive_writes(engine: str, tmp_path: Path) -> None:
    read = [read_page(number) for number in range(REPORTS)]
    try:
        with place_of(engine, tmp_path, read) as place:
            with Archive.open(place.copied("ours")) as ours:
                ready = [
                    Incoming(rows, Origin(number, None, PARSER_VERSION, NOW))
                    for number, (_, rows, _) in enumerate(read, start=1)
                ]
                ours.store_all(ready)
                written = rows_written(ours.engine)
                wanted = fingerprint(ours)
            url = place.copied("bare")
            with open_driver(url) as driver:
                driver.write(written[0])
                driver.write(together(written[1:]))
            with Archive.open(url) as bare:
                assert fingerprint(bare) == wanted
                assert not list(check_archive(bare))
            with Reader.open(url) as reader, Reader.open(str(ours.engine.url)) as beside:
                for word in ("行政", "法", "12"):
                    assert count_hits(reader, word, Filters()) == count_hits(beside, word, Filters()) > 0
    except NoServerError as error:
        pytest.skip(f"no PostgreSQL server starts here: {error}")


@pytest.mark.parametrize("name", OURS)
def test_every_figure_of_a_chapter_has_a_goal_or_a_label(name: str) -> None:
    own = [key for key in goals() if key.startswith(f"{name}.")]
    assert own
    assert importlib.import_module(f"tests.benchmarks.suite.{name}").METHOD.strip()
    if name == "growth":
        assert sorted(own) == sorted(growth.FIGURES)
        assert set(growth.FIGURES.values()) <= set(growth.COSTS)


def test_an_archive_grows_as_far_as_it_is_told_and_as_there_is_room(monkeypatch: pytest.MonkeyPatch) -> None:
    assert growth.sizes_to(0) == growth.sizes_to(500) == growth.SIZES
    monkeypatch.setattr(growth, "BYTES_A_REPORT", 1)
    assert growth.sizes_to(100_000) == (*growth.SIZES, 100_000)
    monkeypatch.setattr(growth, "BYTES_A_REPORT", 10**15)
    with pytest.raises(ValueError, match="30000 reports take 30000000000 GB"):
        growth.sizes_to(0)


def test_the_spider_stores_every_report_and_asks_politely(tmp_path: Path) -> None:
    python = harvest.spider_python()
    if python is None:
        pytest.skip("Scrapy is not installed: `make bench` sets its environment up")
    with many_sites(3, 2, tmp_path / "sources.toml") as sites:
        stored, seconds = harvest.spider(tmp_path, python)
        measured = sites.stop()
    assert (stored, measured.hosts, measured.asked_before_robots) == (6, 3, 0)
    assert seconds > 0


def test_the_plain_pipeline_is_given_the_same_sites(tmp_path: Path) -> None:
    with many_sites(2, 2, tmp_path / "sources.toml"):
        stored, seconds = harvest.plain(tmp_path, {})
    assert stored == 4
    assert seconds > 0


def test_the_plot_has_a_line_a_cost_and_nothing_to_run(tmp_path: Path) -> None:
    costs = {"stored": [2.0, 2.2], "memory": [100.0, 101.0]}
    file = draw_growth(tmp_path / "images" / "growth.svg", (1000, 10_000), costs)
    drawn = file.read_text(encoding="utf-8")
    assert all(name in drawn for name in costs)
    assert "10,000 reports" in drawn
    assert "<script" not in drawn
    assert file.read_bytes() == draw_growth(tmp_path / "again.svg", (1000, 10_000), costs).read_bytes()


def test_memory_is_that_of_a_process_and_all_below_it() -> None:
    code = "import subprocess, sys; subprocess.run([sys.executable, '-c', 'print(1, flush=True); input()'])"
    command = [sys.executable, "-c", code]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        process.stdout.readline()
        known = list(family(process.pid))
        assert len(known) == 2
        assert all(memory_of(pid) > 1 for pid in known)
        process.communicate("\n")
