"""Pages and gold named by options, handed through the environment to the chapters in their processes."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

PAGES, GOLD = "BENCHMARKS_PAGES", "BENCHMARKS_GOLD"


def give(variable: str, paths: Iterable[Path]) -> None:
    """Note the paths of an option for all processes started from here."""
    os.environ[variable] = os.pathsep.join(str(path.resolve()) for path in paths)


def given(variable: str) -> list[Path]:
    """Return the paths of an option."""
    return [Path(path) for path in os.environ.get(variable, "").split(os.pathsep) if path]
