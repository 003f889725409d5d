"""`make bench`: how fast a text is read, and that the time grows with its length and not faster.

    python -m tests.benchmarks.reading [FILE ...]

Prints characters a second on one core for the quantities with their indicators (`measure`) and for the whole of
`parse_text`, beside the speed of a bare regular expression that finds digits (the yardstick of the same run), and,
for texts made to blow an expression up, the time of a million characters as a multiple of that of a tenth.
"""

from __future__ import annotations

import argparse
import re
import time
from pathlib import Path
from typing import TYPE_CHECKING

from reportarchive import parse_text
from reportarchive.metrics import measure
from reportarchive.text.folding import fold

if TYPE_CHECKING:
    from collections.abc import Callable

CORPUS = Path(__file__).parent.parent / "corpus" / "plain-district" / "input.txt"
SHARED = Path(__file__).resolve().parents[3] / "shared" / "samples" / "reports"
YARDSTICK = re.compile(r"\d+(?:\.\d+)?")
ROUNDS = 7

HOSTILE = {
    "digits": "1",
    "一": "一",
    "brackets": "（",
    "opening quotes": "《",
    "no full stop": "全年办理行政复议案件120件，同比增长12.5%，",
    "list of numbers": "1、",
    "headings": "一、工作\n",
    "headings in one line": "（一）做好。",
    "spaced list": "12、3和",
    "blanks between digits": "1 ",
    "parts": "其中1件，",
    "sentences": "办理案件5件；\n",
}


def best_of(work: Callable[[], object], rounds: int = ROUNDS) -> float:
    """Return the seconds of the fastest of some runs: the least disturbed one."""
    times = []
    for _ in range(rounds):
        clock = time.perf_counter()
        work()
        times.append(time.perf_counter() - clock)
    return min(times)


def speeds(name: str, text: str) -> str:
    """Return one line of speeds for a text."""
    report = parse_text(text)
    folded = fold(text)
    yardstick = best_of(lambda: [match.group() for match in YARDSTICK.finditer(folded)])
    measured = best_of(lambda: measure(report.text, report.sections))
    parsed = best_of(lambda: parse_text(text))
    per_second = [len(text) / seconds / 1e6 for seconds in (measured, parsed)]
    return (
        f"{name:24} {len(text):8,} characters  {len(report.metrics):4} quantities  "
        f"measure {per_second[0]:5.2f} M/s  parse_text {per_second[1]:5.2f} M/s  "
        f"({measured / yardstick:.0f} and {parsed / yardstick:.0f} times the yardstick)"
    )


def growth(name: str, piece: str) -> str:
    """Return how much longer ten times as much of a text takes; 10 is linear."""
    short, long = (piece * (size // len(piece)) for size in (100_000, 1_000_000))
    clock = best_of(lambda: parse_text(short), 1)
    longer = best_of(lambda: parse_text(long), 1)
    times = f"{longer / clock:5.1f} times"
    return f"{name:24} 100,000 characters {clock:6.2f} s   1,000,000 characters {longer:6.2f} s   {times}"


def main() -> None:
    """Print all speeds."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="*", type=Path, metavar="FILE")
    files = parser.parse_args().files or [CORPUS, *sorted(SHARED.glob("*.txt"))]
    for path in files:
        print(speeds(path.name if path != CORPUS else "corpus/plain-district", path.read_text("utf-8")))
    print()
    for name, piece in HOSTILE.items():
        print(growth(name, piece))


if __name__ == "__main__":
    main()
