"""Bytes of a file that is no web page enter; its lines leave, a paragraph or table row each."""

from reportarchive.extract.files.reading import READ, file_lines
from reportarchive.extract.files.refusal import NeedsExtraction

__all__ = ["READ", "NeedsExtraction", "file_lines"]
