"""What the requests of a run came to, from the rows they left: the evidence behind its counts."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from reportarchive.query import Reader, run_named

if TYPE_CHECKING:
    from collections.abc import Iterable

    from reportarchive.settings import Settings

ANSWERED = frozenset({"ok", "not_modified"})


@dataclass(frozen=True, slots=True)
class Ended:
    """How many requests for a source ended in an outcome, and one of them.

    `source_id` is empty for requests that were for none; `evidence` is what the outcome rests on.
    """

    source_id: str
    outcome: str
    requests: int
    url: str
    evidence: str
    fetch_id: int

    @property
    def is_answered(self) -> bool:
        """Whether a page was the answer."""
        return self.outcome in ANSWERED


def read_outcomes(settings: Settings, run_id: int) -> list[Ended]:
    """Return what the requests of a run came to, those first that were answered with no page.

    Raises:
        ArchiveError: there is no archive, or it cannot be read.
    """
    with Reader.open(settings.archive_url) as reader:
        found = run_named(reader, "run_outcomes", {"run": str(run_id)})
    rows = (dict(zip(found.columns, row, strict=True)) for row in found.rows)
    return [
        Ended(
            row["source_id"] or "",
            row["outcome"],
            row["requests"],
            row["url"],
            row["evidence"] or "",
            row["fetch_id"],
        )
        for row in rows
    ]


def counted(ended: Iterable[Ended]) -> str:
    """Return the outcomes with how often each was, the most frequent first, as one line."""
    counts: Counter[str] = Counter()
    for one in ended:
        counts[one.outcome] += one.requests
    return ", ".join(f"{count} {outcome}" for outcome, count in counts.most_common()) or "no request"
