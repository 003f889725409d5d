"""Commands that answer with rows: query, coverage, status."""

from __future__ import annotations

import re
from enum import StrEnum
from pathlib import Path  # noqa: TC003 - Typer reads it
from typing import TYPE_CHECKING, Annotated

import typer

from reportarchive.cli.frame import err, out, plain, print_table, refuse_terminal, say, write_bytes
from reportarchive.cli.matrix import print_matrix
from reportarchive.errors import UsageError

if TYPE_CHECKING:
    from reportarchive.query import Result

AsOf = Annotated[
    str | None,
    typer.Option("--as-of", help="Answer as the archive stood then: 2024-05-01 (to its end in China) or a UTC time."),
]
_QUERY_NAME = re.compile(r"\w+")
_HEADING = "bold"


class Form(StrEnum):
    """How rows are printed."""

    TABLE = "table"
    CSV = "csv"
    JSON = "json"


class QueryForm(StrEnum):
    """How the rows of a query are given."""

    TABLE = "table"
    CSV = "csv"
    JSON = "json"
    PARQUET = "parquet"


def query(
    what: Annotated[str, typer.Argument(metavar="SQL|NAME", help="A SELECT, or a cookbook name.")] = "",
    params: Annotated[
        list[str] | None, typer.Option("--param", help="A parameter of the query as name=value; repeatable.")
    ] = None,
    form: Annotated[
        QueryForm, typer.Option("--format", help="table to read; csv, json or parquet to process.")
    ] = QueryForm.TABLE,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="A file, or - for standard output; parquet needs it.")
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Overwrite the file if it is there.")] = False,
    raw: Annotated[
        bool, typer.Option("--raw", help="CSV cells as they are: no ' before what a spreadsheet takes for a formula.")
    ] = False,
    max_rows: Annotated[int, typer.Option("--max-rows", min=1, help="Rows given at most.")] = 10_000,
    as_of: AsOf = None,
) -> None:
    """Ask the archive with SQL, or by the name of a cookbook query; reading only. Without a query, list them."""
    from reportarchive.query import Reader, run_named
    from reportarchive.settings import Settings

    if not what:
        _list_cookbook()
        return
    _check_output(form, output, raw=raw)
    given = dict(_named_value(param) for param in params or ())
    with Reader.open(Settings.load().archive_url, as_of=as_of) as reader:
        if _QUERY_NAME.fullmatch(what):
            result = run_named(reader, what, given, max_rows=max_rows)
        else:
            result = reader.run(what, given, max_rows=max_rows)
    if output is None:
        out.file.write(_as_bytes(result, form, raw=raw).decode())
    else:
        write_bytes(output, _as_bytes(result, form, raw=raw), force=force)
    if result.truncated:
        err.print(plain(f"only the first {max_rows} rows are given; --max-rows N gives more"))


def _check_output(form: QueryForm, output: Path | None, *, raw: bool) -> None:
    """Return when the options go together, before anything is asked.

    Raises:
        UsageError: they do not.
    """
    if raw and form is not QueryForm.CSV:
        raise UsageError("--raw is about cells of CSV; give --format csv with it")
    if form is QueryForm.PARQUET:
        if output is None:
            raise UsageError("a Parquet file is no text; name the file with --output")
        refuse_terminal(output)


def _as_bytes(result: Result, form: QueryForm, *, raw: bool) -> bytes:
    from reportarchive.query import to_csv, to_parquet, to_text

    if form is QueryForm.PARQUET:
        return to_parquet(result)
    return (to_csv(result, raw=raw) if form is QueryForm.CSV else to_text(result, form.value)).encode()


def _named_value(param: str) -> tuple[str, str]:
    name, equals, value = param.partition("=")
    if not name or not equals:
        raise UsageError(f"parameter {param!r} is not understood; write name=value")
    return name, value


def _list_cookbook() -> None:
    from reportarchive.query import load_cookbook
    from reportarchive.sqlfiles import sql_files

    for name, named in load_cookbook().items():
        takes = " ".join(f"{one.name}=…" if one.required else f"[{one.name}={one.default}]" for one in named.parameters)
        out.print(plain(f"{name}  ", style=_HEADING) + plain(named.title))
        if takes:
            say(f"    --param {takes}")
    say()
    say(f"Views: {' '.join(sql_files('views'))}")


def coverage(
    year: Annotated[int | None, typer.Option("--year", help="Only the reports on this year.")] = None,
    today: Annotated[
        str | None,
        typer.Option(
            "--today", help="The day to judge by, as 2025-04-01; that of --as-of, or today in China, if not given."
        ),
    ] = None,
    as_of: AsOf = None,
    matrix: Annotated[
        bool, typer.Option("--matrix", help="One line per issuer, one sign per year, and what each sign means.")
    ] = False,
    form: Annotated[Form, typer.Option("--format", help="table to read, csv or json to process.")] = Form.TABLE,
) -> None:
    """Print the deadline ledger: who owes which year by 31 March of the next, in which state, on what evidence."""
    from collections import Counter

    from reportarchive.pipeline.answer.ledger import read_ledger
    from reportarchive.query import to_text
    from reportarchive.settings import Settings

    if matrix and form is not Form.TABLE:
        raise UsageError("--matrix is to be looked at; leave --format out")
    result = read_ledger(Settings.load(), today=today, year=year, as_of=as_of)
    if matrix:
        print_matrix(result)
        return
    if form is not Form.TABLE:
        out.file.write(to_text(result, form.value))
        return
    wanted = ("division_code", "division_name", "year", "state", "days_late", "published_on", "evidence")
    places = [result.columns.index(name) for name in wanted]
    print_table(wanted, ([row[place] for place in places] for row in result.rows))
    states = Counter(row[result.columns.index("state")] for row in result.rows)
    say()
    say(", ".join(f"{count} {state}" for state, count in states.most_common()) or "Nobody owes a report here.")


def status(
    max_age: Annotated[
        str | None, typer.Option("--max-age", help="Exit 1 when no run ended within this age: 30m, 12h, 8d.")
    ] = None,
) -> None:
    """Print the last runs, every source's last answer and the open alarms; with --max-age, fit for cron."""
    from reportarchive.cli.watch import print_alarms
    from reportarchive.pipeline.answer.status import read_age, read_status
    from reportarchive.settings import Settings

    age = read_age(max_age) if max_age else None
    state = read_status(Settings.load())
    print_table(state.runs.columns, state.runs.rows)
    say()
    print_table(state.sources.columns, state.sources.rows)
    say()
    if state.alarms.rows:
        print_alarms(state.alarms)
        say()
    counted = f"{len(state.sources.rows)} sources, {state.reports} reports, {len(state.alarms.rows)} open alarms"
    say(f"{counted}. Last run ended: {state.last_finished or 'never'}.")
    if age is not None and state.is_stale(age):
        err.print(plain(f"stale: no run has ended within {max_age}; is the scheduler running?"))
        raise typer.Exit(1)
