"""`databases.sql` on a real server: each role has its database, by its password, and not the other's."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from dataclasses import dataclass

import psycopg
import pytest
from sqlalchemy import create_engine
from tests.machines.services import free_port, run_databases_sql
from tests.postgres import NoServerError, running_server

PASSWORDS = {"PREFECT_DATABASE_PASSWORD": "it's one; --", "ARCHIVE_DATABASE_PASSWORD": "another"}


@dataclass(frozen=True)
class Server:
    """A server with both databases, at a port of loopback."""

    port: int

    def ask(self, role: str, database: str, password: str, sql: str = "SELECT current_user") -> object:
        given = {"host": "127.0.0.1", "port": self.port, "user": role, "dbname": database, "password": password}
        with psycopg.connect(**given) as connection:
            found = connection.execute(sql)
            return found.fetchone()[0] if found.description else None


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    port = free_port()
    try:
        with running_server(port=port) as url:
            administrator = create_engine(url)
            run_databases_sql(administrator, PASSWORDS)
            yield Server(port)
            with pytest.raises(subprocess.CalledProcessError):
                run_databases_sql(administrator, PASSWORDS | {"ARCHIVE_DATABASE_PASSWORD": "changed unseen"})
            administrator.dispose()
    except NoServerError as error:
        pytest.skip(f"no PostgreSQL server starts here: {error}")


@pytest.mark.parametrize("name", ["prefect", "archive"])
def test_a_role_has_its_own_database_by_its_password(server: Server, name: str) -> None:
    password = PASSWORDS[f"{name.upper()}_DATABASE_PASSWORD"]
    assert server.ask(name, name, password) == name
    assert server.ask(name, name, password, "CREATE TABLE of_mine (a int)") is None
    for wrong in ("", "guessed"):
        with pytest.raises(psycopg.OperationalError, match="password"):
            server.ask(name, name, wrong)


@pytest.mark.parametrize(("name", "other"), [("prefect", "archive"), ("archive", "prefect")])
def test_a_role_does_not_see_the_other_database(server: Server, name: str, other: str) -> None:
    password = PASSWORDS[f"{name.upper()}_DATABASE_PASSWORD"]
    with pytest.raises(psycopg.OperationalError, match="permission denied for database"):
        server.ask(name, other, password)
    may = "SELECT rolsuper OR rolcreatedb OR rolcreaterole FROM pg_roles WHERE rolname = current_user"
    assert server.ask(name, name, password, may) is False
