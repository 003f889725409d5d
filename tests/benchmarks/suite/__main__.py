"""Measure this package beside what a user would pick instead, a chapter at a time, and tell it beside the goals.

    make bench                        all chapters, written to docs/benchmarks.md
    make bench-quick                  all chapters on less, printed, in a minute and a half
    make bench-quick ARGS="html"      some of them
    make bench ARGS="--largest 100000"   the archive that grows grows to so many reports
    make bench ARGS="--pages FOLDER"  on further saved pages, with an index.json (file, url, title, published_on, body)

Each chapter runs in a process of its own, so that neither what it imports nor what it holds falls on the next. In a
chapter all competitors take turns in each round; what else the machine does falls on all of them alike.
"""

from __future__ import annotations

import argparse
import sys
import time
import traceback
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

from tests.benchmarks.suite.chapters import CHAPTERS, run
from tests.benchmarks.suite.figures import goals
from tests.benchmarks.suite.given import GOLD, PAGES, give, give_largest
from tests.benchmarks.suite.written import Told, lines_of, page


def told_of(names: list[str], *, quick: bool) -> list[Told]:
    """Run chapters one after another, print the figures of each when it is done, and return those that ended."""
    known, told = goals(), []
    for name in names:
        print(f"{name} ...", file=sys.stderr, flush=True)
        clock = time.perf_counter()
        with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as process:
            try:
                chapter = process.submit(run, name, quick=quick).result()
            except Exception:  # noqa: BLE001 - whatever ended it, the other chapters are measured
                print(f"{name} failed:\n{traceback.format_exc()}", file=sys.stderr, flush=True)
                continue
        told.append(Told(chapter, time.perf_counter() - clock))
        print("\n".join(lines_of(told[-1], known)), flush=True)
    return told


def main() -> int:
    """Run what was asked for; 1 when a figure is short of its goal, or a chapter failed."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.benchmarks.suite",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "chapters", nargs="*", metavar="CHAPTER", help=f"of {', '.join(CHAPTERS)}; all when none is named"
    )
    parser.add_argument("--quick", action="store_true", help="on less, with fewer rounds")
    parser.add_argument("--write", type=Path, metavar="FILE", help="write the page there, when all chapters were run")
    parser.add_argument("--pages", type=Path, action="append", default=[], metavar="FOLDER",
                        help="read these pages too: saved files with an index.json")  # fmt: skip
    parser.add_argument("--gold", type=Path, action="append", default=[], metavar="FILE",
                        help="score these texts too: TOML or JSON of the gold's form")  # fmt: skip
    parser.add_argument("--largest", type=int, default=0, metavar="REPORTS",
                        help="let the archive that grows grow to so many (100000 take some 9 GB)")  # fmt: skip
    given = parser.parse_args()
    if lost := [path for path in (*given.gold, *(one / "index.json" for one in given.pages)) if not path.is_file()]:
        parser.error(f"no such file: {', '.join(map(str, lost))}")
    give(PAGES, given.pages)
    give(GOLD, given.gold)
    give_largest(given.largest)
    if unknown := set(given.chapters) - set(CHAPTERS):
        parser.error(f"no chapter {', '.join(sorted(unknown))}; there are {', '.join(CHAPTERS)}")
    names = given.chapters or list(CHAPTERS)
    told = told_of(names, quick=given.quick)
    if given.write and len(told) == len(CHAPTERS):
        given.write.write_text(page(told), "utf-8")
        print(f"written to {given.write}")
    known = goals()
    short = any(known[one.key].judged(one.median) == "short" for each in told for one in each.chapter.figures)
    return 1 if short or len(told) < len(names) else 0


if __name__ == "__main__":
    sys.exit(main())
