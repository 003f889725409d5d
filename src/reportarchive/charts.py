"""Charts as SVG, drawn here so that no script is needed: values through the years, and between places.

A drawing stands for itself: no script, no reference to anything outside it, the fonts of whoever looks, and the same
bytes for the same values. Names come from pages of others: the library escapes them, and what would hide or turn its
neighbours is shown as U+FFFD first. The library, pygal, comes with the extra `browse` and is imported when needed.
"""

from __future__ import annotations

import sys
import unicodedata
from collections import Counter
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Any

from reportarchive.errors import UsageError
from reportarchive.text.shown import short, visible

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from reportarchive.indicators import Indicator

    Row = Mapping[str, Any]

LIBRARY = "pygal"
MOST_LINES = 8
MOST_BARS = 25
NAMED = 32
"""Columns of a name, a Chinese character being two; autonomous counties have fifteen characters."""
LEGENDS = 3
"""Names beside one another below the lines."""
WIDTH, MARGIN, FONT_SIZE = 900, 20, 13
COLUMN = FONT_SIZE / 2
ASSUMED = 0.6 * FONT_SIZE
"""What the library takes any character to be wide."""
BAR, AROUND_BARS = 26, 130
FONT = "'Noto Sans CJK SC', 'Source Han Sans SC', 'PingFang SC', 'Microsoft YaHei', sans-serif"
# The eight colours of Okabe and Ito, which also those tell apart who see no red or green; the yellow is darkened.
COLOURS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#56b4e9", "#b8860b", "#000000", "#e69f00")
GUIDES = "#dddddd"
STYLE = {
    "background": "#ffffff",
    "plot_background": "#ffffff",
    "foreground": "#333333",
    "foreground_strong": "#111111",
    "foreground_subtle": "#767676",
    "guide_stroke_color": GUIDES,
    "guide_stroke_dasharray": "none",
    "major_guide_stroke_color": GUIDES,
    "major_guide_stroke_dasharray": "none",
    "opacity": "1",
    "stroke_opacity": "1",
    "stroke_width": "2",
    "colors": COLOURS,
    "font_family": FONT,
    "title_font_size": 17,
    "label_font_size": FONT_SIZE,
    "major_label_font_size": FONT_SIZE,
    "legend_font_size": FONT_SIZE,
    "value_font_size": FONT_SIZE - 1,
}


@dataclass(frozen=True, slots=True)
class Chart:
    """What is drawn: a title, the unit of all values, and rows with place (code, name), issuer, year and value."""

    title: str
    unit: str
    rows: Sequence[Row]


def chart_of(indicator: Indicator, unit: str, rows: Sequence[Row], when: str = "") -> Chart:
    """Return the chart of an indicator, its title in both tongues, a line each."""
    return Chart(f"{indicator.name_zh} {when}".strip() + f"\n{indicator.name_en}", unit, rows)


def draw_lines(chart: Chart) -> bytes:
    """Return a line for each issuer through the years; a year without a value is a gap, never a zero.

    Raises:
        UsageError: pygal is not installed.
    """
    by_issuer: dict[tuple[str, str, str], dict[int, float]] = {}
    for row in chart.rows:
        by_issuer.setdefault(_issuer(row), {})[row["year"]] = row["value"]
    drawn_ones = dict(list(by_issuer.items())[:MOST_LINES])
    held = [year for values in drawn_ones.values() for year in values]
    years = range(min(held), max(held) + 1) if held else range(0)
    rows_of_names = -(-len(drawn_ones) // LEGENDS)
    drawn = load_pygal().Line(
        **_common(chart),
        legend_at_bottom=True,
        legend_at_bottom_columns=LEGENDS,
        truncate_legend=-1,
        # The library leaves room for the full rows of names alone.
        margin_bottom=round(MARGIN + 1.5 * FONT_SIZE * (rows_of_names - len(drawn_ones) // LEGENDS)),
        dots_size=4,
        allow_interruptions=True,
        max_scale=8,
        height=520,
    )
    drawn.x_labels = [str(year) for year in years]
    for name, values in zip(_names(drawn_ones), drawn_ones.values(), strict=True):
        drawn.add(name, [values.get(year) for year in years])
    return _written(drawn)


def draw_places(chart: Chart) -> bytes:
    """Return a bar for each of the places with the largest values, its value at its end.

    Raises:
        UsageError: pygal is not installed.
    """
    rows = list(chart.rows)[:MOST_BARS]
    of_many_years = len({row["year"] for row in rows}) > 1
    names = [
        name + (f" {row['year']}" if of_many_years else "")
        for name, row in zip(_names(map(_issuer, rows)), rows, strict=True)
    ]
    widest, most_characters = max(map(_columns, names), default=0), max(map(len, names), default=0)
    longest = max((len(short(row["value"])) for row in rows), default=0)
    drawn = load_pygal().HorizontalBar(
        **_common(chart),
        show_legend=False,
        height=AROUND_BARS + BAR * max(len(rows), 3),
        margin_left=round(MARGIN + max(0, COLUMN * widest - ASSUMED * most_characters)),
        margin_right=round(MARGIN + ASSUMED * longest),
        truncate_label=-1,
        print_values=True,
        print_values_position="top",
        max_scale=6,
    )
    drawn.x_labels = list(reversed(names))
    drawn.add(_name(chart.unit), [row["value"] for row in reversed(rows)])
    drawn.add_xml_filter(_values_behind_bars)
    return _written(drawn)


@cache
def load_pygal() -> Any:
    """Return the module pygal, with pygal.style in it.

    Raises:
        UsageError: it is not installed.
    """
    try:
        import_module(f"{LIBRARY}.style")
    except ModuleNotFoundError as error:
        raise UsageError("charts need their library: install reportarchive[browse]") from error
    # It hooks itself into every later import, for plugins that are not used here, in a way that Python warns of.
    sys.meta_path[:] = [finder for finder in sys.meta_path if type(finder).__module__ != LIBRARY]
    return import_module(LIBRARY)


def _common(chart: Chart) -> dict[str, Any]:
    first, *others = chart.title.splitlines()
    return {
        "title": visible("\n".join([f"{first} ({_name(chart.unit)})" if chart.unit else first, *others])),
        "style": load_pygal().style.Style(**STYLE),
        "js": [],
        "width": WIDTH,
        "margin": MARGIN,
        "explicit_size": True,
        "value_formatter": short,
        "no_data_text": "—",
        "pretty_print": False,
        "disable_xml_declaration": False,
    }


def _issuer(row: Row) -> tuple[str, str, str]:
    return row["division_name"], row["issuer"], row["division_code"]


def _names(issuers: Iterable[tuple[str, str, str]]) -> Iterator[str]:
    """Yield what each is called: by its place, by itself where others have the same, with its code if need be.

    A dozen districts of different cities share a name, and so do their governments.
    """
    each = list(issuers)
    places = Counter(place for place, _, _ in set(each))
    called = Counter((place, issuer) for place, issuer, _ in set(each))
    for place, issuer, code in each:
        if places[place] == 1:
            yield _name(place)
        else:
            yield _name(issuer, f" {code}" if called[place, issuer] > 1 else "")


def _name(text: str, behind: str = "") -> str:
    """Return a name as it is shown with what stands behind it, cut where both are too long."""
    clean, room = " ".join(visible(text).split()), NAMED - _columns(behind)
    if _columns(clean) <= room:
        return clean + behind
    return next(clean[:end] for end in range(len(clean), 0, -1) if _columns(clean[:end]) < room) + "…" + behind


def _columns(text: str) -> int:
    """Return how many half-width characters fit into the room of a text."""
    return sum(2 if unicodedata.east_asian_width(one) in "WFA" else 1 for one in text)


def _written(drawn: Any) -> bytes:
    """Return the drawing alone, the same bytes for the same values: no script, no date, no name by chance."""
    drawn.uuid = "drawn"
    drawn.add_xml_filter(_without_scripts)
    return bytes(drawn.render())


def _without_scripts(root: Any) -> Any:
    for parent in list(root.iter()):
        for node in list(parent):
            if not isinstance(node.tag, str) or node.tag.rpartition("}")[2] == "script":
                parent.remove(node)
    return root


def _values_behind_bars(root: Any) -> Any:
    """Let the values begin where the bars end; the library lets them stand astride."""
    for node in root.iter("{*}text"):
        if node.get("class") == "value":
            node.set("text-anchor", "start")
    return root
