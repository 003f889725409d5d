"""Addresses -> the content system that makes such addresses, by what the families say of their articles.

A guess for a person who describes a site; a source's family is what its block says, whatever its pages look like.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from reportarchive.model import Family


def likeliest_family(urls: Collection[str], families: Iterable[Family]) -> tuple[Family, int] | None:
    """Return the family whose articles most of these addresses look like, and how many do; None when none does.

    Of two that claim as many the one that says more of the path is meant: a day before 32 digits, not the digits only.
    """
    claims = [(family, [_length(url, family) for url in urls]) for family in families if family.article]
    family, lengths = max(claims, key=lambda one: (sum(map(bool, one[1])), sum(one[1])), default=(None, []))
    return (family, sum(map(bool, lengths))) if family is not None and any(lengths) else None


def looks_like_article(url: str, families: Iterable[Family]) -> bool:
    """Tell whether an address is that of an article in any family."""
    return any(family.article and _length(url, family) for family in families)


def _length(url: str, family: Family) -> int:
    match = re.search(family.article, urlsplit(url).path)
    return len(match[0]) if match else 0
