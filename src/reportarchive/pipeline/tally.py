"""What a run did, counted: per source while it goes, summed for the run's row and the person who started it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

COUNTED = (
    *("seen", "new", "edited", "moved", "reparsed", "corrected", "unchanged"),
    *("refused", "needs_review", "repeated", "vanished", "held", "failed"),
)
"""The counts of every run, in the order they are told.

`repeated` rows show a report that another row shows too; `vanished` pages answered that they are gone; `held` sources
were left to the worker that is at them.
"""
WORKED: dict[str, tuple[str, ...]] = {
    "listings_asked": ("listings",),
    "articles_asked": ("seen",),
    "reports_new": ("new",),
    "reports_changed": ("edited", "moved", "reparsed", "corrected"),
    "reports_unchanged": ("unchanged",),
    "reports_kept": ("kept",),
    "rows_refused": ("refused",),
    "failures": ("failed",),
}
"""What a work item keeps of a tally, and the counts each is the sum of.

Not told but in the ledger are `listings`, the pages of listings asked for, and `kept`, the listed reports that a
limited run passed over because they are stored.
"""


@dataclass(slots=True)
class Tally:
    """Counts and problems of one source, or of a run; a problem is one sentence for the operator.

    `is_cut` says that the visit ended before all that is listed was fetched; `held` says who is at a source instead.
    """

    source_id: str = ""
    counts: Counter[str] = field(default_factory=Counter)
    problems: list[str] = field(default_factory=list)
    reviews: list[str] = field(default_factory=list)
    held: list[str] = field(default_factory=list)
    is_cut: bool = False

    def fail(self, problem: str) -> None:
        """Count a failure and keep its sentence."""
        self.counts["failed"] += 1
        self.problems.append(problem)

    def leave(self, why: str) -> None:
        """Count a source as left to another worker, which is no failure, and keep the sentence."""
        self.counts["held"] += 1
        self.held.append(why)

    @property
    def written(self) -> int:
        """How many reports were written or changed."""
        return sum(self.counts[name] for name in ("new", "edited", "moved", "reparsed"))

    def as_counts(self) -> dict[str, int]:
        """Return every count, zeros too, in their order."""
        return {name: self.counts[name] for name in COUNTED}

    def as_work(self) -> dict[str, int]:
        """Return what a work item keeps of the counts."""
        return {name: sum(self.counts[one] for one in summed) for name, summed in WORKED.items()}

    def sentence(self) -> str:
        """Return the counts that are not zero as one line."""
        said = [f"{count} {name.replace('_', ' ')}" for name, count in self.as_counts().items() if count]
        return ", ".join(said) or "nothing seen"


def total(tallies: Iterable[Tally]) -> Tally:
    """Return the sum of several tallies; what they say carries the source it is of."""
    whole = Tally()
    for one in tallies:
        whole.counts.update(one.counts)
        prefix = f"{one.source_id}: " if one.source_id else ""
        whole.problems += [prefix + problem for problem in one.problems]
        whole.reviews += [prefix + review for review in one.reviews]
        whole.held += [prefix + why for why in one.held]
    return whole
