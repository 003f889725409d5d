"""The archive of China's rule-of-law annual reports (法治政府建设年度情况报告)."""

from reportarchive.model import Report
from reportarchive.pipeline.reading import parse_text
from reportarchive.text.titles import TitleReading, read_title

__version__ = "0.1.0"

__all__ = ["Report", "TitleReading", "parse_text", "read_title"]
