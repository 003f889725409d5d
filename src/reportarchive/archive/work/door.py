"""The part of the archive's door for what is left to do: work items, each worked on under the lease of its source."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reportarchive.archive.engine import reading, writing
from reportarchive.archive.opened import Opened
from reportarchive.archive.work import items

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from reportarchive.archive.work.items import WorkItem, WorkLeft


class Backlog(Opened):
    """Work items; every method is one transaction, leases go by the database's clock."""

    def plan_work(self, run_kind: str, source_ids: Sequence[str], scope: Mapping[str, object]) -> list[int]:
        """Return the ids of the work items still to do, one per source; the same plan twice is resumed."""
        with writing(self.engine) as connection:
            return items.plan_work(connection, run_kind, source_ids, scope)

    def note_planned(
        self, run_kind: str, source_id: str, scope: Mapping[str, object], planned: Mapping[str, int | None]
    ) -> None:
        """Note what working on a source would ask, as far as it is known, in its work item."""
        with writing(self.engine) as connection:
            items.note_planned(connection, run_kind, source_id, scope, planned=planned)

    def claim_work(self, owner: str, lease_seconds: float, item_ids: Sequence[int] | None = None) -> WorkItem | None:
        """Return the next free item (of these, when given) with its source leased to the owner, or None."""
        with writing(self.engine) as connection:
            return items.claim_work(connection, owner, lease_seconds, item_ids)

    def finish_work(self, item: WorkItem, error: str | None, counts: Mapping[str, int]) -> bool:
        """Mark an item done, or failed with the error; return False where another worker has taken it over."""
        with writing(self.engine) as connection:
            return items.finish_work(connection, item, error, counts)

    def release_work(self, item: WorkItem) -> bool:
        """Put an item back to pending: it was begun and is not done; return False where it is another worker's."""
        with writing(self.engine) as connection:
            return items.release_work(connection, item)

    def free_leases(self) -> int:
        """Free the sources of workers that went silent, or ran here and are gone, and return how many."""
        with writing(self.engine) as connection:
            return items.free_leases(connection)

    def work_left(self, item_ids: Sequence[int]) -> WorkLeft:
        """Return what is left to do of these items: those that are free, and those that others are at."""
        with writing(self.engine) as connection:
            return items.work_left(connection, item_ids)

    def failed_sources(self, run_kind: str | None = None) -> list[str]:
        """Return the sources with a failed work item."""
        with reading(self.engine) as connection:
            return items.failed_sources(connection, run_kind)
