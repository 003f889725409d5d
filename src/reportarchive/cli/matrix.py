"""The deadline ledger at one look: who owes by year, one sign for each state."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from rich.table import Table

from reportarchive.cli.frame import out, plain, say

if TYPE_CHECKING:
    from reportarchive.query import Result

SIGNS = {
    "on_time": ("+", "green"),
    "late": ("L", "yellow"),
    "undated": ("d", "green"),
    "withdrawn": ("W", "magenta"),
    "unparsed": ("p", "magenta"),
    "not_due": (".", "dim"),
    "due": ("o", "cyan"),
    "missing": ("X", "bold red"),
    "unreachable": ("!", "blue"),
    "unwatched": ("-", "dim"),
}
"""The sign and the colour of each state; ASCII, since other signs take two columns on a Chinese terminal."""


def print_matrix(ledger: Result) -> None:
    """Print a line per issuer and a column per year, and under it which sign means what, with counts."""
    rows = [dict(zip(ledger.columns, row, strict=True)) for row in ledger.rows]
    if not rows:
        say("Nobody owes a report here.")
        return
    years = sorted({row["year"] for row in rows})
    states: dict[tuple[str, str], dict[int, str]] = {}
    names = {}
    for row in rows:
        whose = (row["division_code"], row["issuer"])
        states.setdefault(whose, {})[row["year"]] = row["state"]
        # A government goes by its place, as the column says; of the others only the name tells who it is.
        names[whose] = row["division_name"] if row["issuer_kind"] == "government" else row["issuer"]
    table = Table(show_edge=False, pad_edge=False, box=None, header_style="bold", padding=(0, 2, 0, 0))
    for column in ("division", "who"):
        table.add_column(column)
    for year in years:
        table.add_column(str(year), justify="center")
    for whose, by_year in states.items():
        cells = (plain(*SIGNS[by_year[year]]) if year in by_year else plain("") for year in years)
        table.add_row(plain(whose[0]), plain(names[whose]), *cells)
    out.print(table)
    say()
    counts = Counter(row["state"] for row in rows)
    for state, (sign, style) in SIGNS.items():
        out.print(plain(sign, style=style) + plain(f" {state:<12}{counts[state]:>6}"))
