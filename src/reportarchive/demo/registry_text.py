"""The source file of the sample site: the TOML a registry reads, with the addresses it is served at."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from reportarchive.demo.expected import YEARS
from reportarchive.demo.places import district, districts, divisions, sites

if TYPE_CHECKING:
    from collections.abc import Mapping


def registry_toml(bases: Mapping[str, str]) -> str:
    """Return `[[division]]` and `[[source]]` blocks for sites at the given addresses (without end slash)."""
    blocks = ["# The sample site: invented places, codes 99xxxx.\n"]
    for division in divisions():
        fields = {"code": division.code, "name": division.name, "level": division.level}
        blocks.append(_block("division", fields | ({"parent": division.parent} if division.parent else {})))
    blocks += [_block("source", _source(place.code, bases)) for place in districts()]
    return "\n".join(blocks)


def _source(code: str, bases: Mapping[str, str]) -> dict[str, object]:
    place = district(code)
    listing = bases[place.site] + place.folder + (sites()[place.site].first if place.site == "ucap" else "")
    return {
        "id": place.source_id,
        "division": place.code,
        "issuer": place.issuer,
        "issuer_kind": "government",
        "family": place.site,
        "listings": [listing],
        "hosts": [],
        "first_year": YEARS[0],
        "expect": {"min_reports": place.min_reports},
        "verified": True,
        "paused": "",
    }


def _block(name: str, fields: Mapping[str, object]) -> str:
    return f"[[{name}]]\n" + "".join(f"{key} = {_value(value)}\n" for key, value in fields.items())


def _value(value: object) -> str:
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{key} = {_value(inner)}" for key, inner in value.items()) + " }"
    return json.dumps(value, ensure_ascii=False)  # strings, flags, integers and lists read alike in TOML
