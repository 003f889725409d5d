"""The command that shows the archive in a browser: browse."""

from __future__ import annotations

from pathlib import Path  # noqa: TC003 - Typer reads it
from typing import Annotated

import typer

from reportarchive.cli.frame import err, plain, say
from reportarchive.errors import UsageError

LOOPBACK = "127.0.0.1"


def browse(
    host: Annotated[
        str, typer.Option("--host", help="Address to listen on; another than loopback opens it to the network.")
    ] = LOOPBACK,
    port: Annotated[
        int, typer.Option("--port", min=0, max=65535, help="Port to listen on; 0 takes a free one.")
    ] = 8001,
    database: Annotated[
        Path | None, typer.Option("--database", help="An archive.sqlite of an export, instead of the archive.")
    ] = None,
) -> None:
    """Show the archive in a browser, every number with its sentence; reading only, on loopback unless --host says."""
    from reportarchive.browse.hosts import is_loopback
    from reportarchive.settings import Settings

    try:
        from reportarchive.browse.server import open_site, serve
    except ModuleNotFoundError as error:
        raise UsageError("browsing needs Datasette and pygal: pip install 'reportarchive[browse]'") from error
    if not is_loopback(host):
        warning = (
            f"warning: {host} is no loopback address. Whoever reaches port {port} there reads all of this archive and"
            " asks it any SQL, without a password and unencrypted. A tunnel or a proxy with a login is safer."
        )
        err.print(plain(warning, style="bold red"))
    with open_site(Settings.load(), database) as site:
        try:
            serve(site, host=host, port=port, told=lambda url: say(f"{url}  (Ctrl-C stops it)"))
        except KeyboardInterrupt:
            say("Stopped.")
