"""`deployments/compose.yaml` as data: read with its anchors joined, and a service's environment filled in."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

if TYPE_CHECKING:
    from collections.abc import Mapping

ROOT = Path(__file__).resolve().parents[2]
COMPOSE = ROOT / "deployments" / "compose.yaml"
NEEDED = re.compile(r"\$\{([A-Z_]+):\?\}")


def read_compose(path: Path = COMPOSE) -> dict[str, Any]:
    """Return the whole file as a container engine would see it before it fills in variables."""
    whole: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return whole


def environment_of(service: str, secrets: Mapping[str, str], places: Mapping[str, str]) -> dict[str, str]:
    """Return a service's variables with the secrets filled in, and each `host:port` replaced by where it is here.

    A host without a port, as in the URL of a database, stands for its first place.
    """
    found = {}
    for name, value in read_compose()["services"][service]["environment"].items():
        filled = NEEDED.sub(lambda match: secrets[match[1]], str(value))
        for there, here in places.items():
            filled = filled.replace(there, here)
        found[name] = filled
    return found


def command_of(service: str) -> list[str]:
    """Return the command of a service, word by word."""
    return [str(word) for word in read_compose()["services"][service]["command"]]
