"""What stands around a quantity: bound, change and its basis, target, and the phrase that owns the number.

Enters: the folded twin, the quantities of one text in order, and where its plan sections are. Leaves: one
context a quantity. Nothing farther than the sentence is read, and only a few characters where that is enough.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from reportarchive.metrics.lexicon import (
    BASIS,
    BOUND_AFTER,
    BOUND_AFTER_STARTS,
    BOUND_BACKWARDS,
    BOUND_BACKWARDS_STARTS,
    BOUND_WORDS,
    BOUND_WORDS_AFTER,
    CHANGE_BACKWARDS,
    CHANGE_BACKWARDS_STARTS,
    CHANGE_OF_OBJECT,
    CHANGE_WORDS,
    JOINT,
    LABEL_LEADING,
    LABEL_LEADING_STARTS,
    LABEL_TRAILING_BACKWARDS,
    LABEL_TRAILING_STARTS,
    RESULT,
    SHARES,
    TARGET,
    TIME_UNITS,
)
from reportarchive.model import Bound, Change

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reportarchive.metrics.quantities import Quantity
    from reportarchive.metrics.stops import Stops

_BASIS_REACH = 30
_RESULT_REACH = 60  # characters before a number in which a result after a plan is looked for: 计划60个，实际64个
_OBJECT_REACH = 18  # characters between a word of change and its number: 减少对企业重复检查5100余次
_JOINED = re.compile(rf"[ ]?{JOINT}[ ]?")
_OTHER_VERB = re.compile(r"新增|完成|办理|办结|达|为|至|到|等|后|并")
_REVERSED = {Change.UP: Change.DOWN, Change.DOWN: Change.UP}
_SHORTEST_LABEL, _LONGEST_LABEL = 3, 40
# How far before a number its owner is looked for, in characters and in clauses: a list of names fits, a table not.
_LABEL_REACH, _LABEL_CLAUSES = 120, 20


class Context(NamedTuple):
    """What one quantity means where it stands; label and sentence are spans of the text."""

    bound: Bound
    change: Change | None
    basis: tuple[int, int] | None
    is_target: bool
    label: tuple[int, int] | None
    sentence: tuple[int, int]


class Surroundings:
    """One text and its stops, and the contexts read between them."""

    def __init__(self, twin: str, stops: Stops) -> None:
        self._twin = twin
        self._stops = stops
        # Words before a number are matched from the number backwards, at one place instead of at every one before it.
        self._backwards = twin[::-1]
        self._searched: tuple[int, int] | None = None
        self._target: re.Match[str] | None = None

    def read(self, quantities: Sequence[Quantity], *, plans: Sequence[bool]) -> list[Context]:
        """Return the context of each quantity of the text; `plans` tells which stand in a plan."""
        contexts: list[Context] = []
        previous: Quantity | None = None
        for quantity, in_plan in zip(quantities, plans, strict=True):
            sentence = self._stops.sentence(quantity.start, quantity.end)
            before = contexts[-1] if contexts and contexts[-1].sentence == sentence else None
            change = self._change(quantity, sentence[0])
            if change is None and before and previous and self._is_listed(previous, quantity):
                change = before.change
            basis = self._basis(quantity, sentence[0]) if change or quantity.unit == "倍" else None
            target = in_plan or self._is_target(quantity.start, sentence)
            floor = max(previous.end, sentence[0]) if previous else sentence[0]
            label = self._label(quantity, floor, sentence)
            contexts.append(Context(self._bound(quantity), change, basis, target, label, sentence))
            previous = quantity
        return contexts

    def _is_listed(self, previous: Quantity, quantity: Quantity) -> bool:
        """Tell whether a number goes on the list of the one before: 分别增长4.8%、5.9%."""
        units = {previous.unit.removeprefix("个"), quantity.unit.removeprefix("个")}
        if len(units) > 1 and not units <= SHARES:
            return False
        return _JOINED.fullmatch(self._twin, previous.end, quantity.start) is not None

    def _bound(self, quantity: Quantity) -> Bound:
        behind = self._twin[quantity.end : quantity.end + 1]
        if behind in BOUND_AFTER_STARTS and (after := BOUND_AFTER.match(self._twin, quantity.end)):
            return BOUND_WORDS_AFTER[after["word"]]
        if behind == "内" and quantity.unit in TIME_UNITS:
            return Bound.UNDER
        if self._twin[quantity.start - 1 : quantity.start] not in BOUND_BACKWARDS_STARTS:
            return quantity.bound
        before = BOUND_BACKWARDS.match(self._backwards, len(self._twin) - quantity.start)
        if before:
            word = before["word"][::-1]
            # 近三年 is the last three years, not nearly three; 高于全市2个点 says how far, 高于2个 how many.
            if not (word == "近" and quantity.unit in TIME_UNITS):
                return BOUND_WORDS[word]
        return quantity.bound

    def _change(self, quantity: Quantity, sentence_start: int) -> Change | None:
        if self._twin[quantity.start - 1 : quantity.start] in CHANGE_BACKWARDS_STARTS:
            match = CHANGE_BACKWARDS.match(self._backwards, len(self._twin) - quantity.start)
            if match:
                change = CHANGE_WORDS[(match["verbs"] or match["nouns"])[::-1]]
                return _REVERSED[change] if match["minus"] else change
        first = max(self._stops.clause_start(quantity.start), sentence_start, quantity.start - _OBJECT_REACH)
        verb = CHANGE_OF_OBJECT.search(self._twin, first, quantity.start)
        if verb is None or _OTHER_VERB.search(self._twin, verb.end("word"), quantity.start):
            return None
        return CHANGE_WORDS[verb["word"]]

    def _basis(self, quantity: Quantity, sentence_start: int) -> tuple[int, int] | None:
        first = max(sentence_start, quantity.start - _BASIS_REACH)
        nearest = max(BASIS.finditer(self._twin, first, quantity.start), key=lambda found: found.start(), default=None)
        return nearest.span() if nearest else None

    def _is_target(self, at: int, sentence: tuple[int, int]) -> bool:
        """Tell whether words of a target stand in the sentence before `at`; a sentence is searched once."""
        if self._searched != sentence:
            self._searched, self._target = sentence, TARGET.search(self._twin, *sentence)
        if self._target is None:
            return False
        # A number inside the words found may still stand behind shorter ones.
        if self._target.end() > at and TARGET.search(self._twin, self._target.start(), at) is None:
            return False
        return RESULT.search(self._twin, max(self._target.start(), at - _RESULT_REACH), at) is None

    def _label(self, quantity: Quantity, floor: int, sentence: tuple[int, int]) -> tuple[int, int] | None:
        """Return the phrase that owns the number: what stands before it in its clause, or right behind it.

        `组织173人次参加考试` is owned by what follows; `办复率、满意率均为100%` by the nearest clause before.
        """
        end = quantity.start
        farthest = max(sentence[0], end - _LABEL_REACH)
        for _ in range(_LABEL_CLAUSES):
            if end <= farthest:
                break
            start = max(self._stops.clause_start(end), sentence[0])
            span = self._trimmed(max(start, floor) if end == quantity.start else start, end)
            if span and span[1] - span[0] >= _SHORTEST_LABEL:
                return span
            if end == quantity.start and (behind := self._behind(quantity)):
                return behind
            end = start - 1
        return self._behind(quantity)

    def _behind(self, quantity: Quantity) -> tuple[int, int] | None:
        end = min(self._stops.clause_end(quantity.end), quantity.end + _LONGEST_LABEL)
        return (quantity.end, end) if end - quantity.end >= 4 else None

    def _trimmed(self, start: int, end: int) -> tuple[int, int] | None:
        if end - start < _SHORTEST_LABEL:
            return None
        twin = self._twin
        start = max(start, end - _LONGEST_LABEL)
        first, last = start, end
        if twin[start] in LABEL_LEADING_STARTS and (lead := LABEL_LEADING.match(twin, start, end)):
            first = lead.end()
        if twin[end - 1] in LABEL_TRAILING_STARTS:
            length = len(twin)
            trail = LABEL_TRAILING_BACKWARDS.match(self._backwards, length - end, length - start)
            last = length - trail.end() if trail else end
        while first < last and twin[first] in " \t":
            first += 1
        while first < last and twin[last - 1] in " \t":
            last -= 1
        return (first, last) if last > first else None
