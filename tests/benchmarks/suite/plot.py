"""The plot of the growth chapter: each cost by that at the smallest size, so that what is flat lies on one."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pygal
from pygal.style import Style

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from lxml import etree

# pygal hooks itself into every later import, for plugins that are not used here, in a way that Python warns of.
sys.meta_path[:] = [finder for finder in sys.meta_path if type(finder).__module__ != pygal.__name__]

# The eight colours of Okabe and Ito, which also those tell apart who see no red or green.
COLOURS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#56b4e9", "#b8860b", "#000000", "#e69f00")
STYLE = Style(background="#ffffff", plot_background="#ffffff", foreground="#333333", colors=COLOURS)


def draw_growth(file: Path, sizes: Sequence[int], costs: Mapping[str, Sequence[float]]) -> Path:
    """Write the plot as SVG without script, font or link, and return where it is."""
    drawn = pygal.Line(
        title="Cost by that of the smallest archive",
        style=STYLE,
        js=[],
        width=1000,
        height=620,
        legend_at_bottom=True,
        legend_at_bottom_columns=2,
        value_formatter=lambda value: f"{value:.2f}",
        include_x_axis=False,
        dots_size=3,
        logarithmic=True,
    )
    drawn.x_labels = [f"{size:,} reports" for size in sizes]
    for name, values in costs.items():
        drawn.add(name, [value / values[0] for value in values])
    drawn.uuid = "growth"  # the same bytes for the same values
    drawn.add_xml_filter(_without_scripts)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(drawn.render())
    return file


def _without_scripts(root: etree._Element) -> etree._Element:
    for node in [node for node in root.iter() if isinstance(node.tag, str) and node.tag.endswith("script")]:
        parent = node.getparent()
        if parent is not None:
            parent.remove(node)
    return root
