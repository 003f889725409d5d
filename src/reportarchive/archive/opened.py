"""What every part of the archive's door stands on: the engine it was opened with."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlalchemy import Engine


class Opened:
    """An archive that is open; its parts are `Requests`, `Reports`, `Backlog` and `Alarms`, joined in `Archive`."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
