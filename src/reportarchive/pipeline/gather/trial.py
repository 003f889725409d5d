"""One address tried through all stages, nothing stored: what each stage would make of it.

Asks with all the manners of a harvest (robots.txt, allow-list, size and time limits), by slots of this process alone.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from reportarchive.discover import (
    allowed_hosts,
    likeliest_family,
    looks_like_article,
    next_page,
    read_index,
    read_listing,
    select_candidate,
)
from reportarchive.fetch import LocalSlots
from reportarchive.markup import decode, sniff
from reportarchive.model import IssuerKind, ListingAddress, Outcome, Source
from reportarchive.pipeline.gather.asking import fetcher_of, told
from reportarchive.pipeline.gather.reading import read_article
from reportarchive.pipeline.reading import Hints, require_readable
from reportarchive.registry import load_registry

if TYPE_CHECKING:
    from collections.abc import Iterator

    from reportarchive.model import Family, Payload, Report
    from reportarchive.registry import Registry
    from reportarchive.settings import Settings

NOBODY = "none"
ROWS_SHOWN = 40
ISSUES_SHOWN = 10
FEWEST_ROWS = 3
"""Rows that look like one family's articles by which a page at any other address is a listing."""
_FOLDER = re.compile(
    r"(?:^|/)(?:(?:column-)?(?:index|list|default)[\w-]*\.\w{2,6})?$|/dataproxy\.jsp$|/common/search/|/api/|/blocks/"
)


@dataclass(frozen=True, slots=True)
class Stage:
    """What one stage said; `is_well` is False where the page would go no further."""

    name: str
    lines: tuple[str, ...]
    is_well: bool = True


def try_address(settings: Settings, url: str, *, source_id: str | None = None) -> Iterator[Stage]:
    """Yield what each stage makes of an address, to the first that would stop it.

    Without a source it is the one that lists the address or whose host it is on; else a source of any issuer.

    Raises:
        UnknownName: there is no such source.
        FetchRefused: no contact is set.
        InputError: the parser failed on the page.
    """
    registry = load_registry(settings.sources, only=settings.sources_only)
    source = registry.source(source_id) if source_id else _source_of(registry, url)
    yield Stage("source", (f"{source.id}: {source.issuer or 'any issuer'}, family {source.family}",))
    hosts = {*allowed_hosts(source), urlsplit(url).netloc.rpartition("@")[2].lower()}
    is_article = looks_like_article(url, registry.families.values())
    is_listed = source.id != NOBODY and url in source.listing_urls
    is_listing = is_listed or (not is_article and _FOLDER.search(urlsplit(url).path) is not None)
    with fetcher_of(settings, LocalSlots(), tries=1) as fetcher:
        payload = fetcher.get(url, hosts=hosts, purpose="listing" if is_listing else "article")
    yield _fetched(payload)
    if payload.outcome is not Outcome.OK:
        return
    require_readable(payload.body, url)
    media = sniff(payload.body)
    if not media.is_text:
        yield Stage("file", (media.value,))
        yield from _article(payload, source)
        return
    page = decode(payload.body, content_type=payload.content_type)
    yield Stage("decode", (f"{page.charset}, {len(page.text)} characters",))
    if source.index and url in source.listing_urls:
        yield _index(registry, source, page.text, payload.final_url)
        return
    guess = _family_of(registry, page.text, payload.final_url)
    if is_listing or (guess is not None and not is_article and guess[1] >= FEWEST_ROWS):
        yield _listing(registry, source, page.text, payload.final_url)
    else:
        yield from _article(payload, source)


def _source_of(registry: Registry, url: str) -> Source:
    host = urlsplit(url).netloc.lower()
    listed = [one for one in registry.sources.values() if url in one.listing_urls]
    near = [one for one in registry.sources.values() if host in allowed_hosts(one) and not one.index]
    # The source whose listing shares most of its address: many lie on one host.
    near.sort(key=lambda one: max(len(_shared(url, listing)) for listing in one.listing_urls), reverse=True)
    anybody = Source(NOBODY, "", "", IssuerKind.GOVERNMENT, "generic", (ListingAddress(url),))
    return (listed or near or [anybody])[0]


def _shared(url: str, other: str) -> str:
    same = next((at for at, (one, two) in enumerate(zip(url, other, strict=False)) if one != two), len(other))
    return url[:same]


def _fetched(payload: Payload) -> Stage:
    lines = [told(payload)]
    lines += [f"redirected to {target}" for target in payload.redirects]
    if payload.status is not None:
        lines.append(f"{len(payload.body)} bytes, {payload.content_type or 'no content type'}, {payload.seconds:g} s")
    return Stage("fetch", tuple(lines), payload.outcome is Outcome.OK)


def _index(registry: Registry, source: Source, page: str, url: str) -> Stage:
    folders = read_index(page, url=url)
    matched = [(one, registry.match_below(source.division, one.title)) for one in folders]
    lines = [f"{one.title}  {one.url}  {found.code if found else 'no division'}" for one, found in matched[:ROWS_SHOWN]]
    return Stage("index", (f"{len(folders)} folders", *lines), any(found for _, found in matched))


def _family_of(registry: Registry, page: str, url: str) -> tuple[Family, int] | None:
    """Return the family that the rows of a page look like, and how many do."""
    listing = read_listing(page, url=url, family=registry.families["generic"])
    return likeliest_family(listing.rows, registry.families.values())


def _listing(registry: Registry, source: Source, page: str, url: str) -> Stage:
    """Return the rows of a listing with the decision on each, and how it goes on.

    An address that no source lists is read as the family that its rows look like.
    """
    family, guess = registry.family_of(source), _family_of(registry, page, url)
    if guess is not None and source.id == NOBODY:
        family = guess[0]
    listing = read_listing(page, url=url, family=family)
    place = tuple(registry.divisions[code].name for code in reversed(registry.line_of(source.division)))
    rows = [one for one in listing.candidates if one.url in listing.rows]
    lines = [f"{len(rows)} rows, {listing.pages or 'unknown number of'} pages"]
    if guess is not None and guess[0].id != source.family:
        lines.append(f"{guess[1]} rows look like articles of family {guess[0].id}")
    following = next_page(listing, listing_url=url, family=family, n=1)
    form = " (by a form)" if following and following.form else ""
    lines.append(f"next page: {following.url if following else 'none'}{form}")
    for one in rows[:ROWS_SHOWN]:
        selection = select_candidate(one, source, place=place)
        said = f"{selection.decision.value} ({selection.rule})"
        lines.append(f"{said}  {one.listed_on or 'no date'}  {one.title}  {one.url}")
    return Stage("listing", tuple(lines), bool(rows))


def _article(payload: Payload, source: Source) -> Iterator[Stage]:
    """Yield what is found on an article, and what is read in it or which file it leaves its report to."""
    hints = Hints(issuer=source.issuer or None)
    read = read_article(
        payload.body, url=payload.final_url, content_type=payload.content_type, hints=hints, before=None
    )
    document = read.report.document
    names = ("title", "issuer", "kind", "year", "published_on", "written_on", "doc_no", "publisher")
    fields = [(name, getattr(document, name)) for name in names]
    known = [
        f"{name}: {value} ({document.origins.get(name, 'derived')})" for name, value in fields if value is not None
    ]
    yield Stage("extract", (*known, f"{len(read.report.text)} characters of text"))
    if read.is_left_to_file:
        yield Stage("file", tuple(f"the page leaves its report to {url}; try that address" for url in read.files))
    else:
        why = (read.why,) if read.why else ()
        yield Stage("read", (*why, *_read(read.report)), read.is_report)


def _read(report: Report) -> Iterator[str]:
    named = sum(metric.indicator is not None for metric in report.metrics)
    yield f"{len(report.sections)} sections, {len(report.citations)} citations"
    yield f"{len(report.metrics)} metrics, {named} with an indicator; residue rate {report.residue_rate:.4f}"
    for issue in report.issues[:ISSUES_SHOWN]:
        yield f"{issue.severity.value} {issue.code.value}: {issue.message}"
    if len(report.issues) > ISSUES_SHOWN:
        yield f"and {len(report.issues) - ISSUES_SHOWN} more issues"
