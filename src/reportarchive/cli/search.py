"""The command that searches the texts."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from reportarchive.cli.ask import AsOf  # noqa: TC001 - Typer reads it at run time
from reportarchive.cli.frame import escaped, out, plain, say

if TYPE_CHECKING:
    from reportarchive.query import Found, Hit

_FOUND = "bold yellow"
_PLACE = "bold"


class Shape(StrEnum):
    """How hits are printed."""

    TEXT = "text"
    JSON = "json"


def search(
    words: Annotated[
        list[str], typer.Argument(help='Words that all must stand there; "in quotes" together; -word or NOT word out.')
    ],
    division: Annotated[str | None, typer.Option("--division", help="GB/T 2260 code, with all below it.")] = None,
    year: Annotated[int | None, typer.Option("--year", help="The year reported on.")] = None,
    role: Annotated[str | None, typer.Option("--role", help="measures, shortcomings, leadership, plan …")] = None,
    indicator: Annotated[
        str | None, typer.Option("--indicator", help="Only sections with a number of this indicator.")
    ] = None,
    limit: Annotated[int, typer.Option("--limit", min=0, help="Hits printed at most; 0 only counts.")] = 10,
    as_of: AsOf = None,
    shape: Annotated[Shape, typer.Option("--format", help="text to read, json to process.")] = Shape.TEXT,
) -> None:
    """Search the sections of all reports, the best hits first, each with its place in the text.

    One character or many, numbers as written (530, 8.88%), full or half width alike.
    """
    from reportarchive.query import Filters, Found, Reader, count_hits
    from reportarchive.query import search as search_for
    from reportarchive.settings import Settings

    typed = " ".join(words)
    filters = Filters(year, division, role, indicator)
    with Reader.open(Settings.load().archive_url, as_of=as_of) as reader:
        if limit == 0:
            found = Found(count_hits(reader, typed, filters), 0)
        else:
            found = search_for(reader, typed, filters, limit=limit)
    if shape is Shape.JSON:
        _print_json(found)
        return
    for hit in found.hits:
        _print_hit(hit)
    more = "more than " if found.is_more else ""
    say(f"{more}{found.total} sections{_ranked(found)}.")


def _ranked(found: Found) -> str:
    if found.ranked < found.total and found.hits:
        return f"; the newest {found.ranked} were ranked, the best {len(found.hits)} are shown"
    return f"; the best {len(found.hits)} are shown" if len(found.hits) < found.total and found.hits else ""


def _print_hit(hit: Hit) -> None:
    place = plain(f"{hit.division_name} {hit.year}  [{hit.section_path}] {hit.heading.strip()}", style=_PLACE)
    out.print(place + plain(f"  {hit.report_id}", style="dim"))
    snippet = plain(hit.snippet.replace("\n", " "))
    for start, end in hit.spans:
        snippet.stylize(_FOUND, max(start - hit.snippet_start, 0), max(end - hit.snippet_start, 0))
    begin, end = hit.spans[0]
    out.print(plain("    … ") + snippet + plain(f" …  {begin}-{end}", style="dim"))


def _print_json(found: Found) -> None:
    import json
    from dataclasses import asdict

    out.file.write(escaped(json.dumps(asdict(found), ensure_ascii=False, indent=1)) + "\n")
