"""An answer's bytes -> what a page shows a reader, as far as needed to tell a page from a wall or an excuse.

Most pages are neither, so nothing is decoded before a look at the bytes has found a reason to.
"""

from __future__ import annotations

import html
import re
import tomllib
from functools import cache, cached_property
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from reportarchive.markup import BLOCK_TAGS, decode

if TYPE_CHECKING:
    from collections.abc import Iterable

LARGEST = 200_000  # neither walls nor excuses are larger
_HIDDEN = re.compile(
    r"<(script|style|noscript|title)\b.*?(?:</\1\s*>|\Z)|<!--.*?(?:-->|\Z)|<(/?\w++)?+[^<>]*+>",
    re.DOTALL | re.IGNORECASE,
)
_TITLE = re.compile(r"<title\b[^<>]*+>([^<]{0,300})", re.IGNORECASE)
_SCRIPT = re.compile(r"<script\b[^<>]*+>(.*?)(?:</script\s*>|\Z)", re.DOTALL | re.IGNORECASE)
_PARTS = re.compile(rb"<(?:a|img|link)\s|<script\b[^<>]*\ssrc\s*=")
_CHARSETS = ("utf-8", "gb18030", "big5hkscs")
_ASCII = bytes(range(128))


@cache
def rules() -> dict[str, Any]:
    """Return `data/answers.toml`."""
    return tomllib.loads(files("reportarchive.fetch").joinpath("data", "answers.toml").read_text("utf-8"))


class Page:
    """The answer's bytes seen as a page; each view of it is made when it is asked for."""

    def __init__(self, body: bytes, content_type: str = "") -> None:
        self.body = body
        self._content_type = content_type

    @cached_property
    def is_markup(self) -> bool:
        """Whether it may be a wall or an excuse: markup, and not large."""
        declared = self._content_type.partition(";")[0].strip().lower()
        head = self.body[:64].lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n\x00")
        is_json = declared.endswith("json") or head[:1] in (b"{", b"[")
        return len(self.body) <= LARGEST and not is_json and (head[:1] == b"<" or "html" in declared)

    @cached_property
    def lower(self) -> bytes:
        """Its bytes with ASCII letters in lower case."""
        return self.body.lower()

    @property
    def has_script(self) -> bool:
        """Whether there is a script in it."""
        return b"<script" in self.lower

    @property
    def links(self) -> int:
        """How many links it has."""
        return self.lower.count(b"<a ")

    @cached_property
    def is_bare(self) -> bool:
        """Whether it has no link, no picture, and nothing that comes from elsewhere."""
        return _PARTS.search(self.lower) is None

    def holds(self, words: Iterable[str]) -> str | None:
        """Return the first of the words that its bytes hold in a charset in use, or None."""
        return next((word for word in words if any(coded in self.body for coded in _coded(word))), None)

    @cached_property
    def beyond_ascii(self) -> str | None:
        """What it says in other letters than ASCII's, run together, when it is UTF-8; None in another charset."""
        try:
            return self.body.translate(None, _ASCII).decode()
        except UnicodeDecodeError:
            return None

    @cached_property
    def text(self) -> str:
        """Its markup, decoded."""
        return decode(self.body, content_type=self._content_type).text

    @cached_property
    def title(self) -> str:
        """Its title, blanks narrowed."""
        found = _TITLE.search(self.text)
        return " ".join(html.unescape(found[1]).split()) if found else ""

    @cached_property
    def shown(self) -> str:
        """What a reader sees without running scripts, a line for each block; the title is not in it."""
        plain = html.unescape(_HIDDEN.sub(_gap, self.text))
        return "\n".join(filter(None, (" ".join(line.split()) for line in plain.split("\n"))))

    @cached_property
    def scripts(self) -> str:
        """Its inline scripts."""
        return "\n".join(found[1].strip() for found in _SCRIPT.finditer(self.text))


def _gap(tag: re.Match[str]) -> str:
    return "\n" if (tag[1] or (tag[2] or "").lstrip("/")).lower() in BLOCK_TAGS else ""


@cache
def _coded(word: str) -> tuple[bytes, ...]:
    codings: dict[bytes, None] = {}
    for charset in _CHARSETS:
        codings[word.encode(charset, "ignore")] = None
    return tuple(coded for coded in codings if coded)
