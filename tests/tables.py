"""Tests over whole data files: one test, every row, and all rows that fail are told."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

SHOWN = 8


def for_each(rows: Iterable[Any]) -> Callable[[Callable[..., None]], Callable[[], None]]:
    """Run a test function on every row (a tuple is spread over its arguments).

    For lists of hundreds, where a test per row would cost more than what it tests.
    """
    every = list(rows)

    def decorate(test: Callable[..., None]) -> Callable[[], None]:
        def on_every_row() -> None:
            assert every, "no row to test"
            failed: list[tuple[Any, Exception]] = []
            for row in every:
                try:
                    test(*row) if isinstance(row, tuple) else test(row)
                except Exception as error:  # noqa: BLE001 - told below, the first one as the cause
                    failed.append((row, error))
            told = "\n".join(f"  {row!r}: {error}" for row, error in failed[:SHOWN])
            if failed:
                raise AssertionError(f"{len(failed)} of {len(every)} rows fail:\n{told}") from failed[0][1]

        on_every_row.__name__ = test.__name__
        on_every_row.__doc__ = test.__doc__
        return on_every_row

    return decorate
