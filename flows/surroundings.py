"""The environment of a demonstration: Prefect at home in the demo's folder, silent to the outside, quiet inside.

Enters: the settings and the environment. Leaves: the variables changed. Must be called before Prefect is imported,
which reads them once; this module therefore does not import it.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import MutableMapping

    from reportarchive.settings import Settings

LOOPBACK = "127.0.0.1,localhost"
START_SECONDS = 180  # a slow machine applies the server's migrations for a minute


def settle(settings: Settings, environ: MutableMapping[str, str] = os.environ) -> None:
    """Set what flows read from the environment; variables of another Prefect are dropped, whatever they say."""
    for name in [name for name in environ if name.startswith("PREFECT_")]:
        del environ[name]
    environ.update(_prefect(settings))
    environ.update(_archive(settings))
    for name in ("NO_PROXY", "no_proxy"):
        # Prefect's client obeys proxy variables, even for a server on this machine.
        environ[name] = ",".join(filter(None, (environ.get(name), LOOPBACK)))


def _prefect(settings: Settings) -> dict[str, str]:
    return {
        "PREFECT_HOME": str((settings.home / "prefect").resolve()),
        "PREFECT_SERVER_EPHEMERAL_ENABLED": "true",
        "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": str(START_SECONDS),
        # Two senders: the server's statistics, and the library's own at import, which knows only the second.
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "DO_NOT_TRACK": "1",
        "PREFECT_LOGGING_LEVEL": "WARNING",
        "PREFECT_SERVER_LOGGING_LEVEL": "ERROR",
        "PREFECT_LOGGING_FORMATTERS_STANDARD_FORMAT": "%(asctime)s | %(message)s",
    }


def _archive(settings: Settings) -> dict[str, str]:
    return {
        "REPORTARCHIVE_HOME": str(settings.home),
        "REPORTARCHIVE_DATABASE_URL": settings.database_url,
        "REPORTARCHIVE_RAW_URL": settings.raw_url,
        "REPORTARCHIVE_SOURCES": str(settings.sources),
        "REPORTARCHIVE_SOURCES_ONLY": "true",
        "REPORTARCHIVE_ALLOW_LOOPBACK": "true",
        "REPORTARCHIVE_PAUSE_SECONDS": str(settings.pause_seconds),
    }
