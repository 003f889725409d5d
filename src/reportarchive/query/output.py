"""A result as text: an aligned table, CSV, or JSON.

CSV goes into spreadsheets: a cell that one would take for a formula gets a leading quote mark, unless it shall be
left as it is, but a negative number stays a number. Control characters, which a terminal might obey, are shown as
U+FFFD (JSON escapes them).
"""

from __future__ import annotations

import csv
import io
import json
import re
import unicodedata
from typing import TYPE_CHECKING, Any

from reportarchive.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from reportarchive.query.reader import Result

FORMULA = re.compile(r"^(?:[=+@\t\r]|-(?![0-9]|\.[0-9]))")
BEGINNINGS = ("\n=", "\n+", "\n@", "\n-", "\n\t", "\r")
TERMINAL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")  # what a terminal might obey
WIDEST = 60  # columns of a terminal that one cell may take in a table


def to_text(result: Result, form: str) -> str:
    """Return the result as `table`, `csv` or `json`.

    Raises:
        UsageError: another format.
    """
    if form not in FORMATS:
        raise UsageError(f"a format is one of {', '.join(FORMATS)}, not {form!r}")
    return FORMATS[form](result)


def to_table(result: Result) -> str:
    """Return an aligned table for a terminal; Chinese characters count two columns, long cells are cut."""
    rows = [[_cell(value) for value in row] for row in result.rows]
    lines = [[_cell(column) for column in result.columns], *rows]
    widths = [max((_width(line[place]) for line in lines), default=0) for place in range(len(result.columns))]
    ruled = [lines[0], ["-" * width for width in widths], *rows]
    text = "\n".join(
        "  ".join(cell + " " * (width - _width(cell)) for cell, width in zip(line, widths, strict=True)).rstrip()
        for line in ruled
    )
    return f"{text}\n({len(rows)} rows{', more left out' if result.truncated else ''})\n"


def to_csv(result: Result, *, raw: bool = False) -> str:
    """Return CSV with a header line; an absent value is an empty cell."""
    return csv_lines([result.columns], raw=raw) + csv_lines(result.rows, raw=raw)


def csv_lines(rows: Sequence[Sequence[Any]], *, raw: bool = False, texts: Iterable[Sequence[Any]] | None = None) -> str:
    """Return rows as lines of CSV; with `raw` no cell gets a quote mark against formulas.

    `texts` are the columns that hold text, where it is known which do.
    """
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    if not any(_needs_care(column) for column in (zip(*rows, strict=True) if texts is None else texts)):
        writer.writerows(rows)
        return stream.getvalue()
    quoting = csv.writer(stream, lineterminator="\n", quoting=csv.QUOTE_ALL)
    for row in rows:
        cells = [_guarded(value, raw=raw) for value in row]
        # Python's writer leaves a lone carriage return unquoted, and a reader would end the line there.
        has_return = any(isinstance(cell, str) and "\r" in cell for cell in cells)
        (quoting if has_return else writer).writerow(cells)
    return stream.getvalue()


def to_json(result: Result) -> str:
    """Return a JSON list of objects, one per row, Chinese as it is."""
    rows = [dict(zip(result.columns, row, strict=True)) for row in result.rows]
    written = json.dumps(rows, ensure_ascii=False, indent=1, default=str)
    # JSON escapes only the controls below a space by itself.
    return TERMINAL.sub(lambda found: f"\\u{ord(found[0]):04x}", written) + "\n"


FORMATS: dict[str, Callable[[Result], str]] = {"table": to_table, "csv": to_csv, "json": to_json}


def _needs_care(column: Sequence[Any]) -> bool:
    """Tell whether a cell may need a change; one look at all of them is many times faster than one at each."""
    try:
        joined = "\n" + "\n".join(filter(None, column))
    except TypeError:  # there are numbers
        joined = "\n" + "\n".join([value for value in column if isinstance(value, str)])
    return any(sign in joined for sign in BEGINNINGS) or TERMINAL.search(joined) is not None


def _guarded(value: Any, *, raw: bool) -> Any:
    if not isinstance(value, str):
        return value
    return _shown(f"'{value}" if not raw and FORMULA.match(value) else value)


def _shown(text: str) -> str:
    return TERMINAL.sub("\N{REPLACEMENT CHARACTER}", text)


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{value:.10g}" if abs(value) < 1e10 else f"{value:.0f}"
    text = "".join(" " if char.isspace() or not char.isprintable() else char for char in str(value))
    return _cut(text)


def _cut(text: str) -> str:
    if _width(text) <= WIDEST:
        return text
    kept, used = "", 0
    for char in text:
        used += _width(char)
        if used > WIDEST - 1:
            break
        kept += char
    return kept + "…"


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)
