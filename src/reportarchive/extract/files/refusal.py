"""What is raised for a file whose text cannot be had here."""

from __future__ import annotations


class NeedsExtraction(Exception):
    """The file is kept and a person must get its text out of it; says what the file is, or what is wrong with it."""
