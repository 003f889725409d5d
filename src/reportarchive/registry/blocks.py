"""One data file -> divisions, sources or a family; each wrong key or value is refused with file and line.

Enters: a TOML or CSV file. Leaves: values of `model.sources`. Refuses: text that is no TOML, unknown keys,
wrong types, and hosts or addresses that cannot be asked.
"""

from __future__ import annotations

import csv
import re
import tomllib
from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from reportarchive.errors import RegistryError
from reportarchive.model import Division, Family, FormerName, IssuerKind, ListingAddress, Source
from reportarchive.registry.addresses import bad_address, bad_host

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from importlib.resources.abc import Traversable
    from pathlib import Path

LEVELS = ("province", "prefecture", "county", "town")
DIVISION_COLUMNS = ("code", "name", "level", "parent", "first_year", "last_year", "successor")
FIRST_YEAR, LAST_YEAR = 2000, 2100


@dataclass(frozen=True, slots=True)
class Blocks:
    """What one source file holds; `places` says file and line of each block, divisions first."""

    divisions: tuple[Division, ...]
    sources: tuple[Source, ...]
    places: tuple[str, ...]

    def placed(self) -> list[tuple[str, str, Division | Source, str]]:
        """Return kind, code or id, value and place of each block."""
        named: list[tuple[str, str, Division | Source]] = [("division", one.code, one) for one in self.divisions]
        named += [("source", one.id, one) for one in self.sources]
        return [(*block, place) for block, place in zip(named, self.places, strict=True)]


def read_source_file(path: Path | Traversable) -> Blocks:
    """Return the `[[division]]` and `[[source]]` blocks of a file.

    Raises:
        RegistryError: the file cannot be read or a block cannot be.
    """
    text = _read_text(path)
    table = _parse(path, text)
    for name, blocks in table.items():
        if name not in ("source", "division"):
            raise RegistryError(f"{path}: unknown key {name!r}; a source file has [[source]] and [[division]] blocks")
        if not isinstance(blocks, list) or not all(isinstance(block, dict) for block in blocks):
            raise RegistryError(f"{path}: write [[{name}]] with double brackets, one block each")
    divisions = _placed(path, text, table, "division")
    sources = _placed(path, text, table, "source")
    return Blocks(
        tuple(_division(place, block) for place, block in divisions),
        tuple(_source(place, block) for place, block in sources),
        tuple(place for place, _ in divisions + sources),
    )


def read_family(path: Path | Traversable) -> Family:
    """Return the family a file describes; its id is the file's name.

    Raises:
        RegistryError: a key is unknown, or a value is no text or no regular expression.
    """
    table = _parse(path, _read_text(path))
    known = set(Family.__slots__)
    _refuse_unknown(str(path), table, known)
    extra = table.get("extra", {})
    if not isinstance(extra, dict) or not all(isinstance(value, str) for value in extra.values()):
        raise RegistryError(f"{path}: key 'extra' must be a table of texts")
    texts = {key: _text(str(path), table, key) for key in known - {"extra"} if key in table}
    if texts.get("id") != path.name.removesuffix(".toml"):
        raise RegistryError(f"{path}: key 'id' must be the file's name, {path.name.removesuffix('.toml')!r}")
    for key in ("article", "feed_id", "feed_at", "feed_path"):
        _compile(path, key, texts.get(key, ""))
    _refuse_feed(path, texts)
    return Family(**{"name": texts["id"]} | texts, extra=extra)


def _refuse_feed(path: Path | Traversable, texts: dict[str, str]) -> None:
    """Refuse a feed whose names nothing finds, and a way of asking that there is not."""
    if texts.get("feed_method", "get") not in ("get", "post"):
        raise RegistryError(f"{path}: key 'feed_method' must be get or post, not {texts['feed_method']!r}")
    if texts.get("feed_id") and not re.compile(texts["feed_id"]).groups:
        raise RegistryError(f"{path}: key 'feed_id' needs a group, the id of the feed")
    found = {"id"} if texts.get("feed_id") else set(re.compile(texts.get("feed_at", "")).groupindex)
    unknown = set(re.findall(r"\{(\w*)\}", texts.get("feed", ""))) - found
    if unknown:
        raise RegistryError(f"{path}: key 'feed' has {sorted(unknown)}, which neither 'feed_id' nor 'feed_at' finds")


def read_divisions_csv(path: Path | Traversable, former_names: Path | Traversable) -> list[Division]:
    """Return the divisions of a CSV file, with the former names that another one gives by code.

    Both are data of this package, in the columns that they are written with; thousands of rows, so nothing is checked
    row by row here (`check_registry` does).

    Raises:
        RegistryError: a column is missing, or a year is none.
    """
    formers: dict[str, list[FormerName]] = defaultdict(list)
    try:
        for code, name, first, last in _rows_of(former_names, ("code", "name", "first_year", "last_year")):
            formers[code].append(FormerName(name, _year(first), int(last)))
        return [
            Division(code, name, level, parent or None, _year(first), _year(last), after or None, tuple(formers[code]))
            for code, name, level, parent, first, last, after in _rows_of(path, DIVISION_COLUMNS)
        ]
    except ValueError as error:
        raise RegistryError(f"{path}: a row cannot be: {error}") from error


def _rows_of(path: Path | Traversable, columns: tuple[str, ...]) -> Iterator[list[str]]:
    rows = csv.reader(_read_text(path).splitlines())
    if tuple(next(rows, ())) != columns:
        raise RegistryError(f"{path}:1: the columns must be {','.join(columns)}")
    yield from rows


def _year(written: str) -> int | None:
    return int(written) if written else None


def _read_text(path: Path | Traversable) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise RegistryError(f"{path}: not UTF-8 (byte {error.start}); save the file as UTF-8") from error
    except OSError as error:
        raise RegistryError(f"{path}: cannot be read ({error.strerror or error})") from error


def _parse(path: Path | Traversable, text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text.removeprefix("\ufeff"))
    except tomllib.TOMLDecodeError as error:
        line = re.search(r"at line (\d+)", str(error))
        place = f"{path}:{line[1]}" if line else f"{path}:{text.count(chr(10)) + 1}"
        raise RegistryError(f"{place}: no valid TOML: {error}") from error
    except RecursionError as error:
        raise RegistryError(f"{path}: nested too deeply for a source file") from error


def _placed(path: Path | Traversable, text: str, table: dict[str, Any], kind: str) -> list[tuple[str, dict[str, Any]]]:
    """Return each block of a kind with its file and line."""
    header = re.compile(rf"^[ \t]*\[\[[ \t]*{kind}[ \t]*\]\]", re.MULTILINE)
    lines = [text.count("\n", 0, match.start()) + 1 for match in header.finditer(text)]
    blocks = table.get(kind, [])
    if len(lines) != len(blocks):  # written as an inline array, or a header stands inside a string
        lines = [1] * len(blocks)
    return [(f"{path}:{line}", block) for line, block in zip(lines, blocks, strict=True)]


def _division(place: str, block: dict[str, Any]) -> Division:
    _refuse_unknown(place, block, {"code", "name", "level", "parent"})
    code = _text(place, block, "code")
    place = f"{place}: division {code!r}"
    if not re.fullmatch(r"\d{6}|\d{9}|\d{12}", code):
        raise RegistryError(f"{place}: key 'code' must be 6 digits (9 or 12 for a town) in quotes")
    level = _text(place, block, "level")
    if level not in LEVELS:
        raise RegistryError(f"{place}: key 'level' must be one of {', '.join(LEVELS)}, not {level!r}")
    return Division(code, _text(place, block, "name"), level, _text(place, block, "parent", "") or None)


def _source(place: str, block: dict[str, Any]) -> Source:
    source_id = _text(place, block, "id")
    place = f"{place}: source {source_id!r}"
    _refuse_unknown(place, block, set(Source.__slots__) - {"min_reports"} | {"expect"})
    if not re.fullmatch(r"[a-z0-9]+(?:[-_.][a-z0-9]+)*", source_id):
        raise RegistryError(f"{place}: key 'id' must be lower-case letters, digits and single hyphens")
    expect = block.get("expect", {})
    if not isinstance(expect, dict):
        raise RegistryError(f"{place}: key 'expect' must be a table like {{ min_reports = 3 }}")
    _refuse_unknown(f"{place}: expect", expect, {"min_reports"})
    kind = _text(place, block, "issuer_kind", "government")
    if kind not in list(IssuerKind):
        raise RegistryError(f"{place}: key 'issuer_kind' must be one of {', '.join(IssuerKind)}, not {kind!r}")
    paused = _text(place, block, "paused", "")
    listings = _listings(place, block)
    if not listings and not paused:
        raise RegistryError(f"{place}: key 'listings' needs at least one address, or 'paused' a reason")
    scheme = _text(place, block, "scheme", "")
    if scheme not in ("", "http", "https"):
        raise RegistryError(f"{place}: key 'scheme' must be http or https, or empty for addresses as written")
    return Source(
        id=source_id,
        division=_text(place, block, "division"),
        issuer=_text(place, block, "issuer"),
        issuer_kind=IssuerKind(kind),
        family=_text(place, block, "family", "generic"),
        listings=listings,
        hosts=_texts(place, block, "hosts", bad_host),
        first_year=_whole(place, block, "first_year", 2015, FIRST_YEAR, LAST_YEAR),
        min_reports=_whole(place, expect, "min_reports", 0, 0, 10_000),
        verified=_flag(place, block, "verified"),
        paused=paused,
        scheme=scheme,
        index=_flag(place, block, "index"),
    )


def _listings(place: str, block: dict[str, Any]) -> tuple[ListingAddress, ...]:
    """Return the listings of a source, each written as a text or as { url = …, from = …, until = … }."""
    values = block.get("listings", [])
    if not isinstance(values, list) or not all(isinstance(value, (str, dict)) for value in values):
        raise RegistryError(f"{place}: key 'listings' must be a list of addresses in quotes")
    return tuple(_listing(f"{place}: key 'listings'", {"url": one} if isinstance(one, str) else one) for one in values)


def _listing(place: str, block: dict[str, Any]) -> ListingAddress:
    _refuse_unknown(place, block, {"url", "from", "until"})
    url = _text(place, block, "url")
    if reason := bad_address(url):
        raise RegistryError(f"{place}: {url!r} {reason}")
    days = {key: _day(place, block, key) for key in ("from", "until") if key in block}
    opened, closed = days.get("from"), days.get("until")
    if opened and closed and opened > closed:
        raise RegistryError(f"{place}: 'from' {opened} is after 'until' {closed}")
    return ListingAddress(url, opened, closed)


def _day(place: str, block: dict[str, Any], key: str) -> str:
    written = block[key].isoformat() if isinstance(block[key], date) else _text(place, block, key)
    try:
        return date.fromisoformat(written).isoformat()
    except ValueError:
        raise RegistryError(f"{place}: key {key!r} must be a day like 2022-06-30, not {written!r}") from None


def _refuse_unknown(place: str, block: dict[str, Any], known: set[str]) -> None:
    for key in block:
        if key not in known:
            raise RegistryError(f"{place}: unknown key {key!r}; known are {', '.join(sorted(known))}")


def _text(place: str, block: dict[str, Any], key: str, default: str | None = None) -> str:
    if key not in block and default is not None:
        return default
    if key not in block:
        raise RegistryError(f"{place}: key {key!r} is missing")
    value = block[key]
    if not isinstance(value, str):
        raise RegistryError(f"{place}: key {key!r} must be a text in quotes, not {value!r}")
    if default is None and not value.strip():
        raise RegistryError(f"{place}: key {key!r} is empty")
    return value.strip()


def _texts(place: str, block: dict[str, Any], key: str, refusal: Callable[[str], str | None]) -> tuple[str, ...]:
    values = block.get(key, [])
    if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
        raise RegistryError(f"{place}: key {key!r} must be a list of texts in quotes")
    for value in values:
        reason = refusal(value)
        if reason:
            raise RegistryError(f"{place}: key {key!r}: {value!r} {reason}")
    return tuple(values)


def _whole(place: str, block: dict[str, Any], key: str, default: int, *bounds: int) -> int:
    value = block.get(key, default)
    least, most = bounds
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
        raise RegistryError(f"{place}: key {key!r} must be a whole number from {least} to {most}, not {value!r}")
    return value


def _flag(place: str, block: dict[str, Any], key: str) -> bool:
    value = block.get(key, False)
    if not isinstance(value, bool):
        raise RegistryError(f"{place}: key {key!r} must be true or false, not {value!r}")
    return value


def _compile(path: Path | Traversable, key: str, expression: str) -> None:
    try:
        re.compile(expression)
    except re.error as error:
        raise RegistryError(f"{path}: key {key!r} is no regular expression: {error}") from error
