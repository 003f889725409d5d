"""What a chapter of the benchmarks found: figures with their rounds and goals, tables, and how they are told."""

from __future__ import annotations

import statistics
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

GOALS = Path(__file__).with_name("goals.toml")


@dataclass(frozen=True)
class Goal:
    """What a figure should be: its label for readers, its unit, and the bound asked of its median, if any."""

    label: str
    unit: str = ""
    at_least: float | None = None
    at_most: float | None = None

    def judged(self, value: float) -> Literal["reached", "short", "no goal"]:
        """Return whether a value is what is asked."""
        if self.at_least is None and self.at_most is None:
            return "no goal"
        above = self.at_least is None or value >= self.at_least
        below = self.at_most is None or value <= self.at_most
        return "reached" if above and below else "short"

    def __str__(self) -> str:
        """Return the bounds as they are written in a table."""
        bounds = [f"≥ {shown(self.at_least)}" if self.at_least is not None else ""]
        bounds.append(f"≤ {shown(self.at_most)}" if self.at_most is not None else "")
        return " and ".join(bound for bound in bounds if bound) or "–"


@dataclass(frozen=True)
class Figure:
    """One thing measured: its key in goals.toml, and what it came to in each round of the run."""

    key: str
    rounds: tuple[float, ...]

    @property
    def median(self) -> float:
        """The middle of the rounds, which is what counts."""
        return statistics.median(self.rounds)

    @property
    def spread(self) -> str:
        """The least and the greatest of the rounds."""
        return f"{shown(min(self.rounds))} to {shown(max(self.rounds))}" if len(self.rounds) > 1 else "one round"


@dataclass(frozen=True)
class Table:
    """Rows for readers: a line above them, the names of the columns, and the cells as they are shown."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Chapter:
    """All that one module of the suite found, in the order in which it is told."""

    title: str
    method: str  # a paragraph: what was done to what, and what each side does less or more
    figures: tuple[Figure, ...]
    tables: tuple[Table, ...] = ()
    pictures: tuple[Path, ...] = ()  # SVG files beside the page
    peers: tuple[str, ...] = ()  # distributions whose versions belong to the figures
    missing: tuple[str, ...] = ()  # competitors that could not be imported, and why


def goals() -> dict[str, Goal]:
    """Return the goals of all figures by their keys."""
    return {key: Goal(**values) for key, values in tomllib.loads(GOALS.read_text("utf-8")).items()}


def shown(value: float) -> str:
    """Return a number with three figures that count, and thousands apart."""
    if abs(value) >= 100:
        return f"{value:,.0f}"
    return f"{value:.3g}"
