"""Chapters enter, the page `docs/benchmarks.md` and the lines of a terminal leave."""

from __future__ import annotations

import os
import platform
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING, NamedTuple

from tests.benchmarks.suite.figures import Chapter, goals, shown

import reportarchive

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from tests.benchmarks.suite.figures import Figure, Goal, Table


class Told(NamedTuple):
    """What a chapter found, and the seconds it took to find it."""

    chapter: Chapter
    seconds: float


def lines_of(told: Told, known: Mapping[str, Goal]) -> Iterator[str]:
    """Yield a chapter as a terminal shows it: a figure a line, with its goal and whether it is reached."""
    yield f"{told.chapter.title} ({told.seconds:.0f} s)"
    for figure in told.chapter.figures:
        goal = known[figure.key]
        verdict = goal.judged(figure.median)
        asked = "" if verdict == "no goal" else f"  asked {goal}: {verdict}"
        yield f"  {shown(figure.median):>8} {goal.unit:<22} {goal.label} ({figure.spread}){asked}"
    yield from (f"  not there: {name}" for name in told.chapter.missing)


def page(chapters: Sequence[Told]) -> str:
    """Return the whole page."""
    known = goals()
    return "\n".join([*_head(chapters), *_summary(chapters, known), *_chapters(chapters, known)]) + "\n"


def _head(chapters: Sequence[Told]) -> Iterator[str]:
    minutes = sum(told.seconds for told in chapters) / 60
    yield "# Benchmarks\n"
    yield "<!-- Written by `make bench`; change the suite in tests/benchmarks/suite, not this page. -->\n"
    python, machine = platform.python_version(), f"{os.cpu_count()} cores ({platform.machine()}, {platform.system()})"
    yield (
        f"Measured on {datetime.now(UTC):%Y-%m-%d} in {minutes:.0f} minutes: reportarchive "
        f"{reportarchive.__version__}, Python {python}, {machine} that others may have used as well.\n"
    )
    yield (
        "So what counts are ratios: in each round all competitors take turns at the same bytes, a ratio is taken\n"
        "within its round, and the median over the rounds stands before the least and the greatest. One process is\n"
        "timed by its processor time, several by the clock.\n"
    )
    yield "`make bench` measures all this anew; `make bench-quick` does it on less in a minute and a half.\n"


def _summary(chapters: Sequence[Told], known: Mapping[str, Goal]) -> Iterator[str]:
    yield "## Against the goals\n"
    judged = [(one, known[one.key]) for told in chapters for one in told.chapter.figures]
    asked = [(one, goal) for one, goal in judged if goal.judged(one.median) != "no goal"]
    yield from _rows(
        ("figure", "asked", "reached", "rounds", ""),
        ((goal.label, f"{goal} {goal.unit}".strip(), shown(one.median), one.spread, goal.judged(one.median))
         for one, goal in asked),
    )  # fmt: skip


def _chapters(chapters: Sequence[Told], known: Mapping[str, Goal]) -> Iterator[str]:
    for chapter, _ in chapters:
        yield f"\n## {chapter.title}\n"
        yield f"{chapter.method}\n"
        for table in chapter.tables:
            yield from _table(table)
        for picture in chapter.pictures:
            yield f"![{chapter.title}](images/{picture.name})\n"
        yield from _others(chapter.figures, known)
        if chapter.missing:
            yield f"Not there in this run: {', '.join(chapter.missing)}.\n"
        if chapter.peers:
            yield f"Versions: {', '.join(_version(name) for name in chapter.peers)}.\n"


def _others(figures: Iterable[Figure], known: Mapping[str, Goal]) -> Iterator[str]:
    """Yield the figures of a chapter that no goal is set for."""
    free = [(one, known[one.key]) for one in figures if known[one.key].judged(one.median) == "no goal"]
    if free:
        yield from _rows(
            ("figure", "", "rounds"),
            ((goal.label, f"{shown(one.median)} {goal.unit}".strip(), one.spread) for one, goal in free),
        )


def _table(table: Table) -> Iterator[str]:
    yield f"{table.title}\n"
    yield from _rows(table.columns, table.rows)


def _rows(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    yield f"| {' | '.join(columns)} |"
    yield f"| {' | '.join('---' for _ in columns)} |"
    for row in rows:
        yield f"| {' | '.join(cell.replace('|', '/') for cell in row)} |"
    yield ""


def _version(name: str) -> str:
    try:
        return f"{name} {version(name)}"
    except PackageNotFoundError:
        return f"{name} (not installed)"
