"""The door to Datasette: our pages among its own, its connections held to reading, the cookbook as its canned queries.

Datasette calls these hooks for every server in the process; only those that were opened here have a site.
"""

from __future__ import annotations

import asyncio
import sqlite3
from http import HTTPStatus
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

from datasette import hookimpl
from datasette.utils.asgi import Response

from reportarchive.browse.answering import answer, read_address
from reportarchive.browse.hosts import REFUSED, is_answered
from reportarchive.browse.routes import ROUTES
from reportarchive.query import for_forms, guard_for_good, load_cookbook

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, MutableMapping

    from reportarchive.browse.answers import Answer, Asked
    from reportarchive.browse.site import Site

# Datasette has every error of a function written to stderr with its traceback, for all connections of the process. The
# guard's functions refuse by an error: whoever asks for too much would fill the operator's log.
sqlite3.enable_callback_tracebacks(False)  # noqa: FBT003 - it takes no name

DATABASE = "archive"
"""The name of the archive in Datasette's addresses."""
UNCOUNTED = b"_nocount=1"

sites: WeakKeyDictionary[Any, Site] = WeakKeyDictionary()
"""The site of each Datasette that was opened here."""
names: WeakKeyDictionary[Any, frozenset[str]] = WeakKeyDictionary()
"""The hosts that requests to a Datasette may name, where not any."""


@hookimpl
def register_routes(datasette: Any) -> list[tuple[str, Callable[..., Awaitable[Any]]]]:
    """Return our pages, which come before Datasette's own of the same address."""
    site = sites.get(datasette)
    return [] if site is None else [(regex, _view(site, ask)) for regex, ask in ROUTES]


@hookimpl
def prepare_connection(conn: sqlite3.Connection, database: str, datasette: Any) -> None:
    """Hold a connection to the archive to reading, for as long as it lasts."""
    if datasette in sites and database == DATABASE:
        guard_for_good(conn)


@hookimpl
def canned_queries(datasette: Any, database: str) -> dict[str, dict[str, object]]:
    """Return the cookbook."""
    if datasette not in sites or database != DATABASE:
        return {}
    return {
        name: {
            "sql": for_forms(query),
            "params": [one.name for one in query.parameters],
            "title": query.title,
            "description": " ".join(
                (query.description, *(f"{one.name}: {one.description}." for one in query.parameters))
            ),
        }
        for name, query in load_cookbook().items()
    }


@hookimpl
def asgi_wrapper(datasette: Any) -> Callable[[Any], Any]:
    """Return what stands before all pages, ours and Datasette's: other hosts are refused, and no rows are counted."""
    is_ours, named = datasette in sites, names.get(datasette)

    def wrap(app: Any) -> Any:
        async def guarded(scope: MutableMapping[str, Any], receive: Any, send: Any) -> None:
            if is_ours and scope["type"] == "http":
                if named is not None and not is_answered(scope["headers"], named):
                    await Response.text(REFUSED, status=HTTPStatus.BAD_REQUEST).asgi_send(send)
                    return
                scope = _uncounted(scope)
            await app(scope, receive, send)

        return guarded

    return wrap


def _uncounted(scope: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Return a request as one to which Datasette does not count all rows of a table before it shows the first."""
    if not scope["path"].startswith(f"/{DATABASE}/"):
        return scope
    return {**scope, "query_string": b"&".join(filter(None, (scope.get("query_string", b""), UNCOUNTED)))}


def _view(site: Site, ask: Callable[[Site, Asked], Answer]) -> Callable[..., Awaitable[Any]]:
    async def view(request: Any) -> Any:
        asked = read_address(request.url_vars, request.query_string)
        sent = await asyncio.to_thread(answer, site, ask, request.method, asked)
        body = b"" if request.method == "HEAD" else sent.body
        return Response(body, status=sent.status, headers=dict(sent.headers), content_type=sent.media_type)

    return view
