"""One run of the pipeline as the archive remembers it: begun, counted, ended."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING

from reportarchive.pipeline.clock import utc_now
from reportarchive.pipeline.reportlog import log_report, own_lines
from reportarchive.pipeline.tally import Tally, total

if TYPE_CHECKING:
    from collections.abc import Iterator

    from reportarchive.model import Scope
    from reportarchive.pipeline.holdings import Holdings


@dataclass(slots=True)
class Run:
    """One run under way: what it works on and covers, and the tallies of what is done so far."""

    holdings: Holdings
    run_id: int
    kind: str
    scope: Scope
    tallies: list[Tally] = field(default_factory=list)

    @property
    def tally(self) -> Tally:
        """The sum of the tallies so far."""
        return total(self.tallies)

    def log(self, change: str, **ids: str | int | None) -> None:
        """Log what this run made of one report; `ids` are those of `reportlog.FIELDS` that there are."""
        log_report(run_id=self.run_id, kind=self.kind, change=change, **ids)


@contextmanager
def recorded_run(holdings: Holdings, kind: str, scope: Scope, **more: str) -> Iterator[Run]:
    """Note a run's beginning and its end; a run left by an exception is noted as failed, and the exception goes on.

    `more` is noted with the scope: what else tells this run from another of its kind.
    """
    run = Run(holdings, holdings.archive.begin_run(kind, asdict(scope) | more, utc_now()), kind, scope)
    state = "failed"
    try:
        with own_lines(holdings.settings.log_lines, run.run_id):
            yield run
        state = "failed" if run.tally.problems else "done"
    finally:
        holdings.archive.finish_run(run.run_id, state=state, counts=run.tally.as_counts(), finished_at=utc_now())
