"""What a look finds, and the question it finds it by."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Trouble:
    """Something found wrong: what kind, with whom (a source, `archive`, a run), the cause, and where it can be seen.

    `evidence` is what it can be seen in, the number of that, and its address where it has one, blanks between.
    """

    code: str
    subject: str
    said: str
    evidence: str


@dataclass(frozen=True, slots=True)
class Question:
    """A query whose rows (subject, said, evidence) are troubles of one code, and the values of its parameters."""

    code: str
    sql: str
    given: Mapping[str, object]
