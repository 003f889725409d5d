"""The part of the archive's door for what is left to do: work items, leased to one worker at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reportarchive.archive.engine import reading, writing
from reportarchive.archive.opened import Opened
from reportarchive.archive.work import items

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from reportarchive.archive.work.items import WorkItem


class Backlog(Opened):
    """Work items; every method is one transaction, leases go by the database's clock."""

    def plan_work(self, run_kind: str, source_ids: Sequence[str], scope: Mapping[str, object]) -> list[int]:
        """Return the ids of the work items still to do, one per source; the same plan twice is resumed."""
        with writing(self.engine) as connection:
            return items.plan_work(connection, run_kind, source_ids, scope)

    def claim_work(self, owner: str, lease_seconds: float, item_ids: Sequence[int] | None = None) -> WorkItem | None:
        """Return the next free item (of these, when given), leased to the owner, or None."""
        with writing(self.engine) as connection:
            return items.claim_work(connection, owner, lease_seconds, item_ids)

    def finish_work(self, item_id: int, error: str | None) -> None:
        """Mark an item done, or failed with the error.

        Raises:
            ArchiveError: there is no such item.
        """
        with writing(self.engine) as connection:
            items.finish_work(connection, item_id, error)

    def release_work(self, item_id: int) -> None:
        """Put an item back to pending: it was begun and is not done."""
        with writing(self.engine) as connection:
            items.release_work(connection, item_id)

    def free_leases(self) -> int:
        """Put items whose worker went silent, or ran here and is gone, back to pending and return how many."""
        with writing(self.engine) as connection:
            return items.free_leases(connection)

    def held_work(self, item_ids: Sequence[int]) -> list[str]:
        """Return the sources among these items that a worker holds at present."""
        with reading(self.engine) as connection:
            return items.held_work(connection, item_ids)

    def failed_sources(self, run_kind: str | None = None) -> list[str]:
        """Return the sources with a failed work item."""
        with reading(self.engine) as connection:
            return items.failed_sources(connection, run_kind)
