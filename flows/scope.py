"""What a run covers, as the parameters of a deployment: the form an operator fills in, checked before a run exists."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from reportarchive import model

Year = Annotated[int, Field(ge=2015, le=2100)]
"""A year reported on; the duty to report is of 2015 (中共中央、国务院《法治政府建设实施纲要（2015-2020年）》)."""

DivisionCode = Annotated[str, Field(pattern=r"^\d{6}(\d{3}|\d{6})?$")]
"""A GB/T 2260 code, or one of 9 or 12 digits for what lies below a county."""

SourceId = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]*$")]


class StoredScope(BaseModel):
    """Which stored reports a run covers; everything left empty means all of it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    years: tuple[Year, ...] = Field((), description="Years reported on, as 2023; empty means all.")
    divisions: tuple[DivisionCode, ...] = Field(
        (), description="Codes of places, as 110107, each with all below it; empty means all."
    )
    sources: tuple[SourceId, ...] = Field((), description="Ids of sources in the registry; empty means all.")
    limit: int | None = Field(None, ge=1, description="At most so many reports.")

    def to_model(self) -> model.Scope:
        """Return the same as the pipeline's own type."""
        return model.Scope(self.years, self.divisions, self.sources, limit=self.limit)

    def __str__(self) -> str:
        """Return the scope in a few words, for the name of a run."""
        parts = [*map(str, self.years), *self.divisions, *self.sources, *self._more()]
        parts += [f"at most {self.limit}"] if self.limit else []
        return " ".join(parts) or "all"

    def _more(self) -> list[str]:
        return []


class Scope(StoredScope):
    """What a run that asks sources covers; everything left empty means all of it."""

    only_failed: bool = Field(default=False, description="Only the sources whose last work item failed.")
    limit: int | None = Field(
        None, ge=1, description="At most so many articles in the whole run; sources are then asked one by one."
    )

    def to_model(self) -> model.Scope:
        """Return the same as the pipeline's own type."""
        return replace(super().to_model(), only_failed=self.only_failed)

    def _more(self) -> list[str]:
        return ["only failed"] if self.only_failed else []


EVERYTHING = Scope()
ALL_STORED = StoredScope()
