"""What goes with an export in words: how it is cited, and what its columns mean."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reportarchive.pipeline.clock import day_in_china
from reportarchive.sqlfiles import sql_files, view_header

if TYPE_CHECKING:
    from collections.abc import Iterable

    from reportarchive.query.extent import Extent

SHOWN = 12
"""Characters of a fingerprint that a citation gives, as many as tell archives apart."""
ABOUT = """\
# Data dictionary

One table per view: `NAME.csv` and `NAME.parquet` hold the same rows, `archive.sqlite` answers by the same names. CSV is
UTF-8 with a header line; an absent value is an empty cell, and a cell that a spreadsheet would take for a formula has a
quote mark (') before it. Types are int64, double and text, told for each file in `manifest.json`. Offsets count Unicode
code points from 0. `coverage` is judged by the day `ledger_day` of the manifest; where `archive.sqlite` holds it as a
view, it is judged by today. `charts/INDICATOR.svg`, where it was asked for, draws rows of `indicator_total`.
"""


def citation_line(extent: Extent, fingerprint: str, *, reports: int, years: tuple[int | None, int | None]) -> str:
    """Return how an export is cited: name, number and years of the reports, date of the newest record, fingerprint."""
    first, last = years
    of_years = "" if first is None else f" of {first}" if first == last else f" of {first}–{last}"
    as_of = f"recorded until {day_in_china(extent.recorded_at)}" if extent.recorded_at else "nothing recorded yet"
    said = f"法治政府建设年度情况报告 (rule-of-law annual reports), {reports:,} reports{of_years}, {as_of}"
    return f"reportarchive: {said}, fingerprint {fingerprint[:SHOWN]}."


def dictionary(views: Iterable[str]) -> str:
    """Return the data dictionary in Markdown: the header comment of each view."""
    texts = sql_files("views")
    parts = [f"## {name}\n\n```text\n" + "\n".join(view_header(texts[name])) + "\n```\n" for name in views]
    return "\n".join([ABOUT, *parts])
