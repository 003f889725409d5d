"""Text to quantities, citations and accounting; units, words and cues are data. Pure."""

from reportarchive.metrics.reading import Measured, measure

__all__ = ["Measured", "measure"]
