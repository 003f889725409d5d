"""Charts as SVG, drawn here so that a browser needs no script: values through the years, and between places.

Names of places come from pages of others; the library escapes them, and what XML may not hold is taken out first.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pygal
from pygal.style import Style

from reportarchive.browse.rendering import UNSEEN, short

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reportarchive.browse.site import Row

# pygal hooks itself into every later import, for plugins that are not used here, in a way that Python warns of.
sys.meta_path[:] = [finder for finder in sys.meta_path if type(finder).__module__ != pygal.__name__]

MOST_LINES = 8
MOST_BARS = 25
NAMED = 16
"""Characters of a name in a legend."""
FONT = "'Noto Sans CJK SC', 'Source Han Sans SC', 'PingFang SC', 'Microsoft YaHei', sans-serif"
# The eight colours of Okabe and Ito, which also those tell apart who see no red or green; the yellow is darkened.
COLOURS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#56b4e9", "#b8860b", "#000000", "#e69f00")
STYLE = Style(
    background="#ffffff",
    plot_background="#ffffff",
    foreground="#333333",
    foreground_strong="#111111",
    foreground_subtle="#767676",
    colors=COLOURS,
    font_family=FONT,
    title_font_size=18,
    label_font_size=13,
    major_label_font_size=13,
    legend_font_size=13,
)


@dataclass(frozen=True, slots=True)
class Chart:
    """What is drawn: a title, the unit of all values, and rows with place, issuer, year and value."""

    title: str
    unit: str
    rows: Sequence[Row]


def draw_lines(chart: Chart) -> bytes:
    """Return a line for each issuer through the years; a year without a value is a gap, never a zero."""
    by_issuer: dict[tuple[str, str], dict[int, float]] = {}
    for row in chart.rows:
        by_issuer.setdefault((row["division_name"], row["issuer"]), {})[row["year"]] = row["value"]
    held = [year for values in by_issuer.values() for year in values]
    years = range(min(held), max(held) + 1) if held else range(0)
    drawn = pygal.Line(**_common(chart), legend_at_bottom=True, legend_at_bottom_columns=4, dots_size=4)
    drawn.x_labels = [str(year) for year in years]
    names = [name for name, _ in by_issuer]
    for (name, issuer), values in list(by_issuer.items())[:MOST_LINES]:
        drawn.add(_name(name if names.count(name) == 1 else issuer), [values.get(year) for year in years])
    return _written(drawn)


def draw_places(chart: Chart) -> bytes:
    """Return a bar for each of the places with the largest values."""
    rows = list(chart.rows)[:MOST_BARS]
    drawn = pygal.HorizontalBar(**_common(chart), show_legend=False, height=120 + 26 * max(len(rows), 3))
    of_many_years = len({row["year"] for row in rows}) > 1
    drawn.x_labels = [
        _name(row["division_name"]) + (f" {row['year']}" if of_many_years else "") for row in reversed(rows)
    ]
    drawn.add(_name(chart.unit), [row["value"] for row in reversed(rows)])
    return _written(drawn)


def _common(chart: Chart) -> dict[str, Any]:
    title = UNSEEN.sub("", f"{chart.title} ({chart.unit})" if chart.unit else chart.title)
    return {
        "title": title,
        "style": STYLE,
        "js": [],
        "width": 900,
        "value_formatter": short,
        "no_data_text": "—",
        "pretty_print": False,
        "disable_xml_declaration": False,
    }


def _name(text: str) -> str:
    clean = UNSEEN.sub("", text).replace("\ufffe", "").replace("\uffff", "")
    return clean if len(clean) <= NAMED else f"{clean[:NAMED]}…"


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
