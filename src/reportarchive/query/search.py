"""Full-text search over the sections of reports: counted by the index, ranked by what the sections say.

Enters: what a person typed, with filters. Leaves: how many sections hold it, and the best with the place of each hit in
the report's text. Of many hits the newest are ranked, and said to be. The index finds nearly all by itself; a term with
a sentence sign in it is looked for again in the text.
"""

from __future__ import annotations

import math
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from reportarchive.query.terms import Term, for_fts5, for_tsquery, keys_of, read_terms
from reportarchive.text.grams import folded

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from reportarchive.query.reader import Asking, Reader

RANKED = 2_000
"""The newest hits that are read and ranked; the others are counted."""
READ = 50_000
"""Hits that are read at most where the text decides and not the index alone."""
AROUND = 40  # characters before and behind a hit in its snippet

FTS5 = "SELECT rowid AS passage_id FROM {index} WHERE {index} MATCH :{name}"
BOTH = " AND rowid {held} (SELECT rowid FROM {index} WHERE {index} MATCH :{name})"
INDEXES = ("passage_index", "passage_index_characters")  # of grams, of single characters
TSQUERY = "SELECT passage_id FROM passage_index WHERE grams @@ CAST(:{name} AS tsquery)"
CURRENT = """
SELECT m.passage_id
FROM ({matching}) m
JOIN passage p ON p.passage_id = m.passage_id
WHERE {held}{more}
"""
HELD_NOW = "p.is_current = 1"
HELD_THEN = "p.passage_id IN (SELECT passage_id FROM section_current)"
IN_INDICATOR = """ AND p.passage_id IN (
    SELECT s.passage_id
    FROM metric_current m
    JOIN section_current s ON s.version_id = m.version_id AND s.path = m.section_path
    WHERE m.indicator = :indicator
)"""
COUNT = "SELECT COUNT(*) FROM ({hits}) hits"
PAST = "SELECT passage_id FROM passage WHERE is_current = 0"
NEWEST = "{hits} ORDER BY m.passage_id DESC LIMIT {most}"  # the index gives its hits in this order, and stops
SECTIONS = """
SELECT
    report_id, division_code, division_name, issuer, year, kind, path, role, char_start, heading_end, own_text, url,
    version_id
FROM section_current
WHERE passage_id IN ({hits})
"""


@dataclass(frozen=True, slots=True)
class Filters:
    """What narrows a search: a year, a division with all below it, a section's role, an indicator of its numbers."""

    year: int | None = None
    division: str | None = None
    role: str | None = None
    indicator: str | None = None


@dataclass(frozen=True, slots=True)
class Hit:
    """One section that holds what was looked for; spans and `snippet_start` are offsets into that version's text."""

    report_id: str
    division_code: str
    division_name: str
    issuer: str
    year: int
    kind: str
    section_path: str
    role: str
    heading: str
    snippet: str
    snippet_start: int
    spans: tuple[tuple[int, int], ...]
    score: float
    url: str | None
    version_id: int


@dataclass(frozen=True, slots=True)
class Found:
    """What a search found: how many sections (`is_more`: at least), how many of them were ranked, and the best."""

    total: int
    ranked: int
    is_more: bool = False
    hits: list[Hit] = field(default_factory=list)


def search(
    reader: Reader,
    typed: str,
    filters: Filters | None = None,
    *,
    limit: int = 20,
    offset: int = 0,
    ranked: int = RANKED,
) -> Found:
    """Return the sections that hold all that was typed and nothing that was excluded, the best of the newest first.

    `ranked` is how many of the newest are read where the index alone decides.

    Raises:
        QueryRefused: nothing was typed that can be looked for, or it took too long.
        ArchiveError: the archive cannot be read.
    """
    filters = filters or Filters()
    terms = read_terms(typed)
    is_exact = all(term.is_exact for term in terms)
    most = ranked if is_exact else READ
    with _asked(reader, terms, filters) as asked:
        matching = asked.count()
        sections = asked.newest_sections(most) if matching > most else asked.sections()
    hits = [hit for row in sections if (hit := _hit(row, terms)) is not None]
    total = matching if is_exact else len(hits)
    is_more = not is_exact and matching > READ
    hits.sort(key=lambda hit: (-hit.score, -hit.year, hit.report_id, hit.section_path))
    return Found(total, len(hits), is_more, hits[offset : offset + limit])


def count(reader: Reader, typed: str, filters: Filters | None = None) -> int:
    """Return how many sections hold it.

    Raises:
        QueryRefused: nothing was typed that can be looked for, or it took too long.
        ArchiveError: the archive cannot be read.
    """
    filters = filters or Filters()
    terms = read_terms(typed)
    if not all(term.is_exact for term in terms):
        return search(reader, typed, filters, limit=0).total
    with _asked(reader, terms, filters) as asked:
        return asked.count()


@contextmanager
def _asked(reader: Reader, terms: Sequence[Term], filters: Filters) -> Iterator[_Asked]:
    """Give a search whose questions go through one connection: what the first has read of the index, others have."""
    with reader.asking() as asking:
        yield _Asked(reader, asking, terms, filters)


class _Asked:
    """One search as SQL of the reader's engine."""

    def __init__(self, reader: Reader, asking: Asking, terms: Sequence[Term], filters: Filters) -> None:
        self._asking = asking
        self._params: dict[str, object] = {}
        self._is_sqlite = reader.dialect == "sqlite"
        self._matching = self._match(terms, keys_of(filters.year, filters.division, filters.role))
        held, more = HELD_NOW, ""
        if reader.as_of is not None:
            held = HELD_THEN
        if filters.indicator is not None:
            more = IN_INDICATOR
            self._params["indicator"] = filters.indicator
        self._is_plain = reader.as_of is None and not more
        self._current = CURRENT.format(matching=self._matching, held=held, more=more)

    def _match(self, terms: Sequence[Term], keys: Sequence[str]) -> str:
        """Return the passages that match each wanted expression, in whichever piece, and no unwanted one."""
        if self._is_sqlite:
            sql = ""
            for place, one in enumerate(for_fts5(terms, keys)):
                self._params[f"match_{place}"] = one.expression
                form, held = BOTH if sql else FTS5, "IN" if one.is_wanted else "NOT IN"
                sql += form.format(index=INDEXES[one.of_characters], name=f"match_{place}", held=held)
            return sql
        parts = []
        for word, expressions in zip(("INTERSECT", "EXCEPT"), for_tsquery(terms, keys), strict=True):
            for expression in expressions:
                name = f"term_{len(self._params)}"
                self._params[name] = expression
                parts += [word, TSQUERY.format(name=name)]
        return " ".join(parts[1:])

    def count(self) -> int:
        """Return how many current passages match: all that match, less those that only earlier versions hold."""
        if not self._is_plain:
            return self._one(COUNT.format(hits=self._current))
        past = f"{self._matching} AND rowid IN ({PAST})" if self._is_sqlite else f"({self._matching}) INTERSECT {PAST}"
        return self._one(COUNT.format(hits=self._matching)) - self._one(COUNT.format(hits=past))

    def sections(self) -> list[dict[str, Any]]:
        """Return the sections of all matching passages."""
        return self._sections_of(self._current)

    def newest_sections(self, most: int) -> list[dict[str, Any]]:
        """Return the sections of the newest matching passages; of few, SQLite's index reads all sooner than these."""
        return self._sections_of(NEWEST.format(hits=self._current, most=int(most)))

    def _sections_of(self, passages: str) -> list[dict[str, Any]]:
        result = self._asking(SECTIONS.format(hits=passages), self._params)
        return [dict(zip(result.columns, row, strict=True)) for row in result.rows]

    def _one(self, sql: str) -> int:
        return int(self._asking(sql, self._params).rows[0][0])


def _hit(row: dict[str, Any], terms: Sequence[Term]) -> Hit | None:
    """Return a section as a hit, None when its text does not hold what the index let pass."""
    text = folded(row["own_text"])
    spans, score = list[tuple[int, int]](), 0.0
    heading = row["heading_end"] - row["char_start"]
    for term in terms:
        places = _places(text, term.said)
        if bool(places) == term.is_excluded:
            return None
        spans += [(at, at + len(term.said)) for at in places]
        score += sum(2.0 if at < heading else 1.0 for at in places[:8])
    start = row["char_start"]
    spans.sort()
    first = max(spans[0][0] - AROUND, 0)
    last = min(spans[0][1] + AROUND, len(text))
    told = ("report_id", "division_code", "division_name", "issuer", "year", "kind", "role", "url", "version_id")
    return Hit(
        **{name: row[name] for name in told},
        section_path=row["path"],
        heading=row["own_text"][:heading],
        snippet=row["own_text"][first:last],
        snippet_start=start + first,
        spans=tuple((start + begin, start + end) for begin, end in spans),
        score=score / math.sqrt(1 + len(text) / 400),  # as often in half the text counts for more
    )


def _places(text: str, said: str) -> list[int]:
    places, at = [], text.find(said)
    while at >= 0:
        places.append(at)
        at = text.find(said, at + 1)
    return places
