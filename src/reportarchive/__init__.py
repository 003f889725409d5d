"""The archive of China's rule-of-law annual reports (法治政府建设年度情况报告).

The public names are loaded when first asked for, so that a command that parses nothing starts at once.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from reportarchive.model import Report
    from reportarchive.pipeline.reading import parse_html, parse_text
    from reportarchive.text.titles import TitleReading, read_title

__version__ = "0.1.0"

__all__ = ["Report", "TitleReading", "parse_html", "parse_text", "read_title"]

_HOMES = {
    "Report": "reportarchive.model",
    "parse_html": "reportarchive.pipeline.reading",
    "parse_text": "reportarchive.pipeline.reading",
    "TitleReading": "reportarchive.text.titles",
    "read_title": "reportarchive.text.titles",
}


def __getattr__(name: str) -> object:
    """Return a public name from the module it lives in."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)
