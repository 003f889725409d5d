"""Numbers that go on with a number before them: 同比增长12.5%, 其中省级12项, 办结298件, 分别增长C和D.

Enters: the quantities of a text, the codes of those before one, and its phrase. Leaves: the code it goes on with, or
None when its phrase names another thing.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from reportarchive.metrics.cues import load_cues
from reportarchive.metrics.fit import fit_of_unit
from reportarchive.metrics.lexicon import NEUTRAL, PART, SHARES, TIME_UNITS, UNIT_KINDS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reportarchive.metrics.context import Context
    from reportarchive.metrics.phrases import Phrase
    from reportarchive.metrics.quantities import Quantity

_LONGEST_PART = 16  # characters of a phrase that names a part: 其中涉外、涉港澳台公证734件
_SHORTEST_NAME = 4  # characters that name another thing; fewer are a word of the same: 因信息不存在的5件
_FARTHEST = 12  # numbers before one among which the one it goes on with is looked for
_OTHER_RATE = re.compile(r"[率度]")
_KINDS = frozenset({"events", "cases"})
_SHARE_OF = re.compile(r"占|比重|比例")


class Continuation:
    """The quantities of one text, asked in order for the code that each goes on with."""

    def __init__(self, twin: str, quantities: Sequence[Quantity], contexts: Sequence[Context]) -> None:
        self._twin = twin
        self._quantities = quantities
        self._contexts = contexts

    def code(self, codes: Sequence[str | None], phrase: Phrase) -> str | None:
        """Return the code that the quantity after the coded ones goes on with, or None."""
        position = len(codes)
        first = self._first_in_sentence(position)
        if not any(codes[first:]):
            return None
        words = self._twin[phrase.spans[0][0] : self._quantities[position].start]
        code = self._code(codes, first, phrase, words)
        own = words + self._twin[self._quantities[position].end : phrase.ahead]
        return None if code and any(word in own for word in load_cues().never[code]) else code

    def _code(self, codes: Sequence[str | None], first: int, phrase: Phrase, words: str) -> str | None:
        position = len(codes)
        shared = self._twin[phrase.spans[0][0] : self._quantities[position - phrase.member].start]
        if len(NEUTRAL.sub("", shared)) <= 1:
            return self._of_number_spoken_of(codes, first, phrase)
        if phrase.member and codes[-1]:
            return codes[-1] if self._can_share(position - 1, position, codes[-1]) else None
        rest = len(NEUTRAL.sub("", words))
        if PART.search(words):
            return self._of_whole(codes, first) if rest <= _LONGEST_PART else None
        return codes[-1] if self._is_neighbour(position, words, rest) else None

    def _first_in_sentence(self, position: int) -> int:
        first, sentence = position, self._contexts[position].sentence
        while first and position - first < _FARTHEST and self._contexts[first - 1].sentence == sentence:
            first -= 1
        return first

    def _of_number_spoken_of(self, codes: Sequence[str | None], first: int, phrase: Phrase) -> str | None:
        """Return the code of the number before; in 新收A件、办结B件，分别增长C和D each of its own."""
        position = len(codes)
        head = position - phrase.member
        if phrase.size > 1 and head - phrase.size >= first:
            source = head - phrase.size + phrase.member
        else:
            source = position - 1
            while source > first and self._quantities[source].unit in TIME_UNITS:
                source -= 1
        if source < first:
            return None
        code = codes[source]
        companion = load_cues().companions.get(code or "")
        if companion and UNIT_KINDS.get(self._unit(position)) == "persons":
            return companion
        return code if self._can_share(source, position, code) else self._of_whole(codes, first)

    def _of_whole(self, codes: Sequence[str | None], first: int) -> str | None:
        """Return the code of the latest number before in the same unit, of which this one is a part."""
        unit = self._unit(len(codes))
        if unit in SHARES:
            return None
        return next(
            (codes[i] for i in range(len(codes) - 1, first - 1, -1) if codes[i] and self._unit(i) == unit), None
        )

    def _is_neighbour(self, position: int, words: str, rest: int) -> bool:
        """Tell whether a number in the unit of the one before says so little more that it is of the same kind."""
        unit = self._unit(position)
        if self._unit(position - 1) != unit or _SHARE_OF.search(words):
            return False
        if unit in SHARES and _OTHER_RATE.search(words):
            return False
        is_part = (words[:1] in "、和及(" or words.rstrip().endswith("类")) and unit not in SHARES
        return rest <= (_LONGEST_PART if is_part else _SHORTEST_NAME)

    def _can_share(self, source: int, position: int, code: str | None) -> bool:
        unit = self._unit(position)
        if unit == self._unit(source):
            return True
        changes = self._contexts[position].change is not None
        return code is not None and fit_of_unit(code, unit, changes=changes) is not None

    def _unit(self, position: int) -> str:
        return self._quantities[position].unit.removeprefix("个")
