"""The pure half of the pipeline: text or page bytes to a Report, through extract, outline and metrics."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from reportarchive.errors import InputError
from reportarchive.extract import (
    Found,
    NeedsExtraction,
    choose_fields,
    extract_page,
    file_lines,
    move_issues,
)
from reportarchive.markup import Media, sniff
from reportarchive.metrics import measure
from reportarchive.model import Document, Issue, IssueCode, IssuerKind, Report, ReportKind, Severity
from reportarchive.outline import read_outline, tidy
from reportarchive.pipeline.reading.transliteration import measured_as_written, outline_as_written
from reportarchive.text.folding import clean_controls, fold
from reportarchive.text.script import is_traditional, simplified
from reportarchive.text.title_years import half_of, span_told
from reportarchive.text.titles import Decision, TitleReading, read_title

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from reportarchive.extract import Attachment

_YEAR_IN_TEXT = re.compile(r"((?:19|20)\d\d)[ ]?年(?:度)?[^。\n]{0,12}?(?:法治政府建设|依法行政|法治建设)")
_YEAR_REACH = 1500  # characters: the year of a report stands in its title or preamble


@dataclass(frozen=True, slots=True)
class Hints:
    """What was known of a page before it was read; kept with its request, so that a reparse knows it too.

    `title`, `listed_on` and `kind` are the listing's. Of a file a page leaves its report to, `page_url` is the page
    and `on_page` what it says (field, value, origin). The others are the source's or a person's, and overrule the page.
    `kind` is not read here: it tells whose absence a request that fails is evidence of; only annual ones are owed.
    """

    title: str | None = None
    listed_on: str | None = None
    division: str | None = None
    issuer: str | None = None
    issuer_kind: str | None = None
    year: str | None = None
    given_title: str | None = None
    kind: str | None = None
    page_url: str | None = None
    on_page: tuple[tuple[str, str, str], ...] | None = None

    def to_dict(self) -> dict[str, Any]:
        """Return the hints that there are, as stored beside a request."""
        return {name: value for name in self.__slots__ if (value := getattr(self, name)) is not None}

    @classmethod
    def from_dict(cls, stored: Mapping[str, Any]) -> Hints:
        """Return the hints stored beside a request; keys of later versions are passed over."""
        known = {name: stored[name] for name in cls.__slots__ if name in stored}
        if "on_page" in known:
            known["on_page"] = tuple((name, value, origin) for name, value, origin in known["on_page"])
        return cls(**known)

    def of_file(self, page: Document) -> Hints:
        """Return what is known of a file that a page leaves its report to, before the file is read."""
        said = ((name, getattr(page, name), page.origins.get(name, "")) for name in _ON_PAGE)
        on_page = tuple(one for one in said if one[1] is not None and one[2] not in _NOT_THE_PAGES)
        return replace(self, page_url=page.url, on_page=on_page)


_ON_PAGE = ("title", "published_on", "written_on", "issuer", "publisher", "doc_no", "index_no")
_NOT_THE_PAGES = frozenset({"", "given", "listing", "body"})
"""Origins of what a page does not say about its file: what was known before, and the page's own few words."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What bytes were read as: the report, and the files that their page links to."""

    report: Report
    files: tuple[Attachment, ...]

    @property
    def needs_person(self) -> str | None:
        """Why the text is not to be had without a person, or None."""
        codes = {issue.code: issue.message for issue in self.report.issues}
        return codes.get(IssueCode.EXTRACT_NEEDS_PERSON)


def parse_text(text: str, *, title: str | None = None) -> Report:
    """Return the report that a plain text is, dropping nothing of it but white space.

    Args:
        text: the body, with or without its title; lines may be broken.
        title: the title when the text does not hold it; decides the year and the issuer.
    """
    document = Document(title=title, origins={"title": "given"} if title else {})
    return _assemble(text, document)


def parse_html(body: bytes, *, url: str, content_type: str | None = None) -> Report:
    """Return the report on a page (or in a plain text file) given as the bytes received.

    Args:
        body: the bytes, undecoded; the charset is found in them, not believed.
        url: where the page was asked for; may give a last-resort date, never the year.
        content_type: the Content-Type header as received.
    """
    return parse_capture(body, url=url, content_type=content_type, hints=Hints())


def parse_capture(body: bytes, *, url: str | None, content_type: str | None, hints: Hints) -> Report:
    """Return the report in kept bytes, with what was known before they were read.

    The same bytes and hints always give the same report: harvest, import and reparse all come through here.

    Raises:
        InputError: the parser failed on these bytes, which is a fault of the parser.
    """
    return read_bytes(body, url=url, content_type=content_type, hints=hints).report


def read_bytes(body: bytes, *, url: str | None, content_type: str | None, hints: Hints) -> Reading:
    """Return the report in kept bytes as `parse_capture` does, and the files that it may have been left to.

    Raises:
        InputError: the parser failed on these bytes, which is a fault of the parser.
    """
    try:
        return _read(body, url=hints.page_url or url, content_type=content_type, hints=hints)
    except Exception as error:
        raise InputError(f"the parser failed on it: {type(error).__name__}: {error}") from error


def _read(body: bytes, *, url: str | None, content_type: str | None, hints: Hints) -> Reading:
    page = extract_page(body, url=url or "", content_type=content_type)
    given = [
        Found(name, value, origin)
        for name, value, origin in (
            ("title", hints.given_title, "given"),
            ("title", hints.title, "listing"),
            ("published_on", hints.listed_on, "listing"),
            ("issuer", hints.issuer, "given"),
        )
        if value
    ]
    told = [Found(name, value, origin) for name, value, origin in hints.on_page or ()]
    choice = choose_fields([*told, *page.fields, *given], url=url or None, charset=page.charset)
    document = _with_hints(choice.document, hints)
    report = _assemble(page.text, document, [*page.issues, *choice.issues], listed_title=hints.title)
    return Reading(report, page.attachments)


def require_readable(body: bytes, name: str) -> None:
    """Refuse bytes that hold no text to be had, before anything is kept of them.

    Raises:
        InputError: they are empty, or a file that cannot be read; says what they are.
    """
    media = sniff(body)
    if media is Media.EMPTY:
        raise InputError(f"{name} is empty")
    if not media.is_text:
        try:
            file_lines(body, media)
        except NeedsExtraction as why:
            raise InputError(f"{name} is {why}; save it as HTML, text, .docx or a PDF with its text") from why


def _assemble(
    text: str, document: Document, issues: Sequence[Issue] = (), *, listed_title: str | None = None
) -> Report:
    """Return the report of a text: year, issuer and period its document lacks come from title, then text."""
    clean, replaced = clean_controls(tidy(text))
    found = move_issues(issues, old=text, new=clean)
    if replaced:
        message = f"{len(replaced)} control characters replaced by U+FFFD"
        found.append(Issue(IssueCode.TEXT_CONTROL, Severity.WARNING, message, replaced[0], replaced[0] + 1))
    copy = simplified(clean) if is_traditional(clean) else None
    if copy is not None:
        message = "in traditional script; read in simplified, shown as written"
        found.append(Issue(IssueCode.TEXT_TRADITIONAL, Severity.INFO, message))
    plain = clean if copy is None else copy
    listed = clean_controls(listed_title)[0] if listed_title else None
    document, title_issues = _with_title(_without_controls(document), listed, plain, traditional=copy is not None)
    outline = read_outline(plain, year=document.year)
    measured = measure(plain, outline.sections)
    if copy is not None:
        outline, measured = outline_as_written(outline, copy, clean), measured_as_written(measured, copy, clean)
    found += [*title_issues, *outline.issues, *measured.issues]
    return Report(
        document=document,
        text=clean,
        sections=outline.sections,
        metrics=measured.metrics,
        citations=measured.citations,
        numerals=measured.numerals,
        issues=tuple(found),
    )


def _without_controls(document: Document) -> Document:
    """Return the document with control characters in its fields as U+FFFD, as they are in its text."""
    written = {name: getattr(document, name) for name in ("title", "issuer", "doc_no", "index_no", "publisher")}
    cleaned = {
        name: clean
        for name, value in written.items()
        if value is not None and (clean := clean_controls(value)[0]) != value
    }
    return replace(document, **cleaned) if cleaned else document  # type: ignore[arg-type]


def _with_hints(document: Document, hints: Hints) -> Document:
    given = {
        "division": hints.division,
        "issuer_kind": IssuerKind(hints.issuer_kind) if hints.issuer_kind else None,
        "year": int(hints.year) if hints.year else None,
    }
    known = {name: value for name, value in given.items() if value is not None}
    origins = {**document.origins, **dict.fromkeys(known, "given")}
    return replace(document, **known, origins=origins)  # type: ignore[arg-type]


def _with_title(
    document: Document, listed_title: str | None, text: str, *, traditional: bool
) -> tuple[Document, list[Issue]]:
    """Return the document with what its titles say filled in where nothing better was known."""
    issues: list[Issue] = []
    found: dict[str, tuple[object, str]] = {}
    for title, origin in ((document.title, "title"), (listed_title, "listing")):
        if title:
            reading = read_title(simplified(title) if traditional else title)
            for name, value in _fields_of(reading).items():
                found.setdefault(name, (value, origin))
            if origin == "title" and reading.decision is Decision.NEEDS_REVIEW:
                message = f"the title does not settle whether this is a report ({reading.rule})"
                issues.append(Issue(IssueCode.TITLE_NEEDS_REVIEW, Severity.WARNING, message))
    year, origin = found.get("year", (None, ""))
    if document.year is not None and year is not None and year != document.year:
        message = f"given year {document.year}, but the {origin} says {year}"
        issues.append(Issue(IssueCode.YEAR_CONFLICT, Severity.WARNING, message))
    if document.year is None and year is None:
        kind, _ = found.get("kind", (None, ""))
        told = _period_in(text, kind=kind, title=document.title or listed_title or "")
        found |= {name: (value, "body") for name, value in told.items()}
    missing = {name: pair for name, pair in found.items() if getattr(document, name) is None}
    if not missing:
        return _with_period(document), issues
    filled = replace(
        document,
        **{name: value for name, (value, _) in missing.items()},  # type: ignore[arg-type]
        origins={**document.origins, **{name: origin for name, (_, origin) in missing.items()}},
    )
    return _with_period(filled), issues


def _fields_of(reading: TitleReading) -> dict[str, object]:
    names = ("issuer", "kind", "year", "period_start", "period_end")
    return {name: value for name in names if (value := getattr(reading, name)) is not None}


def _with_period(document: Document) -> Document:
    """Return a document of known year with its kind and period: an annual report unless its title said else."""
    if document.year is None:
        return document
    kind = document.kind or ReportKind.ANNUAL
    start, end = document.period_start, document.period_end
    if kind is ReportKind.ANNUAL:  # a year given by hand overrules the period of the title
        start, end = f"{document.year}-01-01", f"{document.year}-12-31"
    elif kind is ReportKind.HALF_YEAR and (end is None or end[:4] != str(document.year)):
        start, end = half_of(fold(document.title or ""), document.year)
    return replace(document, kind=kind, period_start=start, period_end=end)


def _period_in(text: str, *, kind: object, title: str) -> dict[str, object]:
    """Return what the head of a text says of the period where no title tells a year; of several years all or nothing.

    A report on five years names many: which of them is meant, only their first and last together say.
    """
    head = fold(text[:_YEAR_REACH])
    if kind is ReportKind.MULTI_YEAR:
        told = span_told(head, fold(title))
        return {"year": told.year, "period_start": told.start, "period_end": told.end} if told else {}
    written = _year_in(head)
    return {} if written is None else {"year": written}


def _year_in(head: str) -> int | None:
    match = _YEAR_IN_TEXT.search(head)
    return int(match[1]) if match else None
