"""Reports that are one sentence and a file: read and stored as the report of their page, or left to a person."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import date

import pytest
from tests.harvesting import one_source
from tests.office import docx_of, drawn_pdf, pdf_of
from tests.zoo.answers import Answer, Ask, validated
from tests.zoo.log import RequestLog
from tests.zoo.server import address_of, open_sockets, serving

from reportarchive.archive import Archive
from reportarchive.model import Scope
from reportarchive.pipeline.gather.harvest import harvest
from reportarchive.pipeline.gather.imports import Filing, import_file
from reportarchive.pipeline.gather.trial import try_address
from reportarchive.pipeline.holdings import open_holdings
from reportarchive.pipeline.keep.kept import report_bytes
from reportarchive.pipeline.keep.reparse import reparse
from reportarchive.query import Reader, run_named
from reportarchive.settings import Settings

TITLE = "河湾区人民政府{year}年法治政府建设年度情况报告"
TEXT = [
    "一、主要举措和成效",
    "2024年，全区办理行政复议案件173件，同比增长12.5%，调解31件，群众满意度持续提升，法治宣传36场。",
    "二、存在的不足",
    "基层执法力量偏弱。",
]
OLD_WORD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 40 + "WordDocument".encode("utf-16-le")
SCAN = drawn_pdf(lambda canvas: canvas.rect(50, 50, 400, 600, fill=1))
BUREAU = "河湾区{}局2024年法治政府建设年度情况报告"
LINK = '<p><a href="{href}">{label}</a></p>'


def announcement(year: int, *links: tuple[str, str], beside: bool = False) -> bytes:
    """Return a page that says hardly more than that the report is there; files are linked in its body or beside it."""
    title, listed = TITLE.format(year=year), "".join(LINK.format(href=href, label=label) for href, label in links)
    inside, outside = ("", f'<div class="fujian">附件：{listed}</div>') if beside else (f"附件：{listed}", "")
    return (
        f'<meta name="PubDate" content="{year + 1}-03-28 10:00"><h1>{title}</h1>'
        f'<div class="TRS_Editor"><p>现将{title}予以公布。</p>{inside}</div>{outside}'
        '<div class="footer"><a href="/guide.pdf">办事指南</a></div>'
    ).encode()


@dataclass
class Site:
    """A site whose pages a test may change, with its log."""

    settings: Settings
    base: str
    log: RequestLog
    pages: dict[str, bytes] = field(default_factory=dict)

    def publish(self, year: int, page: bytes, **files: bytes) -> None:
        self.pages[f"/{year}.html"] = page
        self.pages |= {f"/{name.replace('__', '.')}": body for name, body in files.items()}
        years = sorted({int(path[1:5]) for path in self.pages if path.endswith(".html")})
        rows = "".join(
            f'<li><a href="/{one}.html">{TITLE.format(year=one)}</a><span>{one + 1}-03-28</span></li>' for one in years
        )
        self.pages["/list/"] = f"<ul>{rows}</ul>".encode()

    def harvest(self):
        with open_holdings(self.settings) as holdings:
            return harvest(holdings, Scope())

    def rows(self, sql: str):
        with Reader.open(self.settings.archive_url) as reader:
            return reader.run(sql).rows

    def asked(self) -> list[str]:
        found = [asked.target for asked in self.log.of(self.base.removeprefix("http://"))]
        self.log.clear()
        return found


@pytest.fixture
def site(request, tmp_path):
    on_postgresql = getattr(request, "param", "sqlite") == "postgresql"
    more = {"database_url": request.getfixturevalue("database")} if on_postgresql else {}
    (listener,) = open_sockets(["site"]).values()
    base = f"http://{address_of(listener)}"
    (tmp_path / "sources.toml").write_text(one_source(f"{base}/list/"), encoding="utf-8")
    manners = {"sources_only": True, "allow_loopback": True, "pause_seconds": 0.0}
    settings = Settings.load(home=tmp_path / "home", sources=tmp_path / "sources.toml", **manners, **more)
    made = Site(settings, base, RequestLog())

    def answer(ask: Ask) -> Answer:
        body = made.pages.get(ask.path)
        if body is None:
            return Answer(b"", 404)
        kind = "text/html; charset=utf-8" if ask.path.endswith((".html", "/")) else "application/octet-stream"
        return validated(Answer(body, content_type=kind), ask, changed_on=date(2025, 3, 28))

    with listener, serving([listener], answer, made.log):
        yield made


@pytest.mark.parametrize(
    ("name", "body"), [("bg.pdf", pdf_of(TEXT)), ("bg.docx", docx_of(TEXT)), ("download?id=7", pdf_of(TEXT))]
)
@pytest.mark.parametrize("beside", [False, True])
def test_the_file_is_the_report_of_its_page(site, name, body, beside):
    site.publish(2024, announcement(2024, (f"/{name}", "河湾区2024年法治政府建设年度情况报告.pdf"), beside=beside))
    site.pages[f"/{name.partition('?')[0]}"] = body
    assert site.harvest().counts["new"] == 1
    found = site.rows("SELECT report_id, url, title, published_on, issuer, year FROM report_current")
    url = f"{site.base}/2024.html"
    assert found == [("990101-2024-annual", url, TITLE.format(year=2024), "2025-03-28", "河湾区人民政府", 2024)]
    assert ("173件",) in site.rows("SELECT surface FROM metric_current")
    assert site.rows("SELECT published_on_source FROM report_current") == [("meta",)]
    assert report_bytes(site.settings, "990101-2024-annual") == body
    assert "/guide.pdf" not in site.asked()


@pytest.mark.parametrize("site", ["sqlite", "postgresql"], indirect=True)
def test_twice_is_once_and_a_silent_edit_of_the_file_is_a_version(site):
    site.publish(2024, announcement(2024, ("/bg.pdf", "附件")), bg__pdf=pdf_of(TEXT))
    site.harvest()
    first = site.rows("SELECT version_id, text FROM report_current")
    site.asked()
    assert site.harvest().counts["unchanged"] == 1
    assert site.rows("SELECT version_id, text FROM report_current") == first
    assert site.asked() == ["/robots.txt", "/list/", "/2024.html", "/bg.pdf"]  # all but the first answered by 304
    site.pages["/bg.pdf"] = pdf_of([line.replace("173", "174") for line in TEXT])
    assert site.harvest().counts["edited"] == 1
    assert ("174件",) in site.rows("SELECT surface FROM metric_current")
    with open_holdings(site.settings) as holdings:
        assert reparse(holdings, Scope()).counts["unchanged"] == 1


@pytest.mark.parametrize("site", ["sqlite", "postgresql"], indirect=True)
@pytest.mark.parametrize("body", [OLD_WORD, SCAN, pdf_of(TEXT)[:-300]], ids=["old Word", "scan", "cut off"])
def test_a_file_that_cannot_be_read_is_kept_for_a_person(site, body, tmp_path):
    site.publish(2024, announcement(2024, ("/bg.doc", "报告全文")), bg__doc=body)
    tally = site.harvest()
    assert (tally.counts["needs_review"], tally.problems) == (1, [])
    outcome = "SELECT outcome, purpose, year, issuer FROM request_ledger WHERE url LIKE '%.doc'"
    assert site.rows(outcome) == [("needs_extraction", "attachment", 2024, "河湾区人民政府")]
    with Reader.open(site.settings.archive_url) as reader:
        ((division, issuer, year, why, url, *_),) = run_named(reader, "needs_extraction").rows
        assert (division, issuer, year, url) == ("990101", "河湾区人民政府", 2024, f"{site.base}/bg.doc")
        assert f"linked from {site.base}/2024.html" in why
    ((state, evidence),) = site.rows("SELECT state, evidence FROM coverage WHERE year = 2024")
    assert state == "unparsed"
    assert evidence.startswith("file kept ")
    assert site.harvest().problems == []  # asked again by its validators, and still waiting
    assert site.rows(outcome) == [("needs_extraction", "attachment", 2024, "河湾区人民政府")] * 2
    assert site.rows("SELECT status FROM request_ledger WHERE url LIKE '%.doc' ORDER BY fetch_id") == [(200,), (304,)]
    with Reader.open(site.settings.archive_url) as reader:
        ((*_, size, _, digest),) = run_named(reader, "needs_extraction").rows
    assert (size, digest) == (len(body), hashlib.sha256(body).hexdigest())
    assert ("fetch.needs_extraction", "warning", f"{site.base}/bg.doc") in site.rows(
        "SELECT code, severity, url FROM issue_open"
    )
    (tmp_path / "bg.docx").write_bytes(docx_of(TEXT))
    with open_holdings(site.settings) as holdings:
        import_file(holdings, tmp_path / "bg.docx", Filing("990101", 2024))
    with Reader.open(site.settings.archive_url) as reader:
        assert run_named(reader, "needs_extraction").rows == []
        assert len(run_named(reader, "needs_extraction", {"stored": "1"}).rows) == 1


def test_the_format_that_can_be_read_is_asked_for_first(site):
    links = [("/bg.wps", "2024年法治政府建设年度情况报告.wps"), ("/bg.docx", "2024年法治政府建设年度情况报告.docx")]
    site.publish(2024, announcement(2024, *links), bg__docx=docx_of(TEXT), bg__wps=OLD_WORD)
    assert site.harvest().counts["new"] == 1
    assert "/bg.wps" not in site.asked()


@pytest.mark.parametrize(
    ("links", "asked"),
    [
        ([("/a.pdf", BUREAU.format("教育")), ("/b.pdf", TITLE.format(year=2024))], "/b.pdf"),
        ([("/a.pdf", "附件1：统计表"), ("/b.pdf", "附件2：2024年法治政府建设年度情况报告")], "/b.pdf"),
        ([("/a.pdf", BUREAU.format("教育")), ("/b.pdf", BUREAU.format("财政"))], None),
        ([("/a.xlsx", "统计表"), ("/b.jpg", "图解")], None),
        ([("https://elsewhere.example/b.pdf", "报告全文")], None),
    ],
    ids=["own of several", "named", "several of equal claim", "no document", "another host"],
)  # fmt: skip
def test_only_what_is_plain_is_taken(site, links, asked):
    site.publish(2024, announcement(2024, *links), a__pdf=docx_of(["统计表"]), b__pdf=pdf_of(TEXT))
    site.harvest()
    files = [target for target in site.asked() if target in ("/a.pdf", "/b.pdf")]
    assert files == ([asked] if asked else [])
    texts = [text for (text,) in site.rows("SELECT text FROM report_current")]
    assert all("173件" in text for text in texts) == bool(asked) or not texts


@pytest.mark.parametrize(
    "report", ["<p>一、主要举措</p><p>办理案件173件。</p>", "<p>全年办理案件173件，调解31件，培训286人次。</p>"]
)
def test_a_page_with_its_report_leaves_its_files_alone(site, report):
    whole = announcement(2024, ("/a.pdf", "附件：统计表")).replace(b"<p>", f"{report}<p>".encode(), 1)
    site.publish(2024, whole, a__pdf=pdf_of(["统计表"]))
    assert site.harvest().counts["new"] == 1
    assert "/a.pdf" not in site.asked()


def test_a_row_may_lead_straight_to_a_file(site):
    site.publish(2024, pdf_of([TITLE.format(year=2024), *TEXT]))
    site.publish(2023, OLD_WORD)
    tally = site.harvest()
    assert (tally.counts["new"], tally.counts["needs_review"], tally.problems) == (1, 1, [])
    assert site.rows("SELECT title, year FROM report_current") == [(TITLE.format(year=2024), 2024)]
    assert site.rows("SELECT state FROM coverage WHERE year = 2023") == [("unparsed",)]


def test_a_file_that_is_gone_is_a_problem_and_what_is_stored_stays(site):
    site.publish(2024, announcement(2024, ("/bg.pdf", "附件")), bg__pdf=pdf_of(TEXT))
    site.harvest()
    del site.pages["/bg.pdf"]
    (problem,) = site.harvest().problems
    assert "/bg.pdf, a file of " in problem
    with Archive.open(site.settings.archive_url) as archive:
        assert archive.count_reports() == 1


def test_a_trial_says_which_file_and_reads_it(site):
    site.publish(2024, announcement(2024, ("/bg.pdf", "附件")), bg__pdf=pdf_of(TEXT))
    *_, last = try_address(site.settings, f"{site.base}/2024.html")
    assert (last.name, last.is_well) == ("file", True)
    assert f"{site.base}/bg.pdf" in last.lines[0]
    *_, last = try_address(site.settings, f"{site.base}/bg.pdf")
    assert (last.name, last.is_well) == ("read", True)
