"""Statements compiled once for each engine and given to its driver: the few small ones of every request.

SQLAlchemy compiles them; its way around a statement takes four times as long as SQLite takes to answer one of these.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy.exc import DBAPIError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import Connection, Executable


class _Made(NamedTuple):
    """A statement for one driver: its text, its own values by name, and the names in order where it takes a list."""

    sql: str
    values: Mapping[str, Any]
    order: list[str] | None


class Prepared:
    """A statement whose values are texts and numbers, as are those it returns."""

    def __init__(self, statement: Executable) -> None:
        self._statement: Any = statement
        self._made: dict[str, _Made] = {}

    def rows(self, connection: Connection, values: Mapping[str, Any]) -> list[tuple[Any, ...]]:
        """Run it in the transaction that is under way, and return its rows."""
        found: list[tuple[Any, ...]] = self._run(connection, values).fetchall()
        return found

    def value(self, connection: Connection, values: Mapping[str, Any]) -> Any:
        """Run it and return the first value of its first row, None where there is no row."""
        found = self.rows(connection, values)
        return found[0][0] if found else None

    def count(self, connection: Connection, values: Mapping[str, Any]) -> int:
        """Run it and return how many rows it wrote."""
        return int(self._run(connection, values).rowcount)

    def _run(self, connection: Connection, values: Mapping[str, Any]) -> Any:
        made = self._made.get(connection.dialect.name) or self._make(connection)
        given = {**made.values, **values}
        driver: Any = connection.connection.driver_connection
        try:
            return driver.execute(made.sql, given if made.order is None else [given[name] for name in made.order])
        except connection.dialect.loaded_dbapi.Error as error:
            raise DBAPIError(made.sql, None, error) from error

    def _make(self, connection: Connection) -> _Made:
        compiled = self._statement.compile(dialect=connection.dialect, compile_kwargs={"render_postcompile": True})
        made = _Made(compiled.string, dict(compiled.params), compiled.positiontup)
        self._made[connection.dialect.name] = made
        return made
