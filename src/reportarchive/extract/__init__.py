"""Bytes to document: the body's text, metadata with where each value was found, and attachments. Pure."""

from reportarchive.extract.choose import choose_fields
from reportarchive.extract.files import NeedsExtraction, file_lines
from reportarchive.extract.page import extract_page, extract_text
from reportarchive.extract.values import Attachment, Choice, Found, Page
from reportarchive.extract.whitespace import move_issues

__all__ = [
    "Attachment",
    "Choice",
    "Found",
    "NeedsExtraction",
    "Page",
    "choose_fields",
    "extract_page",
    "extract_text",
    "file_lines",
    "move_issues",
]
