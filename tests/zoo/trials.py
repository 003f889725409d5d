"""`data/trials.toml` -> trials: a healthy site each, the way it can misbehave, and how a request to it must end."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Any

from tests.zoo.sites import Site, read_data
from tests.zoo.tricks import TRICKS, Scene

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tests.zoo.answers import Answer, Ask, Script
    from tests.zoo.frames import Frames

FIRST_CODE = 999000
FOLDER = "/zwgk/fzzfjsbg/"
FIRST_CHARACTERS, SECOND_CHARACTERS = "霁澹岫漪筠棠芷蘅", "砚汀坪簃洲堰垭墅"
ROBOTS = "/robots.txt"


@dataclass(frozen=True)
class Trial:
    """One misbehaviour: what misbehaves (`at`), the site that has it, and how a request for `shows` may end."""

    name: str
    says: str
    at: str
    trick: str
    outcomes: tuple[str, ...]
    finds: int
    shows: str
    site: Site = field(repr=False)
    options: Mapping[str, Any] = field(repr=False)

    def path_of(self, what: str) -> str:
        """Return the path of its `listing`, of its newest `article`, or of its `robots`."""
        newest = self.site.reports[0]
        paths = {"listing": FOLDER, "robots": ROBOTS, "article": self.site.article_path(newest["title"], newest["on"])}
        return paths[what]

    def claims(self, ask: Ask) -> bool:
        """Tell whether a request is for what misbehaves."""
        others = self.options.get("claims")
        return ask.path == self.path_of(self.at) or bool(others and re.search(others, ask.path))

    def play(self, ask: Ask, healthy: Answer, frames: Frames, *, asked_before: int, off: str) -> Answer | Script:
        """Return what the misbehaving site says."""
        return TRICKS[self.trick](Scene(ask, healthy, frames, self.options, asked_before, off))


@cache
def trials() -> tuple[Trial, ...]:
    """Return the trials in the order of the file."""
    return tuple(_trial(number, dict(block)) for number, block in enumerate(read_data("trials.toml")["trial"], start=1))


def _trial(number: int, block: dict[str, Any]) -> Trial:
    fields = {name: block.pop(name) for name in ("name", "says", "at", "trick", "finds")}
    fields["shows"] = block.pop("shows", fields["at"])
    site = _healthy_site(number, fields["name"], tuple(block.pop("hosts", ())))
    return Trial(**fields, outcomes=tuple(block.pop("outcomes")), site=site, options=block)


def _healthy_site(number: int, name: str, hosts: tuple[str, ...]) -> Site:
    first, second = divmod(number - 1, len(SECOND_CHARACTERS))
    place = f"{FIRST_CHARACTERS[first]}{SECOND_CHARACTERS[second]}区"
    return Site(
        id=f"zoo-trial-{name}",
        host=f"trial-{name}",
        family="trs",
        look="trs",
        division=str(FIRST_CODE + number),
        name=place,
        issuer=f"{place}人民政府",
        folder=FOLDER,
        article="{folder}{file:%Y%m}/t{file:%Y%m%d}_{n}.html",
        rows=20,
        hosts=hosts,
        decoy_years=(),
        reports=tuple(
            {"year": year, "on": date(year + 1, 3, 28), "title": f"{place}人民政府{year}年法治政府建设年度情况报告"}
            for year in (2024, 2023, 2022)
        ),
    )
