"""Pages, gold and sizes named by options, handed through the environment to the chapters in their processes."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

PAGES, GOLD = "BENCHMARKS_PAGES", "BENCHMARKS_GOLD"
LARGEST = "BENCHMARKS_LARGEST"


def give(variable: str, paths: Iterable[Path]) -> None:
    """Note the paths of an option for all processes started from here."""
    os.environ[variable] = os.pathsep.join(str(path.resolve()) for path in paths)


def given(variable: str) -> list[Path]:
    """Return the paths of an option."""
    return [Path(path) for path in os.environ.get(variable, "").split(os.pathsep) if path]


def give_largest(reports: int) -> None:
    """Note to how many reports the archive of the chapter on growth grows; 0 leaves that to the chapter."""
    os.environ[LARGEST] = str(reports)


def largest_given() -> int:
    """Return that number, 0 where none was given."""
    return int(os.environ.get(LARGEST, "0"))
