"""How long work says how far it is: to a bar, a log, or nobody."""

from __future__ import annotations

from typing import Protocol


class Progress(Protocol):
    """Told a line whenever something worth telling has happened, from several threads; an empty one says nothing."""

    def __call__(self, line: str, done: int | None = None) -> None:
        """Take a line, and how many steps are done by now, by whomever; without a number it is one more."""


def say_nothing(line: str, done: int | None = None) -> None:
    """Take no notice of progress."""
    del line, done
