"""A loaded registry -> what a person should look at: names that do not fit, and pages listed twice.

These are findings, not errors: a registry with findings still loads.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from reportarchive.model import IssuerKind
from reportarchive.registry.blocks import LAST_YEAR

if TYPE_CHECKING:
    from collections.abc import Iterator

    from reportarchive.model import Division, Source
    from reportarchive.registry.book import Registry

# A government's reports lie on its own hosts; others are copies (field guide 6.2).
OFFICIAL = (".gov.cn",)


def check_registry(registry: Registry) -> list[str]:
    """Return one line per problem found, in the order of divisions and then sources."""
    return [
        *_division_problems(registry),
        *_source_problems(registry),
        *_overlap_problems(registry),
    ]


def _division_problems(registry: Registry) -> Iterator[str]:
    for division in registry.divisions.values():
        if division.parent is None:
            if division.level != "province":
                yield f"division {division.code}: level {division.level} needs a parent"
        elif division.parent not in registry.divisions:
            yield f"division {division.code}: parent {division.parent} is not here"
        elif division.code in registry.line_of(division.parent):
            yield f"division {division.code}: is above itself"
        if division.successor is not None and division.successor not in registry.divisions:
            yield f"division {division.code}: successor {division.successor} is not here"
        if division.successor is not None and division.last_year is None:
            yield f"division {division.code}: is in force and has a successor"
        elif division.successor is not None and division.code in _successors(registry, division.successor):
            yield f"division {division.code}: is among its own successors"
        if (division.first_year or 0) > (division.last_year or LAST_YEAR):
            yield f"division {division.code}: ended in {division.last_year}, before it began"
        yield from _name_problems(division)


def _name_problems(division: Division) -> Iterator[str]:
    """A code stands for one place under one name at a time; names that overlap tell of a code given anew."""
    free_from = division.first_year or 0
    for former in sorted(division.former_names, key=lambda former: former.last_year):
        if former.last_year < (former.first_year or 0):
            yield f"division {division.code}: former name {former.name} ended in {former.last_year}, before it began"
        elif (former.first_year or 0) < free_from:
            yield f"division {division.code}: bore {former.name} before {free_from}, as it did another name or none"
        if former.last_year > (division.last_year or LAST_YEAR):
            yield f"division {division.code}: bore {former.name} until {former.last_year}, after its own end"
        free_from = former.last_year + 1


def _successors(registry: Registry, code: str) -> list[str]:
    """Return a code and those it went on under, one after the other; a circle is gone through once."""
    chain: list[str] = []
    step: str | None = code
    while step and step in registry.divisions and step not in chain:
        chain.append(step)
        step = registry.divisions[step].successor
    return chain


def _source_problems(registry: Registry) -> Iterator[str]:
    for source in registry.sources.values():
        yield from _place_problems(registry, source)
        if source.family not in registry.families:
            yield f"source {source.id}: family {source.family} is not here"
        for host in (*_listing_hosts(source), *source.hosts):
            if not _may_be_official(host):
                yield f"source {source.id}: host {host} is not below .gov.cn; is it the issuer's own?"
        for repeated in sorted({url for url in source.listing_urls if source.listing_urls.count(url) > 1}):
            yield f"source {source.id}: listing {repeated} stands there twice"
        for host in sorted({host for host in source.hosts if source.hosts.count(host) > 1}):
            yield f"source {source.id}: host {host} stands there twice"
        for url in source.listing_urls:
            if source.scheme and urlsplit(url).scheme != source.scheme:
                yield f"source {source.id}: listing {url} is not asked by its scheme, {source.scheme}"


def _place_problems(registry: Registry, source: Source) -> Iterator[str]:
    division = registry.divisions.get(source.division)
    if division is None:
        yield f"source {source.id}: division {source.division} is not here"
        return
    if division.last_year is not None and not source.paused:
        after = f"; its successor is {division.successor}" if division.successor else ""
        yield f"source {source.id}: division {division.code} ended in {division.last_year}{after}"
    if source.index and not any(other.parent == division.code for other in registry.divisions.values()):
        yield f"source {source.id}: is an index, and division {division.code} has none below it"
    names = {division.name, *(former.name for former in division.former_names)}
    if source.issuer_kind is IssuerKind.GOVERNMENT and not any(name in source.issuer for name in names):
        yield f"source {source.id}: issuer {source.issuer} does not name {registry.full_name(source.division)}"


def _overlap_problems(registry: Registry) -> Iterator[str]:
    """Two sources that list the same page, or one the folder the other lies in, would file reports twice.

    An index is by its nature the folder that others lie in, and reads no reports itself.
    """
    at: dict[str, list[tuple[str, Source]]] = defaultdict(list)
    for source in registry.sources.values():
        for url in dict.fromkeys(() if source.index else source.listing_urls):
            parts = urlsplit(url)
            at[parts.netloc.lower().removeprefix("www.")].append((_folder(parts.path), source))
    for host, listed in at.items():
        for position, (path, source) in enumerate(listed):
            for other_path, other in listed[:position]:
                if other.id == source.id:
                    continue
                if path == other_path:
                    yield f"source {source.id}: lists {host}{path} as source {other.id} does"
                elif path.startswith(other_path) or other_path.startswith(path):
                    yield f"source {source.id}: listing {host}{path} and {other.id}'s {other_path} overlap"


def _folder(path: str) -> str:
    """Return a listing's path without its index file, so that `/a/` and `/a/index.html` are one."""
    folder, _, name = path.rpartition("/")
    return folder + "/" if name.startswith(("index.", "list.", "default.")) or not name else path


def _listing_hosts(source: Source) -> list[str]:
    return list(dict.fromkeys(urlsplit(url).netloc for url in source.listing_urls))


def _may_be_official(host: str) -> bool:
    name = host.rpartition(":")[0] if ":" in host and not host.endswith("]") else host
    loopback = name.startswith(("127.", "[::1]")) or name == "localhost"
    return loopback or name.endswith(OFFICIAL)
