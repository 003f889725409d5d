"""Bytes of a page, text or file enter; its text, candidates for its fields and issues leave.

The text is the body as written: nothing but page furniture and white space is taken out, and nothing is
moved. Files (PDF, Word) are read by `files`; one that cannot be read gives an empty text with an error issue that
says why. No input raises.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from reportarchive.extract.attachments import attachments_beside, take_attachments
from reportarchive.extract.byline import read_byline, read_headline, read_times
from reportarchive.extract.containers import Body, drop_furniture, find_body
from reportarchive.extract.files import NeedsExtraction, file_lines
from reportarchive.extract.furniture import drop_related, is_furniture, trim
from reportarchive.extract.head import read_head, read_scripts, read_url
from reportarchive.extract.headings import read_headings, read_title_tag, without_site
from reportarchive.extract.labels import candidates, is_info_line
from reportarchive.extract.lines import MARKER, take_lines, tidy
from reportarchive.extract.signature import read_issuer, read_text
from reportarchive.extract.tables import table
from reportarchive.extract.unseen import drop_unseen
from reportarchive.extract.values import Page
from reportarchive.extract.whitespace import tidy_text, without_controls
from reportarchive.markup import Media, NamedElements, decode, parse_tree, sniff
from reportarchive.model import Issue, IssueCode, Severity

if TYPE_CHECKING:
    from reportarchive.extract.head import Head
    from reportarchive.extract.values import Found
    from reportarchive.markup import Decoded

_SENTENCE = re.compile("[，。；！？]")
_LONGEST_INFO = 200  # a head line longer than this is prose, and ends the head


def extract_page(body: bytes, *, url: str, content_type: str | None = None) -> Page:
    """Return what a page holds; `url` is where it was asked for, `content_type` the header as received."""
    media = sniff(body)
    if media is Media.TEXT:
        return _text_page(decode(body, content_type=content_type), url)
    if media is not Media.HTML:
        return _file_page(body, media, url)
    decoded = decode(body, content_type=content_type)
    root = parse_tree(decoded.text)
    head = read_head(root)
    drop_unseen(root)
    named = NamedElements(root)
    place = find_body(root, named)
    drop_furniture(root, {place.element, *place.element.iterancestors()}, named)
    headings = read_headings(root, named, head.title_tag)
    times = read_times(root, named)
    attachments = take_attachments(place.element) or attachments_beside(root, place.element)
    drop_related(place.element)
    info, lines = _split_head(take_lines(place.element))
    text, issues = without_controls("\n".join(lines))
    before, after = _around(take_lines(root, cut=place.element))
    tagged = read_title_tag(head.title_tag, lines, before)  # of one origin the first counts: before weak headlines
    titles = [*without_site(head.meta, [*headings, *tagged]), *tagged, *headings]
    found = [*titles, *read_text(text)]
    found += read_headline(before) if not titles else []
    told = [one.value for one in found if one.name == "title"]
    found += read_byline(before, info, told) or times
    found += candidates([*before, *info], after)
    found += _last_resorts(head, told, url, is_dated=any(one.name == "published_on" for one in found))
    issues += _noticed(decoded, place, text)
    return Page(text, tuple(found), tuple(issues), media, decoded.charset, url, place.container, tuple(attachments))


def extract_text(source: str | bytes) -> Page:
    """Return what a plain text holds; bytes are decoded first.

    The text equals the source up to white space, zero-width characters, and controls shown as U+FFFD.
    """
    if isinstance(source, str):
        text, issues = without_controls(tidy_text(source))
        return Page(text, tuple(read_text(text)), tuple(issues), Media.TEXT if text else Media.EMPTY)
    media = sniff(source)
    if not media.is_text:
        return _file_page(source, media, None)
    return _text_page(decode(source), None)


def _last_resorts(head: Head, titles: list[str], url: str, *, is_dated: bool) -> list[Found]:
    """Return the candidates that count when nothing better is there; scripts, long to search, only then."""
    issuer = read_issuer(titles[0]) if titles else []
    scripts = [] if is_dated else read_scripts(head.scripts)
    return [*issuer, *head.fields, *scripts, *read_url(url)]


def _text_page(decoded: Decoded, url: str | None) -> Page:
    text, issues = without_controls(tidy_text(decoded.text))
    issues += _noticed(decoded, None, text)
    fields = (*read_text(text), *(read_url(url) if url else ()))
    return Page(text, fields, tuple(issues), Media.TEXT, decoded.charset, url)


def _split_head(raw: list[str]) -> tuple[list[str], list[str]]:
    """Return the info lines at the head of a body, and its other lines ready for the text."""
    start, end = trim(raw)
    limit, titles = start + table("furniture")["head"], table("furniture")["titles"]
    info: list[str] = []
    kept: list[str] = []
    at_head = True
    for place in range(start, end):
        line = raw[place]
        at_head = at_head and place < limit and len(kept) <= titles and len(line) < _LONGEST_INFO
        if at_head and is_info_line(line):
            info.append(line)
        elif not (at_head and is_furniture(line)):
            kept.append(tidy(line))
            at_head = at_head and _SENTENCE.search(line) is None
    return info, [line for line in kept if line]


def _around(outside: list[str]) -> tuple[list[str], list[str]]:
    """Return the lines before and behind the place that the body was cut out of."""
    middle = outside.index(MARKER) if MARKER in outside else len(outside)
    return outside[:middle], outside[middle + 1 :]


def _file_page(body: bytes, media: Media, url: str | None) -> Page:
    """Return what a file holds that is no page: its text, or an issue that says why there is none."""
    of_url = tuple(read_url(url) if url else ())
    if media is Media.EMPTY:
        issue = Issue(IssueCode.EXTRACT_EMPTY_BODY, Severity.ERROR, "no bytes to read")
        return Page("", of_url, (issue,), media, url=url)
    try:
        lines = file_lines(body, media)
    except NeedsExtraction as why:
        issue = Issue(IssueCode.EXTRACT_NEEDS_PERSON, Severity.ERROR, str(why))
        return Page("", of_url, (issue,), media, url=url)
    text, issues = without_controls("\n".join(line for line in map(tidy, lines) if line))
    return Page(text, (*read_text(text), *of_url), tuple(issues), media, url=url)


def _noticed(decoded: Decoded, place: Body | None, text: str) -> list[Issue]:
    """Return the issues of decoding and of finding the body."""
    issues = []
    if decoded.misdeclared:
        message = f"declared {decoded.declared}, read as {decoded.charset}"
        issues.append(Issue(IssueCode.CHARSET_MISDECLARED, Severity.INFO, message))
    if decoded.replaced:
        message = f"{decoded.replaced} places could not be read as {decoded.charset}"
        issues.append(Issue(IssueCode.CHARSET_REPLACED, Severity.WARNING, message))
    if place is not None and place.container is None:
        message = "no known container; the body was found by where the text is"
        issues.append(Issue(IssueCode.EXTRACT_NO_CONTAINER, Severity.INFO, message))
    if not text:
        issues.append(Issue(IssueCode.EXTRACT_EMPTY_BODY, Severity.ERROR, "no text found on the page"))
    return issues
