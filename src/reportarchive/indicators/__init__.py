"""The list of indicators: what the numbers of these reports measure, each with a code that stays."""

from reportarchive.indicators.listed import Indicator, load_indicators

__all__ = ["Indicator", "load_indicators"]
