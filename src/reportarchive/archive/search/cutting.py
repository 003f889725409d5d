"""Sections cut into what a search finds, where a report is read: identities, grams and characters as they are indexed.

Most of the work of indexing is this, and it needs no database: done in the processes that read, it leaves the one that
stores with rows to insert.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from reportarchive.text.grams import characters, grams, runs

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


class Cut(NamedTuple):
    """What a section gives to a search: its number, its role, a digest of its own text, and the index's words.

    `nth` tells sections of one role and text apart; `grams` and `characters` are words with a blank between.
    """

    seq: int
    role: str
    digest: str
    nth: int
    grams: str
    characters: str


def cut(text: str, sections: Iterable[tuple[int, str, int, int]]) -> Iterator[Cut]:
    """Yield what each section gives that has anything to find: given its number, role, and the span of its own text."""
    alike: Counter[tuple[str, str]] = Counter()
    for seq, role, start, end in sections:
        said = text[start:end]
        if found := runs(said):
            digest = hashlib.blake2b(said.encode(), digest_size=8).hexdigest()
            alike[role, digest] += 1
            yield Cut(seq, role, digest, alike[role, digest], grams(found), " ".join(characters(found)))
