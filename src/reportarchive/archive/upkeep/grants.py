"""Who may read the views of a PostgreSQL archive: kept while they are made anew, and given to the reader's role.

Grants go with a view that is dropped, so an upgrade takes them down before and gives them again after. A role named
`reportarchive_reader` is given SELECT on every view, now and as of earlier moments, and on the search index, which
holds no text, and on nothing else. It is made by the server's own administrator: a role belongs to all databases of a
server, so no upgrade makes one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import text

from reportarchive.archive.search.index import NAME
from reportarchive.archive.upkeep.views import AS_OF
from reportarchive.sqlfiles import sql_files

if TYPE_CHECKING:
    from sqlalchemy import Connection

READER = "reportarchive_reader"
HELD = text("""
SELECT
    format('%I.%I', n.nspname, c.relname) AS view,
    format(
        'GRANT %s ON %I.%I TO %s%s', a.privilege_type, n.nspname, c.relname,
        CASE WHEN a.grantee = 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(a.grantee)) END,
        CASE WHEN a.is_grantable THEN ' WITH GRANT OPTION' ELSE '' END
    ) AS said
FROM pg_class c
JOIN pg_namespace n ON n.oid = c.relnamespace
CROSS JOIN LATERAL aclexplode(c.relacl) a
WHERE c.relkind = 'v' AND a.grantee <> c.relowner AND n.nspname IN (current_schema(), current_schema() || '_as_of')
ORDER BY 1, 2
""")
OWN = text("""
SELECT n.nspname AS schema, quote_ident(n.nspname) AS quoted,
    has_schema_privilege(n.oid, 'USAGE WITH GRANT OPTION') AS may_be_given
FROM pg_namespace n
WHERE n.nspname IN (current_schema(), current_schema() || '_as_of')
    AND EXISTS (SELECT 1 FROM pg_roles WHERE rolname = :reader)
ORDER BY 1
""")

Grants = list[tuple[str, str]]


def held_grants(connection: Connection) -> Grants:
    """Return the view and the GRANT of every right that somebody else has on a view; none on SQLite."""
    if connection.dialect.name != "postgresql":
        return []
    return [(row.view, row.said) for row in connection.execute(HELD)]


def renew_grants(connection: Connection, held: Grants) -> None:
    """Give again what was held, where the view still is, and the reader's role its own, where that role is."""
    if connection.dialect.name != "postgresql":
        return
    for view, said in held:
        if connection.execute(text("SELECT to_regclass(:view)"), {"view": view}).scalar() is not None:
            connection.exec_driver_sql(said.replace("%", "%%"))
    for row in connection.execute(OWN, {"reader": READER}).all():
        if row.may_be_given:
            connection.exec_driver_sql(f"GRANT USAGE ON SCHEMA {row.quoted} TO {READER}".replace("%", "%%"))
        index = ("passage", NAME) if not row.schema.endswith(AS_OF) else ()
        for name in (*sql_files("views"), *index):
            connection.exec_driver_sql(f"GRANT SELECT ON {row.quoted}.{name} TO {READER}".replace("%", "%%"))
