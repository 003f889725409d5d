"""A page's tree enters; what no reader sees is emptied in it: scripts, forms' fields, hidden elements and copies.

An element that a script shows (an account's article stands in a hidden box until it is loaded) is told from a hidden
copy by what would be left: what holds more prose than all the rest of the page is the page.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from lxml import etree

from reportarchive.extract.prose import prose_by_element
from reportarchive.extract.tables import table
from reportarchive.markup import NamedElements

if TYPE_CHECKING:
    from collections.abc import Iterator

    from reportarchive.markup import Element

_NEVER_SHOWN = re.compile(r"(?:^|;)\s*display\s*:\s*none", re.IGNORECASE)
_NOT_SHOWN_YET = re.compile(r"(?:^|;)\s*visibility\s*:\s*(?:hidden|collapse)", re.IGNORECASE)
_STYLES = etree.XPath("//@style", smart_strings=False)
_STYLED_SO = etree.XPath("//*[@style = $style]")
_FEW = 8  # styles that the parser is asked for one by one
_STYLED = etree.XPath("//@style/..")
_MARKED_HIDDEN = etree.XPath("//@hidden/..")
_AT_RULE = re.compile(r"@[^{};@]{0,500}(?:;|\{(?:[^{}]|\{[^{}]*\})*\})")
_ONE_NAME = re.compile(r"\s*(?:[a-z]+)?([#.][\w-]+)\s*", re.IGNORECASE)
_LONGEST_SHEET = 100_000


def drop_unseen(root: Element) -> None:
    """Empty every element that shows no text: scripts, forms' fields, hidden elements."""
    doubtful = [element for element in _hidden_by_sheet(root) if element.tag not in ("html", "body")]
    for element in list(root.iter(*table("containers")["drop"]["tags"])):
        empty_element(element)
    never, not_yet = _hidden_by_style(root)
    for element in [*_MARKED_HIDDEN(root), *never]:
        empty_element(element)
    doubtful += not_yet
    if doubtful:
        prose = prose_by_element(root)
        for element in doubtful:
            own = prose.get(element, 0)
            if not own or 2 * own <= prose[root]:
                empty_element(element)


def empty_element(element: Element) -> None:
    """Take all text and children out of an element, leaving the text behind it where it is."""
    element.clear(keep_tail=True)
    element.tag = "wbr"


def _hidden_by_style(root: Element) -> tuple[list[Element], list[Element]]:
    """Return the elements whose own style hides them, and those it makes invisible where they stand."""
    styles = set(_STYLES(root))  # few are different, where there are thousands
    never = {style for style in styles if _NEVER_SHOWN.search(style)}
    not_yet = {style for style in styles if _NOT_SHOWN_YET.search(style)} - never
    if not never and not not_yet:
        return [], []
    if len(never) + len(not_yet) <= _FEW:
        by_style = {style: _STYLED_SO(root, style=style) for style in never | not_yet}
        return [one for style in never for one in by_style[style]], [
            one for style in not_yet for one in by_style[style]
        ]
    styled = [(element, element.get("style")) for element in _STYLED(root)]
    return [one for one, style in styled if style in never], [one for one, style in styled if style in not_yet]


def _hidden_by_sheet(root: Element) -> Iterator[Element]:
    """Yield the elements that a style sheet of the page hides by one id or class, on a screen too."""
    names: set[str] = set()
    for sheet in root.iter("style"):
        text = sheet.text or ""
        if "none" in text and len(text) <= _LONGEST_SHEET:
            names.update(_hidden_names(text))
    if names:
        yield from NamedElements(root).with_any(names)


def _hidden_names(sheet: str) -> Iterator[str]:
    first, *others = sheet.split("/*")
    plain = _AT_RULE.sub("", "".join([first, *(other.partition("*/")[2] for other in others)]))
    for rule in plain.split("}"):
        selectors, _, style = rule.rpartition("{")
        if _NEVER_SHOWN.search(style):
            names = (_ONE_NAME.fullmatch(selector) for selector in selectors.split(","))
            yield from (name[1].lower() for name in names if name)
