"""The registry as one value: data files -> divisions, sources and families by code and id, and selection.

Enters: the bundled data and, when given, a person's file or folder. Leaves: a frozen `Registry`. Refuses
unknown names, naming the nearest known ones.
"""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass
from importlib.resources import files
from typing import TYPE_CHECKING

from reportarchive.errors import RegistryError, UnknownName
from reportarchive.model import IssuerKind
from reportarchive.registry.blocks import read_divisions_csv, read_family, read_source_file

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from importlib.resources.abc import Traversable
    from pathlib import Path

    from reportarchive.model import Division, Family, Scope, Source
    from reportarchive.registry.blocks import Blocks


_GOVERNMENT = re.compile(r"(?:人民)?政府$|门户网站$")
_UNIT = re.compile(r"(?:[\u4e00-\u9fff]{1,4}族)*自治[县州旗区]$|地区$|[省市区县旗盟州]$")


@dataclass(frozen=True, slots=True)
class Registry:
    """Everything known of who publishes where; each mapping is in the order of its files."""

    divisions: Mapping[str, Division]
    sources: Mapping[str, Source]
    families: Mapping[str, Family]

    def division(self, code: str) -> Division:
        """Return the division of a code.

        Raises:
            UnknownName: there is none; names near codes, or the code when a name was given.
        """
        if code in self.divisions:
            return self.divisions[code]
        raise UnknownName(f"no division {code!r}{self._near_division(code)}")

    def source(self, source_id: str) -> Source:
        """Return the source of an id.

        Raises:
            UnknownName: there is none; names near ids.
        """
        if source_id in self.sources:
            return self.sources[source_id]
        raise UnknownName(f"no source {source_id!r}{_did_you_mean(source_id, self.sources)}")

    def family_of(self, source: Source) -> Family:
        """Return the family of a source (every source of a loaded registry has one)."""
        return self.families[source.family]

    def select(self, scope: Scope) -> list[Source]:
        """Return the sources a scope names, in order; no names mean all of them.

        A division stands for itself and everything below it. Paused sources are returned too: whoever asks
        them says why it does not.

        Raises:
            UnknownName: the scope names a source or division that is not here.
        """
        wanted_sources = {self.source(source_id).id for source_id in scope.sources}
        wanted_divisions = {self.division(code).code for code in scope.divisions}
        return [
            source
            for source in self.sources.values()
            if (not wanted_sources or source.id in wanted_sources)
            and (not wanted_divisions or wanted_divisions & set(self.line_of(source.division)))
        ]

    def line_of(self, code: str) -> tuple[str, ...]:
        """Return a division's code and the codes above it, nearest first."""
        line: list[str] = []
        step: str | None = code
        while step and step in self.divisions and step not in line:
            line.append(step)
            step = self.divisions[step].parent
        return tuple(line)

    def full_name(self, code: str) -> str:
        """Return the names from the top down as one: 北京市石景山区.

        Raises:
            UnknownName: there is no such division.
        """
        self.division(code)
        return "".join(self.divisions[step].name for step in reversed(self.line_of(code)))

    def government_of(self, code: str) -> str:
        """Return the name of a division's government: as a source of it writes it, else as such bodies sign.

        They name the places above them, but not their province (盐城市大丰区人民政府), unless it is a city itself.

        Raises:
            UnknownName: there is no such division.
        """
        self.division(code)
        named = (
            source.issuer
            for source in self.sources.values()
            if source.division == code and source.issuer_kind is IssuerKind.GOVERNMENT and not source.index
        )
        names = [self.divisions[step].name for step in reversed(self.line_of(code))]
        signed = names[1:] if len(names) > 1 and not names[0].endswith("市") else names
        return next(named, f"{''.join(signed)}人民政府")

    def match_below(self, code: str, text: str) -> Division | None:
        """Return the one division below a code that a link's text names (东城区, 东城, 东城区人民政府), or None.

        Only divisions in force are meant: a folder is kept by a government there is.
        """
        name = _GOVERNMENT.sub("", "".join(text.split()))
        below = [
            division
            for division in self.divisions.values()
            if division.last_year is None and division.code != code and code in self.line_of(division.code)
        ]
        whole = [division for division in below if division.name == name or self.full_name(division.code) == name]
        short = [division for division in below if len(name) > 1 and _UNIT.sub("", division.name) == name]
        found = whole or short
        return found[0] if len(found) == 1 else None

    def _near_division(self, given: str) -> str:
        named = [division.code for division in self.divisions.values() if given and division.name.startswith(given)]
        if named:
            return f"; {given} has the code {' or '.join(named[:3])}"
        return _did_you_mean(given, self.divisions)


def load_registry(extra: Path | None = None, *, only: bool = False) -> Registry:
    """Return the bundled registry with a person's file or folder of TOML added to it.

    A source or division of `extra` replaces the bundled one of the same id or code. `only` leaves the bundled
    sources out; divisions and families stay, since own sources refer to them.

    Raises:
        RegistryError: a file is missing or unreadable, or holds what cannot be; names file and line.
    """
    data = files("reportarchive.registry").joinpath("data")
    families = {family.id: family for family in map(read_family, _toml_of(data.joinpath("families")))}
    tables = (data.joinpath("divisions.csv"), data.joinpath("former_names.csv"))
    divisions = {division.code: division for division in read_divisions_csv(*tables)}
    sources: dict[str, Source] = {}
    if not only:
        _merge(divisions, sources, map(read_source_file, _toml_of(data.joinpath("sources"))))
    if extra is not None:
        _merge(divisions, sources, map(read_source_file, _given_files(extra)))
    registry = Registry(divisions, sources, families)
    for source in sources.values():
        _check_names(registry, source)
    return registry


def _toml_of(folder: Traversable) -> list[Traversable]:
    return sorted((path for path in folder.iterdir() if path.name.endswith(".toml")), key=lambda path: path.name)


def _given_files(extra: Path) -> list[Path]:
    """Return the file itself, or every TOML file below the folder, in order.

    Raises:
        RegistryError: nothing is there, or the folder holds no TOML file.
    """
    if extra.is_file():
        return [extra]
    if not extra.is_dir():
        raise RegistryError(f"{extra}: no such file or folder of sources; set REPORTARCHIVE_SOURCES anew")
    found = sorted(path for path in extra.rglob("*.toml") if path.is_file())
    if not found:
        raise RegistryError(f"{extra}: the folder holds no .toml file")
    return found


def _merge(divisions: dict[str, Division], sources: dict[str, Source], parts: Iterable[Blocks]) -> None:
    """Add one set of files; within the set an id may occur once, a division again when it says the same."""
    first_at: dict[tuple[str, str], tuple[object, str]] = {}
    for blocks in parts:
        for kind, name, value, place in blocks.placed():
            seen, seen_at = first_at.setdefault((kind, name), (value, place))
            if seen_at != place and (kind == "source" or seen != value):
                raise RegistryError(f"{place}: {kind} {name!r} is already in {seen_at}; use one id once")
        divisions.update({division.code: division for division in blocks.divisions})
        sources.update({source.id: source for source in blocks.sources})


def _check_names(registry: Registry, source: Source) -> None:
    if source.division not in registry.divisions:
        raise RegistryError(
            f"source {source.id!r}: division {source.division!r} is unknown"
            f"{_did_you_mean(source.division, registry.divisions)}; add a [[division]] block for it"
        )
    if source.family not in registry.families:
        known = ", ".join(sorted(registry.families))
        raise RegistryError(f"source {source.id!r}: family {source.family!r} is unknown; known are {known}")


def _did_you_mean(given: str, known: Iterable[str]) -> str:
    near = difflib.get_close_matches(given, list(known), n=3, cutoff=0.6)
    return f"; did you mean {' or '.join(near)}?" if near else ""
