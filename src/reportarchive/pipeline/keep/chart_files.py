"""The charts of an export: for each indicator that reports state, those that its page shows at first."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

from reportarchive.archive import open_still
from reportarchive.charts import MOST_LINES, chart_of, draw_lines, draw_places
from reportarchive.indicators import load_indicators
from reportarchive.pipeline.keep.placing import CHARTS
from reportarchive.query import Reader
from reportarchive.query.pages import ask, is_whole, names_in
from reportarchive.query.stated import LISTED, largest_places, stated_in, through_years
from reportarchive.query.table_files import written_file

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from reportarchive.indicators import Indicator
    from reportarchive.query.pages import Row
    from reportarchive.query.stated import Ask
    from reportarchive.query.table_files import WrittenFile

SECONDS = 600.0
"""Time limit of a question: nobody waits for a page here."""


def write_charts(database: Path) -> list[WrittenFile]:
    """Write `charts/INDICATOR.svg` and `charts/INDICATOR-years.svg` beside the database, and tell them.

    An indicator that no report states has none, and one that is stated for a single year none through the years.

    Raises:
        UsageError: pygal is not installed.
        OSError: the folder takes no more.
    """
    folder = database.with_name(CHARTS)
    folder.mkdir()
    written = []
    with _asking(database) as (asked, whole):
        for indicator in load_indicators().values():
            for name, drawn in _drawn(asked, indicator, whole=whole):
                path = folder / name
                path.write_bytes(drawn)
                written.append(replace(written_file(path), name=f"{CHARTS}/{name}"))
    return written


@contextmanager
def _asking(database: Path) -> Iterator[tuple[Ask, bool]]:
    """Give the questions to a file that nobody writes, and whether it is a whole archive."""
    with open_still(database) as engine:
        reader = Reader(engine, seconds=SECONDS)

        def asked(question: str, /, **params: object) -> list[Row]:
            return ask(reader, question, params)

        yield asked, is_whole(names_in(reader))


def _drawn(asked: Ask, indicator: Indicator, *, whole: bool) -> Iterator[tuple[str, bytes]]:
    """Yield the name and the bytes of each chart of an indicator."""
    code = indicator.code
    stated = stated_in(asked, code, is_whole=whole)
    unit, year = stated.unit, stated.newest
    if year is None:
        return
    rows = asked("indicator_values", indicator=code, unit=unit, year=year, division="", most=LISTED)
    yield f"{code}.svg", draw_places(chart_of(indicator, unit, rows, str(year)))
    of_years = through_years(asked, code, unit, largest_places(rows, MOST_LINES))
    if len({row["year"] for row in of_years}) > 1:
        yield f"{code}-years.svg", draw_lines(chart_of(indicator, unit, of_years))
