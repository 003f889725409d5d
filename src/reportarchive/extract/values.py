"""What this room hands on: a page's text, what was found about it, and where each thing was found."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from reportarchive.markup import Media
    from reportarchive.model import Document, Issue


@dataclass(frozen=True, slots=True)
class Found:
    """One candidate for one field.

    `name` is a field of `Document` or one of `site_name`, `keywords`; dates are ISO text. `origin` is where
    it stood: meta, h1, title (the title tag), label, byline (without a label, under the headline), body, script,
    url, update (a time of editing); callers add listing and given. `detail` is the label or tag it stood under,
    as written.
    """

    name: str
    value: str
    origin: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that the body links to: the address as written in the page, and the text of its link."""

    href: str
    label: str


@dataclass(frozen=True, slots=True)
class Page:
    """A page, text or file as read: its text, candidates for fields, attachments, and what was noticed.

    `text` has one paragraph or table row per line; `container` names the place the body was found in.
    """

    text: str
    fields: tuple[Found, ...]
    issues: tuple[Issue, ...]
    media: Media
    charset: str | None = None
    url: str | None = None
    container: str | None = None
    attachments: tuple[Attachment, ...] = ()

    @property
    def titles(self) -> tuple[str, ...]:
        """The candidates for the title, best first."""
        return tuple(found.value for found in self.fields if found.name == "title")


@dataclass(frozen=True, slots=True)
class Choice:
    """The fields chosen among candidates, and the conflicts between them."""

    document: Document
    issues: tuple[Issue, ...]
