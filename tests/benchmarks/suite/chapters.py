"""The chapters by their names, in the order in which they are told; each is a module with a function `chapter`."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.benchmarks.suite.figures import Chapter

CHAPTERS = ("html", "quantities", "outline", "reading", "store", "harvest", "growth", "startup")


def run(name: str, *, quick: bool) -> Chapter:
    """Return what a chapter found; called in a process of its own."""
    chapter: Chapter = import_module(f"tests.benchmarks.suite.{name}").chapter(quick=quick)
    return chapter
