"""What a visit notes of what it meets: in its tally, for who runs it, and as one logged line a report."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from reportarchive.archive import KnownReport
    from reportarchive.pipeline.gather.asking import Answer
    from reportarchive.pipeline.gather.listed import Row
    from reportarchive.pipeline.runs import Run
    from reportarchive.pipeline.tally import Tally


@dataclass(frozen=True, slots=True)
class Notes:
    """The notes of one visit; `known` are the reports of its source that were stored when it began, by address."""

    run: Run
    source_id: str
    known: Mapping[str, KnownReport]
    tally: Tally

    def changed(self, change: str, report_id: str | None, answer: Answer, version_id: int | None = None) -> None:
        """Count what an answer made of a report, and log it."""
        self.tally.counts[change] += 1
        self._log(change, report_id, answer, version_id)

    def failed(self, problem: str, answer: Answer, *, address: str) -> None:
        """Note a problem with the report that is known at an address, if one is."""
        self.tally.fail(problem)
        self._log("failed", self._report_at(address), answer)

    def review(self, row: Row, why: str) -> None:
        """Note that a person must look at a row of a listing."""
        self.tally.counts["needs_review"] += 1
        self.tally.reviews.append(f"{row.candidate.title} {row.candidate.url} ({why})")

    def left_to_person(self, row: Row, why: str, answer: Answer) -> None:
        """Note that a person must get a report out of an answer: until then the one of this row is not read."""
        self.review(row, why)
        self._log("failed", self._report_at(row.candidate.url), answer)

    def _report_at(self, address: str) -> str | None:
        known = self.known.get(address)
        return known.report_id if known else None

    def _log(self, change: str, report_id: str | None, answer: Answer, version_id: int | None = None) -> None:
        ids = {"source_id": self.source_id, "report_id": report_id, "fetch_id": answer.fetch_id}
        self.run.log(change, version_id=version_id, **ids)
