"""The numbers that Word counts by itself: a paragraph enters, the mark that Word shows before it leaves.

ECMA-376, 17.9: a paragraph, or its style, names a list and a level; the list's definition gives each level a format,
a start and a text such as `第%1章`, in which %1 stands for the number of the first level.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Any

from docx.oxml.ns import qn

from reportarchive.extract.tables import table

if TYPE_CHECKING:
    from docx.document import Document

_LEVELS = 9
_PLACE = re.compile(r"%([1-9])")
_VAL, _ILVL, _NUM_ID = qn("w:val"), qn("w:ilvl"), qn("w:numId")
_NUM_PR = f"{qn('w:pPr')}/{qn('w:numPr')}"
_LONGEST_CHAIN = 20  # styles that rest on each other


class Numbering:
    """The lists of one document, each with its counters; paragraphs are to be asked for in their order."""

    def __init__(self, document: Document) -> None:
        self._styles = {style.get(qn("w:styleId")): style for style in document.styles.element.iter(qn("w:style"))}
        self._lists: dict[str, dict[int, Any]] = {}
        self._of: dict[str, str] = {}  # a list's id -> that of its definition, which its counters belong to
        self._counts: dict[str, list[int | None]] = {}
        self._read(document)

    def next_mark(self, paragraph: Any) -> str:
        """Return the mark shown before a paragraph, "" for one without; its list has counted it then."""
        number, level = self._place_of(paragraph)
        levels = self._lists.get(number or "")
        if number is None or not levels or level not in levels:
            return ""
        counts = self._counts.setdefault(self._of[number], [None] * _LEVELS)
        count = counts[level]
        counts[level] = _start(levels[level]) if count is None else count + 1
        counts[level + 1 :] = [None] * (_LEVELS - level - 1)
        written = _child(levels[level], "lvlText") or ""
        if _child(levels[level], "numFmt") in table("files")["counting"]["silent"]:
            return ""
        return _PLACE.sub(lambda match: self._number(levels, counts, int(match[1]) - 1), written)

    def _number(self, levels: dict[int, Any], counts: list[int | None], level: int) -> str:
        """Return the number of a level as it is written, of one that was passed over its start."""
        if level not in levels:
            return ""
        count = counts[level]
        return written_number(_start(levels[level]) if count is None else count, _child(levels[level], "numFmt") or "")

    def _place_of(self, paragraph: Any) -> tuple[str | None, int]:
        """Return the list and the level of a paragraph: its own, else those of its style."""
        place = paragraph.find(_NUM_PR)
        level: int | None = None
        style = paragraph.find(f"{qn('w:pPr')}/{qn('w:pStyle')}")
        for _ in range(_LONGEST_CHAIN):
            if place is not None:
                own = place.find(_ILVL)
                level = _integer(own) if own is not None and level is None else level
                number = place.find(_NUM_ID)
                if number is not None:
                    return (None if number.get(_VAL) == "0" else number.get(_VAL)), min(level or 0, _LEVELS - 1)
            holder = self._styles.get(style.get(_VAL)) if style is not None else None
            if holder is None:
                break
            place, style = holder.find(_NUM_PR), holder.find(qn("w:basedOn"))
        return None, 0

    def _read(self, document: Document) -> None:
        """Read the definitions; a document without a part for them has none."""
        parts = (relation for relation in document.part.rels.values() if not relation.is_external)
        part = next((one.target_part for one in parts if one.reltype.endswith("/numbering")), None)
        root = getattr(part, "element", None)
        if root is None:
            return
        abstract = {one.get(qn("w:abstractNumId")): one for one in root.iter(qn("w:abstractNum"))}
        for number in root.iter(qn("w:num")):
            definition = number.find(qn("w:abstractNumId"))
            name = definition.get(_VAL) if definition is not None else None
            levels = {_integer(level, _ILVL): level for level in abstract.get(name, ()) if level.tag == qn("w:lvl")}
            own = {
                _integer(override, _ILVL): level
                for override in number.iter(qn("w:lvlOverride"))
                if (level := override.find(qn("w:lvl"))) is not None
            }
            restarts = any(True for _ in number.iter(qn("w:startOverride")))
            self._lists[number.get(_NUM_ID)] = levels | own
            self._of[number.get(_NUM_ID)] = f"list {number.get(_NUM_ID)}" if restarts else f"definition {name}"


def written_number(count: int, form: str) -> str:
    """Return a number as a format of Word writes it; digits for a format that is not known.

    >>> written_number(12, "chineseCounting")
    '十二'
    """
    formats = table("files")["counting"]
    if form in formats["chinese"] and 0 < count < 100:
        tens, ones = divmod(count, 10)
        digits = "〇一二三四五六七八九"
        return ("" if tens == 0 else "十" if tens == 1 else f"{digits[tens]}十") + (digits[ones] if ones else "")
    if form in formats["circled"] and 0 < count <= 20:
        return chr(ord("①") + count - 1)
    if form == "decimalZero":
        return f"{count:02d}"
    if form in ("lowerLetter", "upperLetter") and 0 < count <= 26:
        return chr(ord("a" if form == "lowerLetter" else "A") + count - 1)
    if form in ("lowerRoman", "upperRoman") and 0 < count < 40:
        return _roman(count) if form == "upperRoman" else _roman(count).lower()
    return str(count)


@cache
def _roman(count: int) -> str:
    tens, ones = divmod(count, 10)
    return "X" * tens + ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX")[ones]


def _start(level: Any) -> int:
    start = level.find(qn("w:start"))
    return _integer(start) if start is not None else 0


def _child(level: Any, name: str) -> str | None:
    found = level.find(qn(f"w:{name}"))
    return None if found is None else found.get(_VAL)


def _integer(element: Any, attribute: str = _VAL) -> int:
    written = element.get(attribute, "")
    return int(written) if written.isdecimal() and len(written) < 6 else 0
