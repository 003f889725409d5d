"""What Alembic runs inside one transaction of a connection that `upgrade` hands over."""

from __future__ import annotations

from alembic import context

from reportarchive.archive.schema import metadata
from reportarchive.archive.search.index import NAME


def _is_of_the_schema(name: str | None, kind: str, _: object) -> bool:
    """Tell whether a table is compared with the schema: the search index, in each engine's own form, is not."""
    return kind != "table" or name is None or not name.startswith(NAME)


context.configure(
    connection=context.config.attributes["connection"], target_metadata=metadata, include_name=_is_of_the_schema
)
context.run_migrations()
