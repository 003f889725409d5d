"""Cues: the words by which a number is known to state an indicator.

Enters: `data/cues.toml` and the phrases of the indicator list. Leaves: the cues by their last term, and an automaton
that finds all their words in one pass over a text. How a cue is weighed at a number is the business of `statements`.
"""

from __future__ import annotations

import re
import tomllib
from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import ahocorasick

from reportarchive.indicators import load_indicators
from reportarchive.metrics.lexicon import DATA, any_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

_GROUP = re.compile(r"\{([^{}]+)\}")
NO_TERM = -1
"""Stands where a cue has no earlier term: always spoken."""
_BEYOND = re.compile("[\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True, eq=False)  # one object a cue: compared by identity, which is fast
class Cue:
    """One way to know an indicator: `scope` terms earlier in the sentence, and a last term in the number's phrase.

    Terms are numbers in `Cues.terms`; `without` are words that must not stand in the phrase, `unless` words that
    must not stand in the sentence so far; `units` are the only units when given, without 个.
    """

    code: str
    scope: tuple[int, ...]
    without: tuple[str, ...]
    unless: tuple[str, ...]
    units: frozenset[str] | None


@dataclass(frozen=True, slots=True, eq=False)
class Word:
    """One word of the cues: the terms it stands in as an earlier word, and the cues it can be the last word of.

    Behind one of the characters `not_behind` it is a piece of another word: 议案 in 复议案件.
    """

    length: int
    not_behind: str
    terms: tuple[int, ...]
    cues: tuple[Cue, ...]
    is_scoped: bool
    """Whether any of its cues has an earlier term."""


@dataclass(frozen=True, slots=True)
class Cues:
    """All cues; `automaton` yields (last offset, Word) for every word found in a halved text.

    `never` holds, per code, the words that rule out every cue of it; `companions` the code of the persons that a
    number behind one of another code counts. A number right before `bodies` counts bodies, which only the
    indicators `of_bodies` do.
    """

    automaton: ahocorasick.Automaton
    never: Mapping[str, tuple[str, ...]]
    companions: Mapping[str, str]
    bodies: re.Pattern[str]
    of_bodies: frozenset[str]

    def words_in(self, twin: str, start: int, end: int) -> list[tuple[int, Word]]:
        """Return the words of a span of the text with the offsets of their last characters.

        The span is cut out first: the automaton copies all that it is given, however little of it is asked for.
        """
        return [
            (start + last // 2, word)
            for last, word in self.automaton.iter(_halved(twin[start:end]))
            # What ends in a first half began in a second one, and is no word.
            if last % 2 and not (word.not_behind and twin[max(start + last // 2 - word.length, 0)] in word.not_behind)
        ]


def _halved(text: str) -> str:
    """Return a text with each character as two, the bytes of its number.

    The automaton looks for a character among all that can follow, one after another. The words begin with 430 different
    characters, but with few different halves: text is read in half the time.
    """
    halves = text.encode("utf-16-be", "surrogatepass")
    if len(halves) > 2 * len(text):  # characters of four bytes, which no word holds
        halves = _BEYOND.sub("\ufffd", text).encode("utf-16-be", "surrogatepass")
    return halves.decode("latin-1")


@cache
def load_cues() -> Cues:
    """Return the cues of the data file and one for every phrase of the indicator list.

    Raises:
        ValueError: a cue names a group or a code that there is not, or has no word.
    """
    table = tomllib.loads((DATA / "cues.toml").read_text(encoding="utf-8"))
    if unknown := table["cues"].keys() - load_indicators().keys():
        raise ValueError(f"cues.toml: no codes of indicators.csv: {', '.join(sorted(unknown))}")
    numbers: dict[str, int] = {}
    cues_of: defaultdict[str, list[Cue]] = defaultdict(list)
    never: dict[str, tuple[str, ...]] = {}
    for code, indicator in load_indicators().items():
        lines = [_line(code, line, table["groups"]) for line in table["cues"].get(code, "").split("\n") if line.strip()]
        never[code] = tuple(word for line in lines if not line.terms for word in line.without)
        lines += [_Line((phrase,), (), (), None) for phrase in indicator.synonyms]
        for cue, last in _cues(code, lines, numbers):
            for word in last.split("|"):
                cues_of[word].append(cue)
    terms_of: defaultdict[str, list[int]] = defaultdict(list)
    for term, number in numbers.items():
        for word in term.split("|"):
            terms_of[word].append(number)
    automaton = ahocorasick.Automaton()
    for text in terms_of.keys() | cues_of.keys():
        cues = tuple(cues_of[text])
        is_scoped = any(cue.scope for cue in cues)
        found = Word(len(text), table["not_behind"].get(text, ""), tuple(terms_of[text]), cues, is_scoped)
        automaton.add_word(_halved(text), found)
    automaton.make_automaton()
    bodies = table["bodies"]
    return Cues(
        automaton,
        never,
        table["companions"],
        re.compile(rf"(?:{any_of(bodies['words'])})(?!政府|级)"),
        frozenset(bodies["codes"]),
    )


@dataclass(frozen=True, slots=True)
class _Line:
    """One line of the file; without terms it holds for all cues of its code."""

    terms: tuple[str, ...]
    without: tuple[str, ...]
    unless: tuple[str, ...]
    units: frozenset[str] | None


def _cues(code: str, lines: Sequence[_Line], numbers: dict[str, int]) -> Iterator[tuple[Cue, str]]:
    """Yield the cues of one code, each with its last term; `numbers` grows by the earlier terms."""
    always = [line for line in lines if not line.terms]
    without = tuple(word for line in always for word in line.without)
    unless = tuple(word for line in always for word in line.unless)
    for line in lines:
        if line.terms:
            *scope, last = line.terms
            terms = tuple(numbers.setdefault(term, len(numbers)) for term in scope)
            yield Cue(code, terms, line.without + without, line.unless + unless, line.units), last


def _line(code: str, line: str, groups: Mapping[str, str]) -> _Line:
    try:
        parts = _GROUP.sub(lambda name: groups[name[1]], line).split()
    except KeyError as error:
        raise ValueError(f"cues.toml: {code}: there is no group {error}") from None
    terms = tuple(part for part in parts if part[0] not in "-!@*")
    if (not terms and parts[0] != "*") or any("" in term.split("|") for term in terms):
        raise ValueError(f"cues.toml: {code}: a term without a word in {line!r}")
    marked = {mark: [word for part in parts if part[0] == mark for word in part[1:].split("|")] for mark in "-!@"}
    units = frozenset(unit.removeprefix("个") or "个" for unit in marked["@"]) or None
    return _Line(terms, tuple(marked["-"]), tuple(marked["!"]), units)
