"""Document to section tree: tidy lines, headings by sequence, roles by keyword. Pure."""

from reportarchive.outline.lines import tidy
from reportarchive.outline.tree import Outline, read_outline

__all__ = ["Outline", "read_outline", "tidy"]
