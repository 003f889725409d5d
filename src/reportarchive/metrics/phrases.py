"""The words a number owns: what stands between the number before it and itself, and right behind it.

Enters: the folded twin, its quantities in order with their contexts. Leaves: one phrase a quantity. A list of numbers
(分别为86.4%和100%) shares the words before it, and each of its members gets the name dealt out to it, if the names
are as many as the numbers.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from typing import TYPE_CHECKING, NamedTuple

from reportarchive.metrics.lexicon import JOINT, TIME_UNITS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from reportarchive.metrics.context import Context
    from reportarchive.metrics.quantities import Quantity
    from reportarchive.metrics.stops import Stops

_BACK, _AHEAD = 100, 40  # characters before and behind a number in which its words are looked for
# A bracket of a few characters, 乡镇(街道), parts nothing; 、 parts only before another number. One class repeated is
# walked ten times as fast as a choice repeated, so the brackets stand between two such walks.
_AHEAD_WORDS = re.compile(r"[^,;:()﹐。\n\t]*(?:\([^()\n]{1,6}\)[^,;:()﹐。\n\t]*)*")
_AHEAD_WORDS_IN_LIST = re.compile(r"[^,;:()﹐。\n\t、]*(?:\([^()\n]{1,6}\)[^,;:()﹐。\n\t、]*)*")
_JOINT = re.compile(JOINT)
_JOINED = re.compile(rf"[ ]?{JOINT}[ ]?")
_DEALT_OUT = re.compile(r"分别|依次|各")
_FAR = 5.0  # most that the characters between a word and its number weigh
_PAUSE = 2.0  # weight of a clause's end between a word and its number
_FOREIGN = 6.0  # weight of a joint right before the number: 28名法律顾问和1521名“法律明白人”


class Phrase(NamedTuple):
    """Where the words of one number stand: spans before it, and up to `ahead` behind it.

    `named` is its own name in a list of names; `member` its place in a list of `size` numbers.
    """

    spans: tuple[tuple[int, int], ...]
    ahead: int
    named: tuple[int, int] | None = None
    member: int = 0
    size: int = 1

    def whole(self) -> Phrase:
        """Return the phrase without the parting into names."""
        return self._replace(spans=((self.spans[0][0], self.spans[-1][1]),), named=None)


class Phrases:
    """One text and its stops, and the phrases between them."""

    def __init__(self, twin: str, stops: Stops) -> None:
        self._twin = twin
        self._stops = stops.phrases

    def read(self, quantities: Sequence[Quantity], contexts: Sequence[Context]) -> list[Phrase]:
        """Return the phrase of each quantity."""
        phrases: list[Phrase] = []
        while (first := len(phrases)) < len(quantities):
            last = first
            while last + 1 < len(quantities) and self._joined(quantities[last], quantities[last + 1]):
                last += 1
            start = quantities[first].start
            floor = max(contexts[first].sentence[0], start - _BACK, self._end_before(quantities, first))
            if last == first:  # nine lists of ten have one member
                phrases.append(Phrase(((floor, start),), self._ahead(quantities, first)))
            else:
                phrases += self._of_list(quantities, floor, first, last)
        return phrases

    def distance(self, start: int, end: int, quantity: Quantity, phrase: Phrase) -> float | None:
        """Return how far a word stands from its number, in weight of the cues; None when it is not in the phrase."""
        if start >= quantity.end:
            return 1 + 0.15 * (start - quantity.end) if end <= phrase.ahead else None
        if phrase.named and phrase.named[0] <= start and end <= phrase.named[1]:
            return 0.0
        for first, last in phrase.spans:
            if first <= start and end <= last:
                if last == quantity.start and self._twin[last - 1] in "、和及与" and end < last:
                    return _FOREIGN
                away = 0.2 * (last - end)
                before = bisect_left(self._stops, end)
                pauses = bisect_left(self._stops, last, before) - before
                return (min(_FAR, away)) + _PAUSE * pauses
        return None

    def _of_list(self, quantities: Sequence[Quantity], floor: int, first: int, last: int) -> Iterator[Phrase]:
        """Yield the phrases of the list of numbers from `first` to `last`."""
        size = last - first + 1
        start = quantities[first].start
        names = self._names(floor, start, size)
        for position in range(first, last + 1):
            ahead = self._ahead(quantities, position)
            member = position - first
            if names:
                spans = ((floor, names[0][0]), names[member], (names[-1][1], start))
                yield Phrase(spans, ahead, names[member], member, size)
            else:
                yield Phrase(((floor, start),), ahead, None, member, size)

    @staticmethod
    def _end_before(quantities: Sequence[Quantity], position: int) -> int:
        """Return where the number before ends; a duration owns no words (出庭应诉率连续4年保持100%)."""
        before = position - 1
        while before >= 0 and quantities[before].unit in TIME_UNITS and quantities[position].unit not in TIME_UNITS:
            before -= 1
        return quantities[before].end if before >= 0 else 0

    def _joined(self, before: Quantity, quantity: Quantity) -> bool:
        if before.unit != quantity.unit and before.unit.removeprefix("个") != quantity.unit.removeprefix("个"):
            return False
        return _JOINED.fullmatch(self._twin, before.end, quantity.start) is not None

    def _names(self, floor: int, end: int, count: int) -> list[tuple[int, int]]:
        """Return the spans of the names that a list of numbers is dealt out to, or none when they do not match."""
        inside = self._stops[bisect_left(self._stops, floor) : bisect_left(self._stops, end)]
        clause = inside[-1] + 1 if inside else floor
        words = _DEALT_OUT.findall(self._twin, clause, end)
        stop = self._twin.rfind(words[-1], clause, end) if words else end
        joints = [(clause, clause), *(match.span() for match in _JOINT.finditer(self._twin, clause, stop))]
        ends = [*(joint[0] for joint in joints[1:]), stop]
        spans = [(joint[1], last) for joint, last in zip(joints, ends, strict=True)]
        if len(spans) == count or (words and len(spans) > count):
            return spans[-count:]
        return []

    def _ahead(self, quantities: Sequence[Quantity], position: int) -> int:
        start = quantities[position].end
        match = _AHEAD_WORDS.match(self._twin, start, min(start + _AHEAD, len(self._twin)))
        end = match.end() if match else start
        if position + 1 < len(quantities) and quantities[position + 1].start <= end:
            match = _AHEAD_WORDS_IN_LIST.match(self._twin, start, quantities[position + 1].start)
            end = match.end() if match else start
        return end
