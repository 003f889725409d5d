"""What the operator sees of a run: a bar as it goes, a table, a summary, and an end that is loud when it failed."""

from __future__ import annotations

import time
from threading import Lock
from typing import TYPE_CHECKING, Any, Self, cast

from prefect import get_run_logger
from prefect.artifacts import (
    create_markdown_artifact,
    create_progress_artifact,
    create_table_artifact,
    update_progress_artifact,
)
from prefect.states import Completed, Failed

from reportarchive.pipeline.answer.outcomes import counted as counted_outcomes
from reportarchive.pipeline.answer.outcomes import read_outcomes
from reportarchive.pipeline.tally import Tally, total
from reportarchive.pipeline.watch.message import linked
from reportarchive.text.folding import clean_controls

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from types import TracebackType
    from uuid import UUID

    from prefect.client.schemas.objects import State
    from prefect.logging.loggers import PrefectLogAdapter

    from reportarchive.pipeline.answer.outcomes import Ended
    from reportarchive.pipeline.runs import Run

LOGGER = "reportarchive"
"""Our own lines go to a child of Prefect's run logger, so that they can be heard without its chatter."""

MOST_ROWS = 2000
"""Rows of a table artifact at most: it is read by a person, and the server keeps every one of them."""

MOVE_SECONDS = 2.0
"""A progress bar is moved this often at most: each move is a call to the server, and the page asks no oftener."""

MOST_LINES = 50
LONGEST = 500  # characters of a line


def say(line: str) -> None:
    """Log one line of progress under the task or flow that is running."""
    _logger().info("%s", line)


def _logger() -> PrefectLogAdapter:
    return cast("PrefectLogAdapter", get_run_logger()).getChild(LOGGER)


class Bar:
    """A progress artifact, `{kind}-progress`, that says how many sources or reports are done; threads may move it."""

    def __init__(self, kind: str, steps: int, *, of: str = "sources") -> None:
        self._steps = steps
        self._of = of
        self._done = 0
        self._guard = Lock()
        self._moved_at = time.monotonic()
        self._artifact = cast("UUID", create_progress_artifact(0.0, key=f"{kind}-progress", description=self._told()))

    def __call__(self, line: str, done: int | None = None) -> None:
        """Say the line, and count one more done, or as many as another count knows of if that is more."""
        if line:
            say(line)
        with self._guard:
            self._done = max(self._done, self._done + 1 if done is None else done)
            if time.monotonic() - self._moved_at >= MOVE_SECONDS:
                self._move()

    def __enter__(self) -> Self:
        """Return the bar, to be moved in the context."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """Move to where the work has come."""
        with self._guard:
            self._move()

    def _move(self) -> None:
        self._moved_at = time.monotonic()
        percent = min(100.0, 100 * self._done / self._steps) if self._steps else 100.0
        update_progress_artifact(self._artifact, percent, description=self._told())

    def _told(self) -> str:
        return f"{self._done} of {self._steps} {self._of}"


def show_run(run: Run) -> State[Tally]:
    """Show what each source gave, what its requests came to, and the sum; return the run's end."""
    return show_tallies(run.kind, run.tallies, read_outcomes(run.holdings.settings, run.run_id))


def show_tallies(kind: str, tallies: Sequence[Tally], ended: Sequence[Ended] = ()) -> State[Tally]:
    """Show what each source gave and the sum; return the run's end, failed when anything did.

    `ended` tells what the requests came to: a line of the summary, a column of the table, and links to the pages.
    """
    whole = total(tallies)
    counted = [name for name in whole.as_counts() if whole.counts[name]]
    rows = [
        {"source": one.source_id or "all"}
        | {name: one.counts[name] for name in counted}
        | ({"requests": counted_outcomes(_of(one, ended))} if ended else {})
        | {"problems": "; ".join([*one.problems, *one.held])}
        for one in tallies
    ]
    failed = [one for one in ended if not one.is_answered]
    lines = [
        f"# {kind}: {whole.sentence()}",
        *(["", f"Requests: {counted_outcomes(ended)}."] if ended else []),
        *_listed("Failed", [_code(problem) for problem in whole.problems]),
        *_listed("Not answered with a page", [_evidence(one) for one in failed]),
        *_listed("Left to other workers", [_code(held) for held in whole.held]),
        *_listed("To review", [_code(review) for review in whole.reviews]),
    ]
    return show(kind, rows, lines, failed=bool(whole.problems), said=whole.sentence(), result=whole)


def show(
    kind: str, rows: Sequence[dict[str, Any]], lines: Iterable[str], *, failed: bool, said: str, result: object = None
) -> State[Any]:
    """Write a run's table and summary, and return its end; a failed one is logged as an error too."""
    create_table_artifact([*rows[:MOST_ROWS]], key=f"{kind}-table", description=f"{kind}: {len(rows)} rows")
    left_out = [f"The table shows the first {MOST_ROWS} of {len(rows)} rows."] if len(rows) > MOST_ROWS else []
    create_markdown_artifact("\n".join([*lines, *left_out]), key=f"{kind}-summary", description=said)
    if failed:
        _logger().error("%s", said)
        return Failed(message=said, data=result)
    return Completed(message=said, data=result)


def _of(tally: Tally, ended: Iterable[Ended]) -> list[Ended]:
    return [one for one in ended if one.source_id == tally.source_id]


def _evidence(ended: Ended) -> str:
    """Return a line with a page that a source's requests failed on, to be opened from the browser."""
    said = f"{ended.source_id or 'for no source'}: {ended.outcome}, {ended.requests}x"
    return f"{_code(said)}, {linked(f'request {ended.fetch_id} {ended.url}')} {_code(ended.evidence)}".rstrip()


def _code(text: str) -> str:
    """Return a text as code: nothing in it, which may be a page's, is read as markup."""
    cleaned = " ".join(clean_controls(text)[0].replace("`", "'").split())
    return f"`{cleaned[:LONGEST]}`" if cleaned else ""


def _listed(title: str, sentences: Sequence[str]) -> list[str]:
    if not sentences:
        return []
    more = len(sentences) - MOST_LINES
    shown = [f"- {sentence}" for sentence in sentences[:MOST_LINES]]
    return ["", f"## {title}", "", *shown, *([f"- and {more} more"] if more > 0 else [])]
