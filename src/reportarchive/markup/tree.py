"""Decoded page text enters, an lxml tree leaves, whatever the page looks like.

libxml2 stops reading at 2048 nested tags and says so only in a log: the rest of the page would be lost.
Such a page is flattened first, so that its text stays.
"""

from __future__ import annotations

import re
import tomllib
from importlib.resources import files
from typing import Any

from lxml import etree

Element = Any  # lxml carries no types

_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)(?:[^<>\"']|\"[^\"]*\"|'[^']*')*>")
_UNREADABLE = re.compile("[\x00\ud800-\udfff]")
_TAGS = tomllib.loads(files("reportarchive.markup").joinpath("data/tags.toml").read_text("utf-8"))
BLOCK_TAGS: frozenset[str] = frozenset(_TAGS["block"])
_VOID_TAGS = frozenset(_TAGS["void"])
_DEEPEST = 200  # of the flattened page; far below the limit, far above any page written by hand


def parse_tree(html_text: str) -> Element:
    """Return the root element of a page, without comments and processing instructions.

    NUL and lone surrogates, which no parser takes, are read as U+FFFD. A page without any tag or text gives
    an empty root.
    """
    encoded = _encoded(html_text)
    root, whole = _parsed(encoded)
    if not whole:
        root, _ = _parsed(flatten(encoded.decode("utf-8")).encode("utf-8"))
    return root


def flatten(html_text: str) -> str:
    """Return the page with the tags deeper than 200 levels taken out, a line break for each block tag."""
    depth = skipped = 0
    pieces: list[str] = []
    last = 0
    for match in _TAG.finditer(html_text):
        name = match[2].lower()
        if name in _VOID_TAGS or match[0].endswith("/>"):
            continue
        opening = not match[1]
        drop = depth >= _DEEPEST if opening else skipped > 0
        if drop:
            pieces.append(html_text[last : match.start()])
            pieces.append("<br>" if name in BLOCK_TAGS else "")
            last = match.end()
            skipped += 1 if opening else -1
        else:
            depth = depth + 1 if opening else max(0, depth - 1)
    pieces.append(html_text[last:])
    return "".join(pieces)


def _encoded(html_text: str) -> bytes:
    """Return the page for the parser; only a page that holds what cannot be read is gone through for it."""
    if "\x00" not in html_text:
        try:
            return html_text.encode("utf-8")
        except UnicodeEncodeError:
            pass
    return _UNREADABLE.sub("\ufffd", html_text).encode("utf-8")


def _parsed(encoded: bytes) -> tuple[Element, bool]:
    """Return the root and whether the parser read to the end."""
    parser = etree.HTMLParser(encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True, no_network=True)
    try:
        root = etree.fromstring(encoded, parser)
    except (etree.ParserError, etree.XMLSyntaxError, TypeError):  # nothing in it but comments or blanks
        root = None
    limits = {etree.ErrorTypes.ERR_RESOURCE_LIMIT, etree.ErrorTypes.ERR_NAME_TOO_LONG}
    whole = not any(entry.type in limits for entry in parser.error_log)
    return (root if root is not None else etree.Element("html")), whole
