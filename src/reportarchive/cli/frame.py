"""What every command shares: settings in force, scope options, output to a person or a pipe, errors as one line."""

from __future__ import annotations

import re
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from reportarchive.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from reportarchive.model import Scope
    from reportarchive.pipeline.progress import Progress
    from reportarchive.pipeline.tally import Tally

STANDARD_OUTPUT = Path("-")
PIPE_WIDTH = 240
"""Columns of a table that goes into a pipe or file, where nothing is gained by breaking its lines."""

PLAIN_STEPS = 1000
"""Steps between two lines of progress where there is no terminal."""

out = Console(highlight=False, soft_wrap=True, width=None if sys.stdout.isatty() else PIPE_WIDTH)
err = Console(stderr=True, highlight=False, soft_wrap=True)

Years = Annotated[
    list[str] | None, typer.Option("--year", "--years", help="Years: 2023, 2019-2024 or 2020,2022; repeatable.")
]
Divisions = Annotated[
    list[str] | None,
    typer.Option("--division", "--divisions", help="GB/T 2260 codes, with all below them; repeatable."),
]
Sources = Annotated[list[str] | None, typer.Option("--source", "--sources", help="Source ids; repeatable.")]
OnlyFailed = Annotated[bool, typer.Option("--only-failed", help="Only sources whose last work item failed.")]
Limit = Annotated[
    int | None, typer.Option("--limit", min=1, help="At most so many articles, only such as are not stored yet.")
]

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_YEARS = re.compile(r"(\d{4})(?:-(\d{4}))?")


def read_scope(
    years: list[str] | None = None,
    divisions: list[str] | None = None,
    sources: list[str] | None = None,
    *,
    only_failed: bool = False,
    limit: int | None = None,
) -> Scope:
    """Return the scope that the options of a command name.

    Raises:
        UsageError: a year is not written as 2023, 2019-2024 or 2020,2022.
    """
    from reportarchive.model import Scope

    return Scope(_years(years or ()), _words(divisions), _words(sources), only_failed=only_failed, limit=limit)


def _words(given: Iterable[str] | None) -> tuple[str, ...]:
    return tuple(word.strip() for part in given or () for word in part.split(",") if word.strip())


def _years(given: Iterable[str]) -> tuple[int, ...]:
    chosen: set[int] = set()
    for word in _words(given):
        match = _YEARS.fullmatch(word)
        if match is None or (match[2] and int(match[2]) < int(match[1])):
            raise UsageError(f"year {word!r} is not understood; write 2023, 2019-2024 or 2020,2022")
        chosen.update(range(int(match[1]), int(match[2] or match[1]) + 1))
    return tuple(sorted(chosen))


def printable(text: str) -> str:
    """Return the text with every control character but tab and line feed as U+FFFD; its length stays.

    A page from the web may hold escape sequences, which a terminal would obey.
    """
    return _CONTROL.sub("\N{REPLACEMENT CHARACTER}", text)


def escaped(json: str) -> str:
    """Return JSON with the control characters that its writer leaves as they are (U+007F to U+009F) escaped."""
    return _CONTROL.sub(lambda found: f"\\u{ord(found[0]):04x}", json)


def plain(text: str, style: str = "") -> Text:
    """Return the text as Rich prints it unread: no markup, no control characters."""
    return Text(printable(text), style=style)


def say(line: str = "") -> None:
    """Print one line as it is; what it holds is never read as markup."""
    out.print(plain(line))


def refuse_terminal(output: Path) -> None:
    """Return unless bytes that are no text would go to a terminal.

    Raises:
        UsageError: they would.
    """
    if output == STANDARD_OUTPUT and sys.stdout.isatty():
        raise UsageError("these bytes do not go to a terminal; name a file, or send standard output into a pipe")


def write_bytes(output: Path, body: bytes, *, force: bool) -> None:
    """Write bytes into a file, or for `-` to standard output.

    Raises:
        UsageError: the file is there already and shall not be replaced, or it cannot be written.
    """
    if output == STANDARD_OUTPUT:
        sys.stdout.buffer.write(body)
        sys.stdout.buffer.flush()
        return
    try:
        with output.open("wb" if force else "xb") as file:
            file.write(body)
    except FileExistsError:
        raise UsageError(f"{output} is there already; name another file, or give --force") from None
    except OSError as error:
        raise UsageError(f"{output} cannot be written: {error.strerror}") from error


def tell_problems(tally: Tally) -> None:
    """Print reviews, held sources and problems of a run to standard error; with problems leave with status 1."""
    for review in tally.reviews:
        err.print(plain(f"needs review: {review}"))
    for why in tally.held:
        err.print(plain(f"held: {why}"))
    for problem in tally.problems:
        err.print(plain(f"failed: {problem}"))
    if tally.problems:
        raise typer.Exit(1)


def print_table(columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Print rows as a table; cells are text, whatever brackets they hold."""
    table = Table(show_edge=False, pad_edge=False, header_style="bold")
    for column in columns:
        table.add_column(plain(column), overflow="fold")
    for row in rows:
        table.add_row(*(plain("" if cell is None else str(cell)) for cell in row))
    out.print(table)


@contextmanager
def progress(title: str, steps: int | None = None) -> Iterator[Progress]:
    """Give a function that counts one step of progress, or as many as it is told, and shows its line, if any.

    On a terminal lines go above a bar. Elsewhere they are printed plainly, and every thousand steps how far it is.
    """
    if not sys.stderr.isatty():
        yield _plain_progress(title, steps)
        return
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = (SpinnerColumn(), TextColumn("{task.description}", markup=False), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, TimeElapsedColumn(), console=err, transient=True) as bar:
        task = bar.add_task(title, total=steps)

        def advance(line: str, done: int | None = None) -> None:
            bar.update(task, advance=1 if done is None else None, completed=done)
            if line:
                bar.console.print(plain(line))

        yield advance


def _plain_progress(title: str, steps: int | None) -> Progress:
    so_far = 0

    def advance(line: str, done: int | None = None) -> None:
        nonlocal so_far
        before, so_far = so_far, so_far + 1 if done is None else done
        if line:
            err.print(plain(line))
        if so_far // PLAIN_STEPS > before // PLAIN_STEPS:
            err.print(plain(f"{title}: {so_far}{f' of {steps}' if steps is not None else ''}"))

    return advance
