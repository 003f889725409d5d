"""Starts Datasette on an archive, with our plugin, until it is stopped."""

from __future__ import annotations

import socket
import sqlite3
from contextlib import contextmanager
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import uvicorn
from datasette.app import Datasette
from datasette.database import Database
from datasette.plugins import pm
from datasette.utils import parse_metadata
from sqlalchemy.engine import make_url

from reportarchive.browse import plugin
from reportarchive.browse.hosts import answered_names, in_address
from reportarchive.browse.site import Site
from reportarchive.capture import open_store
from reportarchive.errors import UsageError
from reportarchive.query import Reader
from reportarchive.query.pages import names_in
from reportarchive.readonly import read_only_uri

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from reportarchive.settings import Settings

ROOM = files("reportarchive.browse")
SECONDS = 10.0
"""Time limit of a question that a page asks."""


class ArchiveDatabase(Database):  # type: ignore[misc]
    """A database of Datasette's, opened as this package opens an archive for reading, whatever its path holds."""

    def connect(self, write: bool = False) -> sqlite3.Connection:  # noqa: FBT001, FBT002 - the shape Datasette calls
        """Open the file for reading.

        Raises:
            UsageError: it was to be written.
        """
        if write:
            raise UsageError("the archive is open for reading only")
        made = sqlite3.connect(read_only_uri(Path(self.path)), uri=True, check_same_thread=False)
        self._all_file_connections.append(made)
        return made

    async def view_names(self) -> list[str]:
        """Return the views that are listed: Datasette keeps `hidden` for tables, here it holds for views too."""
        told = self.ds.metadata("tables", database=self.name) or {}
        return [name for name in await super().view_names() if not told.get(name, {}).get("hidden")]

    async def table_counts(self, limit: int = 10) -> dict[str, None]:
        """Return that nobody has counted the rows of any table: a count reads all of it."""
        del limit
        return dict.fromkeys(await self.table_names())


@contextmanager
def open_site(settings: Settings, database: Path | None = None) -> Iterator[Site]:
    """Give the site of the archive of the settings, or of a SQLite file that an export has written.

    Raises:
        UsageError: the archive is on PostgreSQL, and no file is named.
        ArchiveError: there is no archive, or it cannot be read.
        CaptureError: no package that is installed knows the object store.
    """
    file = database or _file_of(settings)
    with Reader.open(f"sqlite:///?file={quote(str(file))}", seconds=SECONDS) as reader:
        yield Site(file, reader, open_store(settings.raw_location), names_in(reader))


def datasette_of(site: Site, *, host: str) -> Any:
    """Return Datasette with our plugin, showing this archive and nothing else, for a server on this host."""
    told = parse_metadata((ROOM / "datasette.yaml").read_text(encoding="utf-8"))
    settings = told.pop("settings")
    # With Rich at hand Datasette prints pages of local variables for every query that is refused.
    pm.get_plugin("datasette.handle_exception").rich = None
    if not pm.is_registered(plugin):
        pm.register(plugin, plugin.__name__)
    made = Datasette(metadata=told, settings=settings, static_mounts=[("assets", str(ROOM / "static"))])
    plugin.sites[made] = site
    if (names := answered_names(host)) is not None:
        plugin.names[made] = names
    made.remove_database("_memory")  # which Datasette opens where it is given no file, and no guard stands before
    made.add_database(ArchiveDatabase(made, path=str(site.database)), name=plugin.DATABASE)
    return made


def serve(site: Site, *, host: str, port: int, told: Callable[[str], None]) -> None:
    """Serve the site until the process is told to stop; `told` gets its address once it is listening.

    Raises:
        UsageError: the address is taken, or is none of this machine.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        listening = socket.create_server((host, port), family=family, backlog=512)
    except (OSError, OverflowError) as error:
        raise UsageError(f"{host} port {port} cannot be listened on: {error}") from error
    with listening:
        told(f"http://{in_address(host)}:{listening.getsockname()[1]}/")
        config = uvicorn.Config(
            datasette_of(site, host=host).app(),
            log_level="warning",
            access_log=False,
            lifespan="on",
            server_header=False,
        )
        uvicorn.Server(config).run(sockets=[listening])


def _file_of(settings: Settings) -> Path:
    url = make_url(settings.archive_url)
    if url.drivername != "sqlite":
        raise UsageError(
            "a PostgreSQL archive is browsed from an export: reportarchive export DIR, then browse --database"
            " DIR/archive.sqlite"
        )
    return Path(str(url.query.get("file") or url.database))
