"""The zoo's sites as a source file: divisions, sources with one or several listings, the index source."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from tests.zoo.sites import indexes, places, sites
from tests.zoo.trials import trials

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from tests.zoo.sites import Site

FIRST_YEAR = 2014
TRIAL_CITY = "998100"


def sources_toml(addresses: Mapping[str, str], only: Sequence[str] = ()) -> str:
    """Return the source file of all sources, or of those named, with every division of the zoo."""
    return "\n".join([*_divisions(), *_sources(addresses, only), *_indexes(addresses, only)])


def block(kind: str, values: Mapping[str, object]) -> str:
    """Return a block of TOML; text and lists of text are written as JSON writes them, which TOML reads."""
    return f"[[{kind}]]\n" + "".join(f"{key} = {_value(value)}\n" for key, value in values.items())


def _value(value: object) -> str:
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{key} = {_value(part)}" for key, part in value.items()) + " }"
    if isinstance(value, list):
        return "[" + ", ".join(_value(part) for part in value) + "]"
    return json.dumps(value, ensure_ascii=False)


def _divisions() -> Iterator[str]:
    for place in places().values():
        above = {"parent": place.parent} if place.parent else {}
        yield block("division", {"code": place.code, "name": place.name, "level": place.level} | above)
    for site in (trial.site for trial in trials()):
        yield block("division", {"code": site.division, "name": site.name, "level": "county", "parent": TRIAL_CITY})


def _sources(addresses: Mapping[str, str], only: Sequence[str]) -> Iterator[str]:
    columns: dict[str, list[Site]] = {}
    for site in (*sites(), *(trial.site for trial in trials())):
        if not site.stray and not site.found_by and (not only or site.source_id in only):
            columns.setdefault(site.source_id, []).append(site)
    for source_id, of_source in columns.items():
        first = of_source[0]
        values: dict[str, object] = {
            "id": source_id,
            "division": first.division,
            "issuer": first.issuer,
            "issuer_kind": first.issuer_kind,
            "family": first.family,
            "listings": [_listing(site, addresses) for site in of_source],
            "hosts": list(first.hosts),
        }
        yield block("source", values | {"first_year": FIRST_YEAR, "verified": True})


def _listing(site: Site, addresses: Mapping[str, str]) -> object:
    """Return a listing: its address, or a table with the days between which the site kept it up."""
    url = f"http://{addresses[site.host]}{site.listing}"
    days = {name: day for name, day in (("from", site.opened), ("until", site.closed)) if day}
    return {"url": url} | days if days else url


def _indexes(addresses: Mapping[str, str], only: Sequence[str]) -> Iterator[str]:
    for index in indexes():
        if not only or index.id in only:
            values: dict[str, object] = {
                "id": index.id,
                "division": index.division,
                "issuer": index.issuer,
                "family": index.family,
                "listings": [f"http://{addresses[index.host]}{index.folder}"],
                "index": True,
            }
            yield block("source", values | {"first_year": FIRST_YEAR, "verified": True})
