"""What every content system starts from: a site, its rows newest first, and its frames."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tests.zoo.answers import Answer, Ask
from tests.zoo.frames import Frames

if TYPE_CHECKING:
    from tests.zoo.entries import Entry
    from tests.zoo.sites import Site

Reply = Answer | Callable[[Ask], Answer]
"""What stands at a target: an answer, or what makes one of the request."""
Pages = dict[str, Reply]


@dataclass(frozen=True)
class Listing:
    """The rows of one site; `addresses` gives `127.0.0.1:PORT` for each host's key."""

    site: Site
    entries: tuple[Entry, ...]
    addresses: Mapping[str, str]

    @property
    def base(self) -> str:
        """`http://127.0.0.1:PORT` of the site's host."""
        return f"http://{self.addresses[self.site.host]}"

    @property
    def frames(self) -> Frames:
        """The frames of the site."""
        return Frames(self.site, self.base)

    @property
    def chunks(self) -> list[tuple[Entry, ...]]:
        """The rows page by page; a listing without rows still has a page."""
        size = self.site.rows
        return [self.entries[start : start + size] for start in range(0, len(self.entries), size)] or [()]

    def rows(self, entries: tuple[Entry, ...]) -> list[str]:
        """Return the HTML of rows."""
        return [self.frames.row(entry, self.addresses) for entry in entries]

    def page(self, entries: tuple[Entry, ...], pager: str) -> Answer:
        """Return a listing page with these rows."""
        return self.frames.listing("\n".join(self.rows(entries)), pager)

    def address_of(self, entry: Entry) -> str:
        """Return the full address of a row's page."""
        return f"http://{self.addresses[entry.host or self.site.host]}{entry.path}"


def json_answer(value: Any) -> Answer:
    """Return a JSON answer as these systems give it."""
    return Answer(json.dumps(value, ensure_ascii=False).encode(), content_type="application/json;charset=UTF-8")


def number_in(ask: Ask, name: str, otherwise: int) -> int:
    """Return a number above zero that a request gives, or another one when it gives none that is sane."""
    written = ask.parameters.get(name, "")
    number = int(written) if written.isascii() and written.isdigit() and len(written) < 6 else 0
    return number or otherwise
