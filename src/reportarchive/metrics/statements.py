"""Statements: which indicator each quantity of a text states, or none.

Enters: the folded twin, its quantities in order with their contexts, and the headings above them. Leaves: a code or
None for each; None is an honest answer.

Every cue whose last term stands in the number's phrase, whose other terms stood earlier in the sentence, in the one
before or in the heading, and whose unit fits, is weighed by the length of its words and their distance; the heaviest
gives the code. A phrase that names nothing of its own goes on with a number before it (`continuation`).
"""

from __future__ import annotations

import re
from bisect import bisect_left
from functools import lru_cache
from operator import itemgetter
from typing import TYPE_CHECKING

from reportarchive.metrics.continuation import Continuation
from reportarchive.metrics.cues import NO_TERM, Cue, Word, load_cues
from reportarchive.metrics.fit import fit_of_unit
from reportarchive.metrics.lexicon import AWARD, JOINT, SHARES
from reportarchive.metrics.phrases import Phrase, Phrases

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from reportarchive.metrics.context import Context
    from reportarchive.metrics.quantities import Quantity
    from reportarchive.metrics.stops import Stops

    _Hit = tuple[int, Word]  # the offset of a word's last character, and the word
    _Place = tuple[int, int]  # where a word begins, and its length
    _Way = tuple[int, Cue, float]  # the first earlier term of a cue, the cue, and how well the unit fits it

_PAIR = re.compile(rf"(?:[^,;()。﹐、\n\t]|\([^()\n]{{1,6}}\)){{1,16}}{JOINT}")
_BODY_UNITS = frozenset("个家")
_OPENING = ("对", "向", "组织")  # what stands before the first of two such numbers
_WEIGHT = itemgetter(0)
_LEAST = 2.5  # weight below which a cue says too little
_FARTHEST = 4.0  # most that the distance of an earlier word takes off
_OUTSIDE = -1  # the place of a word in the heading or in the sentence before,
_FARTHER = 50  # which count as so many characters before the sentence
_PREVIOUS = 200  # characters of the sentence before that are read, from its end
_BLOCKED = 200  # characters before a number in which a word that rules a cue out is looked for


class Statements:
    """The quantities of one text, and the codes read from the words around them."""

    def __init__(self, twin: str, stops: Stops, quantities: Sequence[Quantity], contexts: Sequence[Context]) -> None:
        self._twin = twin
        self._stops = stops
        self._quantities = quantities
        self._contexts = contexts
        self._phrases = Phrases(twin, stops)
        self._continuation = Continuation(twin, quantities, contexts)

    def codes(self, headings: Sequence[tuple[int, int]]) -> list[str | None]:
        """Return the code of each quantity; `headings` are the spans of the headings above them."""
        codes: list[str | None] = []
        phrases = self._phrases.read(self._quantities, self._contexts)
        words: _SentenceWords | None = None
        said = _CueWords(self._twin, self._stops)
        for quantity, context, phrase, heading in zip(self._quantities, self._contexts, phrases, headings, strict=True):
            if words is None or words.sentence != context.sentence:
                words = _SentenceWords(said, context.sentence, heading)
            words.read_up_to(phrase.ahead)
            code = self._by_cues(quantity, context, phrase, words)
            if code is None and phrase.named and "率" not in self._twin[slice(*phrase.named)]:
                # 市、县两级依申请事项分别: the name alone says nothing
                code = self._by_cues(quantity, context, phrase.whole(), words)
            if code is None:
                code = self._continuation.code(codes, phrase)
            codes.append(None if code and self._counts_another(quantity, phrase, code) else code)
        self._give_back(codes)
        return codes

    def _give_back(self, codes: list[str | None]) -> None:
        """Give the first of two numbers with one object behind the second its code: 对6个县和7个市直单位开展督察."""
        for position in range(len(codes) - 2, -1, -1):
            if codes[position] is None and codes[position + 1] is not None:
                one, other = self._quantities[position : position + 2]
                pair = {one.unit, other.unit} <= _BODY_UNITS and _PAIR.fullmatch(self._twin, one.end, other.start)
                if pair and self._twin.endswith(_OPENING, max(one.start - 2, 0), one.start):
                    codes[position] = codes[position + 1]

    def _counts_another(self, quantity: Quantity, phrase: Phrase, code: str) -> bool:
        """Tell whether a number counts what was honoured (1个审计项目获奖), or bodies (6个部门联合执法)."""
        if AWARD.search(self._twin, quantity.end, phrase.ahead):
            return True
        cues = load_cues()
        return code not in cues.of_bodies and cues.bodies.match(self._twin, quantity.end) is not None

    def _by_cues(self, quantity: Quantity, context: Context, phrase: Phrase, words: _SentenceWords) -> str | None:
        """Return the code of the heaviest cue, or None when none says enough."""
        fitting = _fitting(quantity.unit, changes=context.change is not None)
        unscoped = (0.0, context.sentence[0])
        distance_of = self._phrases.distance
        spoken: Mapping[int, _Place] | None = None
        weighed: list[tuple[float, int, int, Cue]] = []
        for last, word in words.between(phrase.spans[0][0], phrase.ahead):
            ways: Sequence[_Way] = fitting[word]
            if not ways:
                continue
            # Five cues of six fall by a first term that was not spoken: asked before anything else is reckoned.
            if word.is_scoped:
                spoken = spoken or words.latest()
                if not (ways := [way for way in ways if way[0] in spoken]):
                    continue
            start = last + 1 - word.length
            distance = distance_of(start, last + 1, quantity, phrase)
            if distance is None:
                continue
            own = 2 * word.length - distance
            for _, cue, fit in ways:
                scope = words.weigh(cue, start) if cue.scope else unscoped
                if scope is not None and (weight := own + fit + scope[0]) > _LEAST:
                    weighed.append((weight, start, scope[1], cue))
        weighed.sort(key=_WEIGHT, reverse=True)
        for _, start, latest, cue in weighed:
            if not self._is_ruled_out(cue, (start, latest), quantity, phrase):
                return cue.code
        return None

    def _own(self, quantity: Quantity, phrase: Phrase, at: int) -> str:
        """Return the words of the phrase from the clause around `at` on."""
        clause = self._stops.phrase_start(min(at, quantity.start))
        twin = self._twin
        before = "".join([twin[max(clause, start) : end] for start, end in phrase.spans])
        return f"{before}\n{twin[quantity.end : phrase.ahead]}"

    def _is_ruled_out(self, cue: Cue, places: tuple[int, int], quantity: Quantity, phrase: Phrase) -> bool:
        """Tell whether a word rules a cue out; `places` are those of its last word and the latest other one."""
        if cue.without:
            own = self._own(quantity, phrase, places[0])
            for word in cue.without:
                if word in own:
                    return True
        if cue.unless:
            said = self._twin[max(places[1], quantity.start - _BLOCKED) : phrase.ahead]
            for word in cue.unless:
                if word in said:
                    return True
        return False


class _CueWords:
    """The cue words of the sentences and headings of one text, each read once however often it is asked for."""

    def __init__(self, twin: str, stops: Stops) -> None:
        self._twin = twin
        self._stops = stops
        self._read: dict[tuple[int, int], list[_Hit]] = {}
        self._terms: dict[tuple[int, int], dict[int, _Place]] = {}

    def of(self, span: tuple[int, int]) -> list[_Hit]:
        """Return the words of a span; none of an empty one."""
        hits = self._read.get(span)
        if hits is None:
            hits = self._read[span] = load_cues().words_in(self._twin, *span) if span[0] < span[1] else []
        return hits

    def outside(self, heading: tuple[int, int], first: int) -> dict[int, _Place]:
        """Return the terms of a heading and of the sentence before one that starts at `first`, with no term.

        Of that sentence the last 200 characters count.
        """
        start, end = self._stops.sentence_before(first)
        return {
            NO_TERM: (_OUTSIDE, 0),
            **self._terms_of(heading),
            **self._terms_of((max(start, first - _PREVIOUS), end)),
        }

    def _terms_of(self, span: tuple[int, int]) -> dict[int, _Place]:
        terms = self._terms.get(span)
        if terms is None:
            said = ((term, word.length) for _, word in self.of(span) for term in word.terms)
            terms = self._terms[span] = {term: (_OUTSIDE, length) for term, length in said}
        return terms


class _SentenceWords:
    """The cue words of one sentence, read from left to right, with those of its heading and of the sentence before."""

    def __init__(self, said: _CueWords, sentence: tuple[int, int], heading: tuple[int, int]) -> None:
        self.sentence = sentence
        self._said = said
        self._heading = heading
        self._hits = said.of(sentence)
        self._lasts = [last for last, _ in self._hits]
        self._read = 0
        self._spoken: dict[int, _Place] = {}
        self._is_complete = False

    def latest(self) -> dict[int, _Place]:
        """Per term the place and length of its latest word.

        Heading and sentence before are read when they are asked for: in two sentences of five nobody does.
        """
        if not self._is_complete:
            self._spoken = {**self._said.outside(self._heading, self.sentence[0]), **self._spoken}
            self._is_complete = True
        return self._spoken

    def read_up_to(self, end: int) -> None:
        """Take the words that end before `end` as spoken."""
        upto = bisect_left(self._lasts, end, self._read)
        for last, word in self._hits[self._read : upto]:
            for term in word.terms:
                self._spoken[term] = (last + 1 - word.length, word.length)
        self._read = upto

    def between(self, start: int, end: int) -> Sequence[_Hit]:
        """Return the words that end in a span."""
        first = bisect_left(self._lasts, start)
        return self._hits[first : bisect_left(self._lasts, end, first)]

    def weigh(self, cue: Cue, at: int) -> tuple[float, int] | None:
        """Return the weight of a cue's earlier terms and the place of the latest; None when one was not spoken.

        Asked of cues whose first term is among the `latest`.
        """
        weight, latest = 0.0, self.sentence[0]
        for term in cue.scope:
            spoken = self._spoken.get(term)
            if spoken is None:
                return None
            place, length = spoken
            if place == _OUTSIDE:
                place = self.sentence[0] - _FARTHER
            elif place > latest:
                latest = place
            off = 0.04 * (at - place) if at > place else 0.0
            weight += length - (min(_FARTHEST, off))
        return weight, latest


class _Fitting(dict[Word, "tuple[_Way, ...]"]):
    """The ways in which a word can be the last of a cue for numbers of one unit, each reckoned when first asked for."""

    def __init__(self, unit: str, *, changes: bool) -> None:
        super().__init__()
        self._unit, self._changes = unit.removeprefix("个") or "个", changes

    def __missing__(self, word: Word) -> tuple[_Way, ...]:
        fits = ((cue, _fit(cue, self._unit, changes=self._changes)) for cue in word.cues)
        ways = tuple((cue.scope[0] if cue.scope else NO_TERM, cue, fit) for cue, fit in fits if fit is not None)
        self[word] = ways
        return ways


@lru_cache(maxsize=1 << 10)
def _fitting(unit: str, *, changes: bool) -> _Fitting:
    """Return the ways of all words for numbers of a unit that are amounts of change or not."""
    return _Fitting(unit, changes=changes)


def _fit(cue: Cue, unit: str, *, changes: bool) -> float | None:
    if cue.units is None:
        return fit_of_unit(cue.code, unit, changes=changes)
    if unit in cue.units:
        return 1.0
    return -2.0 if changes and unit in SHARES and "%" not in cue.units else None
