"""The source file of the zoo, in the form of docs/sources.md, with the addresses that its hosts are served at."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

PROVINCE, CITY = ("990000", "岚江省"), ("990300", "岚海市")


def source_file(places: Mapping[str, str], sources: Iterable[Mapping[str, object]]) -> str:
    """Return the TOML of the zoo's divisions and of sources, given by the keys of a block."""
    blocks = [_block("division", {"code": PROVINCE[0], "name": PROVINCE[1], "level": "province"})]
    city = {"code": CITY[0], "name": CITY[1], "level": "prefecture", "parent": PROVINCE[0]}
    blocks.append(_block("division", city))
    for code, name in places.items():
        blocks.append(_block("division", {"code": code, "name": name, "level": "county", "parent": CITY[0]}))
    blocks += [_block("source", {"verified": True, "first_year": 2015} | dict(source)) for source in sources]
    return "\n".join(blocks)


def _block(kind: str, fields: Mapping[str, object]) -> str:
    return f"[[{kind}]]\n" + "".join(f"{name} = {_written(value)}\n" for name, value in fields.items())


def _written(value: object) -> str:
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{name} = {_written(one)}" for name, one in value.items()) + " }"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(map(_written, value)) + "]"
    return json.dumps(value, ensure_ascii=False)
