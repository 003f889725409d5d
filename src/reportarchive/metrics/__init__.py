"""Text to quantities, indicators, citations and accounting; units, words and indicators are data. Pure."""

from reportarchive.metrics.indicators import Indicator, load_indicators
from reportarchive.metrics.reading import Measured, measure

__all__ = ["Indicator", "Measured", "load_indicators", "measure"]
