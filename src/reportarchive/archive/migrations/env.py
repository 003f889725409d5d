"""What Alembic runs inside one transaction of a connection that `upgrade` hands over."""

from __future__ import annotations

from alembic import context

from reportarchive.archive.schema import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata)
context.run_migrations()
