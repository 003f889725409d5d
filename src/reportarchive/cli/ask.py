"""Commands that answer: show, query, coverage, status."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any

import typer

from reportarchive.cli.frame import err, out, plain, print_table, say
from reportarchive.errors import UnknownName, UsageError

if TYPE_CHECKING:
    from reportarchive.archive import ReportRows

AsOf = Annotated[
    str | None,
    typer.Option("--as-of", help="Answer as the archive stood then: 2024-05-01 (to its end in China) or a UTC time."),
]
_QUERY_NAME = re.compile(r"\w+")
_NUMBER = "bold green"
_HEADING = "bold"


class Form(StrEnum):
    """How the rows of a query are printed."""

    TABLE = "table"
    CSV = "csv"
    JSON = "json"


def show(
    report: Annotated[str, typer.Argument(metavar="REPORT", help="A report_id, a URL, or 110107/2023.")],
    section: Annotated[str | None, typer.Option("--section", help="Only this section, such as 1.3.")] = None,
) -> None:
    """Print a stored report as text, its numbers marked, each section followed by what its numbers say."""
    from reportarchive.archive import Archive
    from reportarchive.settings import Settings

    with Archive.open(Settings.load().archive_url) as archive:
        rows = archive.report_rows(archive.find_report(report))
    chosen = [row for row in rows.sections if section is None or _is_within(row["path"], section)]
    if not chosen:
        paths = ", ".join(row["path"] for row in rows.sections)
        raise UnknownName(f"report {rows.report['report_id']} has no section {section!r}; it has {paths}")
    if section is None:
        _print_head(rows)
    for row in chosen:
        _print_section(rows, row)


def _is_within(path: str, section: str) -> bool:
    return path == section or path.startswith(f"{section}.")


def _print_head(rows: ReportRows) -> None:
    out.print(plain(rows.report["title"] or rows.report["report_id"], style=_HEADING))
    for name in ("report_id", "issuer", "year", "published_on", "written_on", "doc_no", "url"):
        if rows.report[name] is not None:
            say(f"{name:<14}{rows.report[name]}")
    say(f"{'residue_rate':<14}{rows.report['residue_rate']:.4f}")
    say()


def _print_section(rows: ReportRows, row: dict[str, Any]) -> None:
    """Print what the section itself owns, heading first, numbers in it marked, then those numbers as a list."""
    start, end = row["char_start"], row["own_end"]
    body = plain(row["own_text"].rstrip("\n"))
    body.stylize(_HEADING, 0, row["heading_end"] - start)
    own = [one for one in rows.metrics if start <= one["char_start"] < end]
    for metric in own:
        body.stylize(_NUMBER, metric["char_start"] - start, metric["char_end"] - start)
    out.print(plain(f"[{row['path']}] {row['role']}", style="dim"))
    out.print(body)
    for metric in own:
        upper = f"-{metric['upper']:.10g}" if metric["upper"] is not None else ""
        bound = metric["bound"] if metric["bound"] != "exact" else None
        said = (bound, metric["change"], metric["indicator"], "target" if metric["is_target"] else None)
        notes = " ".join(word for word in said if word)
        line = f"    {metric['surface']} = {metric['value_text']}{upper} {metric['unit']}  {notes}"
        out.print(plain(line.rstrip(), style="dim"))
    say()


def query(
    what: Annotated[str, typer.Argument(metavar="SQL|NAME", help="A SELECT, or a cookbook name.")] = "",
    params: Annotated[
        list[str] | None, typer.Option("--param", help="A parameter of the query as name=value; repeatable.")
    ] = None,
    form: Annotated[Form, typer.Option("--format", help="table to read, csv or json to process.")] = Form.TABLE,
    max_rows: Annotated[int, typer.Option("--max-rows", min=1, help="Rows printed at most.")] = 10_000,
    as_of: AsOf = None,
) -> None:
    """Ask the archive with SQL, or by the name of a cookbook query; reading only. Without a query, list them."""
    from reportarchive.query import Reader, run_named, to_text
    from reportarchive.settings import Settings

    if not what:
        _list_cookbook()
        return
    given = dict(_named_value(param) for param in params or ())
    with Reader.open(Settings.load().archive_url, as_of=as_of) as reader:
        if _QUERY_NAME.fullmatch(what):
            result = run_named(reader, what, given, max_rows=max_rows)
        else:
            result = reader.run(what, given, max_rows=max_rows)
    out.file.write(to_text(result, form.value))
    if result.truncated and form is not Form.TABLE:
        err.print(plain(f"only the first {max_rows} rows are printed; --max-rows N prints more"))


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
    form: Annotated[Form, typer.Option("--format", help="table to read, csv or json to process.")] = Form.TABLE,
) -> None:
    """Print the deadline ledger: who owes which year by 31 March of the next, in which state, on what evidence."""
    from collections import Counter

    from reportarchive.pipeline.answer.ledger import read_ledger
    from reportarchive.query import to_text
    from reportarchive.settings import Settings

    result = read_ledger(Settings.load(), today=today, year=year, as_of=as_of)
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
    """Print the last runs and every source's last answer; with --max-age, fit for cron."""
    from reportarchive.pipeline.answer.status import read_age, read_status
    from reportarchive.settings import Settings

    age = read_age(max_age) if max_age else None
    state = read_status(Settings.load())
    print_table(state.runs.columns, state.runs.rows)
    say()
    print_table(state.sources.columns, state.sources.rows)
    say()
    ended = state.last_finished or "never"
    say(f"{len(state.sources.rows)} sources, {state.reports} reports. Last run ended: {ended}.")
    if age is not None and state.is_stale(age):
        err.print(plain(f"stale: no run has ended within {max_age}; is the scheduler running?"))
        raise typer.Exit(1)
