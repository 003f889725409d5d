"""The views of `sql/views/`, dropped before a migration and created again after it.

A file holds one `CREATE VIEW <file name> AS …` under its header comment. Views may use one another; the
order is found from their texts. What was created is remembered in `meta`, so that nothing else is dropped.
"""

from __future__ import annotations

import hashlib
import json
import re
from typing import TYPE_CHECKING

from sqlalchemy import delete, insert, select

from reportarchive.archive.engine import to_json
from reportarchive.archive.schema import meta
from reportarchive.errors import ArchiveError
from reportarchive.sqlfiles import sql_files

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import Connection

REMEMBERED = "views"


def view_digests() -> dict[str, str]:
    """Return name -> SHA-256 of the text of every view of this installation, in the order to create them."""
    return {name: hashlib.sha256(text.encode()).hexdigest() for name, text in _ordered(sql_files("views")).items()}


def created_views(connection: Connection) -> dict[str, str]:
    """Return name -> digest of the views the archive holds, in the order they were created."""
    value = connection.execute(select(meta.c.value).where(meta.c.name == REMEMBERED)).scalar()
    names: list[list[str]] = json.loads(value) if value else []
    return {name: digest for name, digest in names}  # noqa: C416 (the type is stated)


def drop_views(connection: Connection) -> None:
    """Drop the views this archive was given, the ones that use others first."""
    for name in reversed(created_views(connection)):
        connection.exec_driver_sql(f"DROP VIEW IF EXISTS {name}")
    connection.execute(delete(meta).where(meta.c.name == REMEMBERED))


def create_views(connection: Connection) -> None:
    """Create every view of `sql/views/` and remember which."""
    for text in _ordered(sql_files("views")).values():
        connection.exec_driver_sql(text.replace("%", "%%") if connection.dialect.name != "sqlite" else text)
    value = to_json([list(pair) for pair in view_digests().items()])
    connection.execute(insert(meta).values(name=REMEMBERED, value=value))


def _ordered(texts: Mapping[str, str]) -> dict[str, str]:
    """Return the views so that each comes after those it uses."""
    waiting, ordered = dict(texts), dict[str, str]()
    while waiting:
        ready = [name for name in waiting if not _used(waiting[name], waiting) - {name}]
        if not ready:
            raise ArchiveError(f"the views {', '.join(waiting)} use one another in a circle")
        ordered |= {name: waiting.pop(name) for name in ready}
    return ordered


def _used(text: str, names: Mapping[str, str]) -> set[str]:
    code = re.sub(r"--[^\n]*", "", text)
    return {name for name in names if re.search(rf"\b(?:FROM|JOIN)\s+{name}\b", code)}
