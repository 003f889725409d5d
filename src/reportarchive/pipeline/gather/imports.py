"""A report a person brings: a file they downloaded, or an address to fetch once, filed under a division and year."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from reportarchive.archive import Origin
from reportarchive.errors import InputError, UsageError
from reportarchive.model import IssuerKind, Outcome, Payload, Scope
from reportarchive.pipeline.clock import today_in_china, utc_now
from reportarchive.pipeline.gather.asking import open_fetcher, record_request, told
from reportarchive.pipeline.holdings import PARSER_VERSION
from reportarchive.pipeline.reading import Hints, parse_capture, require_readable
from reportarchive.pipeline.runs import recorded_run
from reportarchive.pipeline.tally import Tally
from reportarchive.text.titles import Decision, read_title

if TYPE_CHECKING:
    from pathlib import Path

    from reportarchive.archive import Stored
    from reportarchive.model import Report
    from reportarchive.pipeline.holdings import Holdings
    from reportarchive.pipeline.runs import Run

FIRST_YEAR = 2004
"""国发〔2004〕10号 was the first to ask governments to report on administration by law."""


@dataclass(frozen=True, slots=True)
class Filing:
    """Where a report brought by hand belongs; without an issuer it is the government of the division."""

    division: str
    year: int
    issuer: str | None = None
    title: str | None = None


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import stored."""

    report: Report
    stored: Stored


def read_file(path: Path) -> bytes:
    """Return the bytes of a file that can be a report.

    Raises:
        InputError: the file is missing, unreadable, empty or binary.
    """
    try:
        body = path.read_bytes()
    except FileNotFoundError:
        raise InputError(f"{path}: no such file") from None
    except IsADirectoryError:
        raise InputError(f"{path} is a folder; name a file") from None
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror}") from error
    require_readable(body, str(path))
    return body


def import_file(holdings: Holdings, path: Path, filing: Filing) -> Imported:
    """Keep a file's bytes, parse it and store the report under the division and year given.

    Raises:
        InputError: the file cannot be a report.
        UsageError: the year cannot be.
        UnknownName: there is no such division.
    """
    hints = _hints(holdings, filing)
    body = read_file(path)
    name = f"file:{path.name}"  # the folder is the person's own affair
    payload = Payload(name, name, Outcome.OK, None, (), body, (), utc_now(), 0.0, "by hand")
    with recorded_run(holdings, "import", _scope(filing)) as run:
        return _file_away(run, payload, record_request(run, payload, "import", hints=hints), hints)


def import_url(holdings: Holdings, url: str, filing: Filing) -> Imported:
    """Fetch one address with all the manners of a harvest, and store the report under the division and year given.

    Raises:
        InputError: the answer was no readable page; says how the request ended.
        FetchRefused: no contact is set.
        UsageError: the year cannot be.
        UnknownName: there is no such division.
    """
    hints = _hints(holdings, filing)
    host = _host_of(url)
    with recorded_run(holdings, "import", _scope(filing)) as run, open_fetcher(run) as fetcher:
        payload = fetcher.get(url, hosts={host}, purpose="article")
        fetch_id = record_request(run, payload, "import", hints=hints)
        if payload.outcome is not Outcome.OK:
            raise InputError(f"{url}: {told(payload)}")
        require_readable(payload.body, url)
        return _file_away(run, payload, fetch_id, hints)


def _host_of(url: str) -> str:
    try:
        return urlsplit(url).netloc.rpartition("@")[2].lower()
    except ValueError:
        raise UsageError(f"{url} is no address") from None


def _hints(holdings: Holdings, filing: Filing) -> Hints:
    division = holdings.registry.division(filing.division)
    this_year = int(today_in_china()[:4])
    if not FIRST_YEAR <= filing.year <= this_year:
        raise UsageError(f"year {filing.year} cannot be: reports are on the years {FIRST_YEAR} to {this_year}")
    issuer = filing.issuer or holdings.registry.government_of(division.code)
    kind = IssuerKind.GOVERNMENT if issuer.endswith("政府") else IssuerKind.DEPARTMENT
    return Hints(
        division=division.code,
        issuer=issuer,
        issuer_kind=kind.value,
        year=str(filing.year),
        given_title=filing.title,
    )


def _scope(filing: Filing) -> Scope:
    return Scope(years=(filing.year,), divisions=(filing.division,))


def _file_away(run: Run, payload: Payload, fetch_id: int, hints: Hints) -> Imported:
    """Parse and store what was kept and noted before, so that even a failed parse can be repeated from it."""
    report = parse_capture(payload.body, url=payload.final_url, content_type=payload.content_type, hints=hints)
    _require_report(report)
    stored = run.holdings.archive.store(report, origin=Origin(fetch_id, None, PARSER_VERSION, utc_now()))
    tally = Tally()
    tally.counts.update(["seen", stored.change])
    run.tallies.append(tally)
    run.log(stored.change, report_id=stored.report_id, version_id=stored.version_id, fetch_id=fetch_id)
    return Imported(report, stored)


def _require_report(report: Report) -> None:
    """Refuse a file whose own title says that it is something else; one without a title is the person's word.

    Raises:
        InputError: the title is that of another kind of document.
    """
    title = report.document.title
    reading = read_title(title) if title else None
    if reading is not None and reading.decision is Decision.REFUSE:
        raise InputError(
            f"not stored: {title!r} is not the title of such a report ({reading.rule}); "
            "if the file is one all the same, give its title with --title"
        )
