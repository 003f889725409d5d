"""Reports built by hand for the tests: a small real text, its offsets computed, nothing parsed."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from reportarchive.archive import Correction, Origin
from reportarchive.model import (
    Bound,
    Change,
    Citation,
    Division,
    Document,
    DocumentKind,
    IssuerKind,
    ListingAddress,
    Metric,
    Numeral,
    Outcome,
    Payload,
    Reason,
    Report,
    ReportKind,
    Role,
    Section,
    Source,
)

if TYPE_CHECKING:
    from reportarchive.archive import Archive, Stored

TEXT = (
    "2023年，本区依据《法治政府建设实施纲要》推进各项工作，现将情况报告如下。\n"
    "一、主要举措和成效\n"
    "（一）依法化解矛盾\n"
    "全年办理行政复议案件530余件，较去年提升8.88%。调解纠纷1.2万件。\n"
    "二、2024年工作安排\n"
    "力争培训执法人员300人次。组建7支队伍。\n"
)
# heading line -> path, level, mark, role
HEADINGS = {
    "一、主要举措和成效": ((1,), 1, "一、", Role.MEASURES),
    "（一）依法化解矛盾": ((1, 1), 2, "（一）", Role.MEASURES),
    "二、2024年工作安排": ((2,), 1, "二、", Role.PLAN),
}
# surface -> value, unit, bound, indicator, is_target
QUANTITIES = {
    "530余件": ("530", "件", Bound.OVER, "reconsideration.accepted", False),
    "8.88%": ("8.88", "%", Bound.EXACT, None, False),
    "1.2万件": ("12000", "件", Bound.EXACT, "mediation.cases", False),
    "300人次": ("300", "人次", Bound.EXACT, "training.officers", True),
}
CHANGES = {"8.88%": (Change.UP, "较去年")}
EXPLAINED = {"2023": Reason.YEAR, "2024": Reason.YEAR, "7": None}
NOW = "2025-01-10T02:00:00Z"

DIVISIONS = (
    Division("990000", "样省", "province"),
    Division("990101", "甲区", "county", "990000"),
    Division("990102", "乙区", "county", "990000"),
)


@dataclass(frozen=True)
class IndicatorLine:
    """One line of an indicator list."""

    code: str
    name_zh: str
    name_en: str = ""
    area: str = "disputes"
    kind: str = "count"
    units: str = "件"
    definition: str = ""
    broader: str = ""


INDICATORS = (
    IndicatorLine("reconsideration.accepted", "行政复议案件"),
    IndicatorLine("mediation.cases", "调解纠纷"),
    IndicatorLine("training.officers", "执法人员培训", units="人次"),
)


def make_source(number: int = 1, **changes: object) -> Source:
    """Return the source of district 1 or 2."""
    name = DIVISIONS[number].name
    known = Source(
        f"yang-{number}",
        f"99010{number}",
        f"{name}人民政府",
        IssuerKind.GOVERNMENT,
        "trs",
        (ListingAddress(f"http://gov{number}.example/list/"),),
        first_year=2023,
        verified=True,
    )
    return replace(known, **changes)


def make_document(**changes: object) -> Document:
    """Return the document of district 1 for 2023, published on the last good day."""
    known = Document(
        title="甲区人民政府2023年法治政府建设年度情况报告",
        issuer="甲区人民政府",
        division="990101",
        issuer_kind=IssuerKind.GOVERNMENT,
        kind=ReportKind.ANNUAL,
        year=2023,
        period_start="2023-01-01",
        period_end="2023-12-31",
        published_on="2024-03-31",
        url="http://gov1.example/2023.html",
        origins={"published_on": "meta", "title": "h1"},
    )
    return replace(known, **changes)


def make_report(text: str = TEXT, **changes: object) -> Report:
    """Return the report of a text that keeps the headings above; metrics are those of QUANTITIES found in it."""
    sections = _sections(text)
    return Report(
        make_document(**changes),
        text,
        sections,
        tuple(_metric(text, surface, sections) for surface in QUANTITIES if surface in text),
        tuple(_citations(text)),
        tuple(
            Numeral(surface, text.index(surface), text.index(surface) + len(surface), reason)
            for surface, reason in EXPLAINED.items()
            if surface in text
        ),
        (),
    )


def make_payload(url: str = "http://gov1.example/2023.html", **changes: object) -> Payload:
    """Return an answer with a body."""
    known = Payload(
        url,
        url,
        Outcome.OK,
        200,
        (("Content-Type", "text/html; charset=utf-8"), ("X-Note", "甲")),
        b"<p>body</p>",
        (),
        NOW,
        0.25,
    )
    return replace(known, **changes)


class Desk:
    """An archive with a registry and one run, and the two steps of storing a report by hand."""

    def __init__(self, archive: Archive) -> None:
        self.archive = archive
        if archive.is_empty():
            sources = [make_source(1), make_source(2)]
            archive.sync_registry(DIVISIONS, sources, INDICATORS, last_year=2024)
            archive.begin_run("harvest", {"years": [2023]}, NOW)
        self.run_id = 1

    def fetch(
        self, body: str = "page", *, purpose: str = "article", source: int = 1, kind: str = "", **changes: object
    ) -> int:
        of_report = {"title": "甲区", "year": "2023"} | ({"kind": kind} if kind else {})
        sha256 = hashlib.sha256(body.encode()).hexdigest() if body else None
        return self.archive.record_fetch(
            self.run_id,
            make_payload(**changes),
            source_id=f"yang-{source}",
            purpose=purpose,
            sha256=sha256,
            size=len(body),
            hints=of_report if purpose == "article" else {},
        )

    def store(self, report: Report, body: str = "page", *, parser: str = "1", source: int = 1) -> Stored:
        fetch_id = self.fetch(body, source=source, url=report.document.url)
        return self.archive.store(report, origin=Origin(fetch_id, f"yang-{source}", parser, NOW))

    def correct(self, report: Report, recorded_at: str = NOW) -> None:
        """Correct the 530余件 of the report of 2023 to 531."""
        fetch_id = self.archive.capture_of("990101-2023-annual").fetch_id
        origin = Origin(fetch_id, "yang-1", "1", recorded_at, is_replay=True, is_correction=True)
        made = Correction(0, "value", "531", "王某", "附件表二", "办理行政复议案件530余件")
        self.archive.correct(report, [made], origin=origin)


def _sections(text: str) -> tuple[Section, ...]:
    starts = [(text.index(line), line) for line in HEADINGS if line in text]
    built = [Section((0,), "", 1, "", Role.PREAMBLE, 0, 0, starts[0][0])]
    for start, line in starts:
        path, level, mark, role = HEADINGS[line]
        later = [s for s, other in starts if s > start and HEADINGS[other][1] <= level]
        end = later[0] if later else len(text)
        title = line.removeprefix(mark)
        built.append(Section(path, mark, level, title, role, start, start + len(line), end))
    return tuple(built)


def _metric(text: str, surface: str, sections: tuple[Section, ...]) -> Metric:
    value, unit, bound, indicator, is_target = QUANTITIES[surface]
    start = text.index(surface)
    inside = [section for section in sections if section.start <= start < section.end]
    sentence = text.rfind("\n", 0, start) + 1, text.index("。", start) + 1
    return Metric(
        surface,
        value,
        None,
        unit,
        bound,
        *CHANGES.get(surface, (None, None)),
        None,
        indicator,
        is_target,
        start,
        start + len(surface),
        *sentence,
        inside[-1].path,
    )


def _citations(text: str) -> list[Citation]:
    start, end = text.find("《"), text.find("》") + 1
    if start < 0:
        return []
    title = text[start + 1 : end - 1]
    return [Citation(title, None, start, end, DocumentKind.OTHER, title, (0,))]
