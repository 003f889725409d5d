"""Reading of the data tables of this room, once."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def table(name: str) -> dict[str, Any]:
    """Return the data file `extract/data/<name>.toml` as read."""
    return tomllib.loads(files("reportarchive.extract").joinpath(f"data/{name}.toml").read_text("utf-8"))
