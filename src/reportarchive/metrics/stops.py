"""Where the sentences and the clauses of one text end: found once, for all who ask what stands around a number.

Enters: the folded twin. Leaves: the offsets of its stops, ascending, and the spans between them.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right

_STOP = re.compile(r"[。;!?\n\t,﹐:、()]")
_OF_SENTENCES = frozenset("。;!?\n")
_OF_PHRASES = frozenset(",;:()﹐。")  # 、 parts the members of a list, and not a phrase


class Stops:
    """The stops of one text; `phrases` are those between which a number's own words stand."""

    def __init__(self, twin: str) -> None:
        self._twin = twin
        self._clauses = [match.start() for match in _STOP.finditer(twin)]
        # Picked out of the stops of clauses: a second and a third pass over the text took twice as long as all three.
        self._sentences = [at for at in self._clauses if twin[at] in _OF_SENTENCES]
        self.phrases = [at for at in self._clauses if twin[at] in _OF_PHRASES]

    def sentence(self, start: int, end: int) -> tuple[int, int]:
        """Return the span of the sentence around a quantity, its stop included."""
        before = bisect_right(self._sentences, start - 1)
        first = self._sentences[before - 1] + 1 if before else 0
        after = bisect_right(self._sentences, end - 1)
        if after == len(self._sentences):
            return first, len(self._twin)
        stop = self._sentences[after]
        return first, stop if self._twin[stop] == "\n" else stop + 1

    def sentence_before(self, first: int) -> tuple[int, int]:
        """Return the span of the sentence before the one that starts at `first`; an empty one before the first."""
        if not first:
            return 0, 0
        before = bisect_left(self._sentences, first - 1)
        start = self._sentences[before - 1] + 1 if before else 0
        return start, first - 1 if self._twin[first - 1] == "\n" else first

    def clause_start(self, at: int) -> int:
        """Return where the clause that runs up to `at` begins."""
        before = bisect_right(self._clauses, at - 1)
        return self._clauses[before - 1] + 1 if before else 0

    def clause_end(self, at: int) -> int:
        """Return where the clause that goes on at `at` ends."""
        after = bisect_right(self._clauses, at - 1)
        return self._clauses[after] if after < len(self._clauses) else len(self._twin)

    def phrase_start(self, at: int) -> int:
        """Return where the phrase around `at` begins."""
        before = bisect_left(self.phrases, at)
        return self.phrases[before - 1] + 1 if before else 0
