"""Bytes or text to a report, in this process or in others: the pure half of the pipeline."""

from reportarchive.pipeline.reading.report import (
    Hints,
    Reading,
    parse_capture,
    parse_html,
    parse_text,
    read_bytes,
    require_readable,
)

__all__ = ["Hints", "Reading", "parse_capture", "parse_html", "parse_text", "read_bytes", "require_readable"]
