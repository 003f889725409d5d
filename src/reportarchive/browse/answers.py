"""What a page function is asked and what it answers; nothing here knows Datasette.

A page function takes the site and what was asked, and leaves a page to be rendered, a file or another address.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from reportarchive.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping

MOST = 10**9


@dataclass(frozen=True, slots=True)
class Asked:
    """The named parts of an address and its query, decoded, as text."""

    path: Mapping[str, str] = field(default_factory=dict)
    query: Mapping[str, str] = field(default_factory=dict)

    def number(self, name: str) -> int | None:
        """Return a whole number of the path or the query, None when it is not given.

        Raises:
            UsageError: it is no number that an archive has.
        """
        text = self.path.get(name) or self.query.get(name, "").strip()
        if not text:
            return None
        if not (text.isascii() and text.isdigit() and int(text[:10]) < MOST):
            raise UsageError(f"{name} is a whole number, not {text[:40]!r}")
        return int(text)

    def word(self, name: str) -> str:
        """Return a word of the query without blanks around it, empty when it is not given."""
        return self.query.get(name, "").strip()


@dataclass(frozen=True, slots=True)
class Page:
    """A page by its template and what is told on it."""

    template: str
    told: Mapping[str, object]
    status: int = 200


@dataclass(frozen=True, slots=True)
class File:
    """Bytes to be shown or saved under a name."""

    body: bytes
    media_type: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Moved:
    """Another address, where the answer is."""

    to: str


Answer = Page | File | Moved
