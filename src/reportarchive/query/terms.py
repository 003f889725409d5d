"""What a person types into a search, read into terms: words and quoted phrases that must stand there, or must not.

Nothing typed is syntax to a database: terms become grams (`text.grams`), which hold no sign that either engine reads.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from reportarchive.errors import QueryRefused
from reportarchive.text.grams import END, folded, phrase, runs

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

LONGEST = 100  # characters of one term; longer ones are found by their beginning, no better
MOST = 20
_TERM = re.compile(r"(?P<out>-|NOT\s+)?(?:[\"“](?P<quoted>[^\"”]*)[\"”]|(?P<word>[^\s\"“”]+))")


@dataclass(frozen=True, slots=True)
class Term:
    """One term: as it is compared, the runs it is looked up by, and whether it must stand there or must not.

    A term is exact when its one run is all of it: the index then finds no more and no less.
    """

    said: str
    runs: tuple[str, ...]
    is_excluded: bool

    @property
    def is_exact(self) -> bool:
        """Whether the index alone decides."""
        return self.runs == (self.said,)


def read_terms(typed: str) -> tuple[Term, ...]:
    """Return the terms of what was typed: blanks part them and mean AND, quotes keep together, `-` or NOT excludes.

    Raises:
        QueryRefused: there is nothing to look for, or too much.
    """
    terms = []
    for match in _TERM.finditer(typed):
        text = match["quoted"] if match["word"] is None else match["word"]
        if match["word"] == "AND" and not match["out"]:
            continue
        found = tuple(runs(text))
        if not found:
            continue
        if len(text) > LONGEST:
            raise QueryRefused(f"a term of {len(text)} characters: look for at most {LONGEST} at a time")
        terms.append(Term(folded(text).strip(), found, is_excluded=bool(match["out"])))
    if not any(not term.is_excluded for term in terms):
        raise QueryRefused("nothing to look for: name a word, as in: search 行政复议 -诉讼")
    if len(terms) > MOST:
        raise QueryRefused(f"{len(terms)} terms: look for at most {MOST} at a time")
    return tuple(terms)


def keys_of(year: int | None, division: str | None, role: str | None) -> list[str]:
    """Return the keys that passages are filtered by; a division stands for all below it, as `110000` for 北京."""
    place = None if division is None else re.sub(r"^(\d\d)(?:0000)$|^(\d{4})00$", lambda it: it[1] or it[2], division)
    return [f"{END}{sign}{said}" for sign, said in (("y", year), ("d", place), ("r", role)) if said is not None]


@dataclass(frozen=True, slots=True)
class Matching:
    """What SQLite's FTS5 is asked: in the index of grams or of characters, an expression to be matched or not."""

    of_characters: bool
    expression: str
    is_wanted: bool


def for_fts5(terms: Iterable[Term], keys: Sequence[str]) -> list[Matching]:
    """Return what a passage must match in FTS5, first what it must; single characters have an index of their own.

    An inexact excluded term is left to whoever reads the passages.
    """
    asked = [(run, term.is_excluded) for term in terms if term.is_exact or not term.is_excluded for run in term.runs]
    found = []
    for of_characters in (False, True):
        here = [(_fts5(run), is_excluded) for run, is_excluded in asked if _is_one(run) is of_characters]
        wanted = [expression for expression, is_excluded in here if not is_excluded]
        unwanted = [expression for expression, is_excluded in here if is_excluded]
        if wanted:
            together = " AND ".join((*(f'"{key}"' for key in keys), *wanted))
            found.append(Matching(of_characters, " NOT ".join((f"({together})", *unwanted)), is_wanted=True))
        elif unwanted:
            found.append(Matching(of_characters, " OR ".join(unwanted), is_wanted=False))
    return sorted(found, key=lambda one: not one.is_wanted)


def for_tsquery(terms: Iterable[Term], keys: Iterable[str]) -> tuple[list[str], list[str]]:
    """Return the `tsquery` texts of which a passage must match all, and those of which it may match none."""
    wanted = [f"'{key}'" for key in keys]
    wanted += [_tsquery(run) for term in terms if not term.is_excluded for run in term.runs]
    return wanted, [_tsquery(term.said) for term in terms if term.is_excluded and term.is_exact]


def _is_one(run: str) -> bool:
    return len(run) == 1


def _fts5(run: str) -> str:
    return f'"{" ".join(phrase(run))}"'


def _tsquery(run: str) -> str:
    return f"'{run}':*" if _is_one(run) else " <-> ".join(f"'{gram}'" for gram in phrase(run))
