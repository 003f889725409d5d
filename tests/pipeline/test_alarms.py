"""What is wrong, planted on the sample site: each raises its own alarm and no other, and a healthy site none."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import asdict
from datetime import datetime, timedelta

import pytest
from tests.harvesting import free_ports, harvest_day
from tests.pipeline.planting import (
    HEWAN,
    IN_SEASON,
    REPORTS,
    SITE,
    Planted,
    fresh_copy,
    listing_pages,
    row_of,
    served_site,
    today,
)

from reportarchive.archive import Archive
from reportarchive.demo import Page
from reportarchive.demo.places import districts
from reportarchive.model import Outcome, Payload, Scope
from reportarchive.pipeline.clock import SHANGHAI
from reportarchive.pipeline.watch import watch
from reportarchive.pipeline.watch.looking import questions

SOURCE = "demo-hewan"
COPY = f"{SOURCE}-copy"
ROWS = re.compile(r"<li>.*?</li>\n", re.DOTALL)
NO_DATES = {r"\d{4}[-年]\d\d?[-月]\d\d?日?": ""}


@pytest.fixture(scope="module")
def healthy(tmp_path_factory) -> Iterator[Planted]:
    with served_site(tmp_path_factory.mktemp("healthy") / "home") as planted:
        assert planted.alarms() == []
        yield planted


@pytest.fixture
def site(healthy, tmp_path) -> Iterator[Planted]:
    with fresh_copy(healthy, tmp_path / "home") as planted:
        yield planted


def said(site: Planted) -> str:
    return str(site.rows("SELECT said FROM alarm_open")[0][0])


def evidence(site: Planted) -> str:
    return str(site.rows("SELECT evidence FROM alarm_open")[0][0])


def empty_the_listing(site: Planted) -> None:
    for path in listing_pages(HEWAN):
        site.plant(path, ROWS.sub("", site.text(path)))


def list_other_things(site: Planted) -> None:
    """Rows are there, and none of them is a report."""
    for path in listing_pages(HEWAN):
        others = (
            site.text(path).replace("法治政府建设年度情况报告", "政府信息公开工作年度报告").replace("/t20", "/t_20")
        )
        site.plant(path, others)


def lose_the_body(site: Planted) -> None:
    site.change(REPORTS[2025], {r'<div class="view TRS_UEDITOR.*?</div>': ""})


def forbid_by_robots(site: Planted) -> None:
    rules = f"User-agent: *\nDisallow: /admin/\nDisallow: {HEWAN}\n"
    site.site.pages[SITE]["/robots.txt"] = Page(200, "text/plain", rules.encode())


def forbid_by_status(site: Planted) -> None:
    for path in REPORTS.values():
        site.plant(path, "<html><body><h1>403 Forbidden</h1></body></html>", status=403)


def folder_of(site: Planted, source: str) -> list[str]:
    """Return the paths of a source's listing: its folder, and its pages by name."""
    place = next(one for one in districts() if one.source_id == source)
    named = re.compile(re.escape(place.folder) + r"((index|list)[_\d]*\.\w+)?")
    return [path for path in site.site.pages[place.site] if named.fullmatch(path)]


def lose_dates(site: Planted, source: str = SOURCE) -> None:
    for path in site.reports(source):
        site.change(path, NO_DATES)
    for path in folder_of(site, source):
        site.plant(path, re.sub(r"<span>\d{4}-\d\d-\d\d</span>", "", site.text(path)))


def lose_headings(site: Planted) -> None:
    for path in REPORTS.values():
        site.change(path, {r"<strong>.*?</strong>": ""})


def lose_numbers(site: Planted) -> None:
    for path in REPORTS.values():
        head, body = site.text(path).split('<div class="view')
        site.plant(
            path,
            f'{head}<div class="view'
            + re.sub(r"[\d.]+(万?[余]?(?:件|次|期|人次|项|个|卷|场|处|条|名|人|%))", r"若干\1", body),
        )


def count_in_strange_units(site: Planted, source: str = SOURCE) -> None:
    for path in site.reports(source):
        site.change(path, {r"(?<=\d)件": "嘦", r"(?<=\d)次": "嘦", r"(?<=\d)项": "嘦"})


PLANTS: dict[str, tuple[Callable[[Planted], None], str, str]] = {
    "an emptied listing": (empty_the_listing, "found_nothing", "3 reports of it are stored"),
    "a listing of other things": (list_other_things, "found_nothing", "3 reports of it are stored"),
    "a page without its body": (lose_the_body, "layout_changed", "1 report pages of the last visit held no report"),
    "a robots.txt that forbids": (
        forbid_by_robots,
        "refusals_rose",
        "1 of 1 pages of the last visit were refused (robots_denied)",
    ),
    "pages that are forbidden": (forbid_by_status, "refusals_rose", "were refused (blocked_challenge)"),
    "pages without dates": (lose_dates, "fill_fell", "3 new versions have less than the 3 before: published_on"),
    "pages without headings": (lose_headings, "fill_fell", "the 3 before: sections"),
    "pages without numbers": (lose_numbers, "fill_fell", "the 3 before: metrics"),
    "numbers of strange things": (
        count_in_strange_units,
        "residue_rose",
        "numerals of the newest versions are unexplained",
    ),
}


@pytest.mark.parametrize("name", PLANTS)
def test_what_is_planted_raises_its_own_alarm_alone_and_it_closes_when_it_is_mended(healthy, site, name):
    plant, code, words = PLANTS[name]
    kept = dict(site.site.pages[SITE])
    plant(site)
    site.harvest(SOURCE)
    assert site.alarms() == [(code, SOURCE)]
    assert words in said(site)
    assert site.alarms() == [(code, SOURCE)]  # looked at again, it is the same alarm
    assert site.rows("SELECT COUNT(*) FROM alarm_ledger") == [(1,)]
    assert f"{HEWAN}" in evidence(site)
    site.site.pages[SITE].update(kept)
    assert site.harvest(SOURCE) == []
    assert site.alarms() == []
    assert site.rows("SELECT state FROM alarm_ledger") == [("over",)]


def test_a_healthy_site_raises_nothing_on_two_days_whenever_it_is_looked_at(tmp_path):
    ports = free_ports()
    for day, when in ((1, IN_SEASON), (2, datetime(2026, 5, 21, 12, tzinfo=SHANGHAI))):
        harvested = harvest_day(tmp_path / "home", day, ports=ports)
        for now in (when, today()):
            assert watch(harvested.settings, now, tell=False).alarms.rows == []
    assert harvested.rows("SELECT COUNT(*) FROM alarm_ledger") == [(0,)]
    assert harvested.rows("SELECT SUM(open_alarms), SUM(last_requests) > 40 FROM source_health") == [(0, 1)]


@pytest.mark.parametrize("engine", ["sqlite", "postgresql"])
def test_all_at_once_each_source_raises_its_own_on_both_engines(tmp_path, new_database, engine):
    more = {"database_url": new_database("")} if engine == "postgresql" else {}
    with served_site(tmp_path / "home", **more) as site:
        copy_the_listing(site)
        lose_dates(site, "demo-shidu")
        count_in_strange_units(site, "demo-qinglan")
        for path in folder_of(site, "demo-yunlu"):
            site.plant(path, ROWS.sub("", site.text(path)))
        newest = site.reports("demo-liudi")[0]
        site.plant(newest, re.sub("<(p|td|span)[ >].*?</\\1>", "", site.text(newest), flags=re.DOTALL))
        for path in folder_of(site, "demo-chengxi"):
            site.plant(path, "<html><body><h1>404 Not Found</h1></body></html>", status=404)
        rules = f"User-agent: *\nDisallow: {folder_of(site, 'demo-yanze')[0]}\n"
        site.site.pages["gkmlpt"]["/robots.txt"] = Page(200, "text/plain", rules.encode())
        site.harvest()
        site.let_days_pass(20)
        site.harvest()
        site.harvest()
        with Archive.open(site.settings.archive_url) as archive:
            items = archive.plan_work("backfill", ["demo-fenghe"], {"years": [2023]})
            assert archive.claim_work("a machine that is gone", -1.0, items) is not None
            archive.look_for_troubles(questions(today() + timedelta(days=70)))
        assert site.rows("SELECT code, subject FROM alarm_open ORDER BY code") == [
            ("fill_fell", "demo-shidu"),
            ("found_nothing", "demo-yunlu"),
            ("harvest_silent", "archive"),
            ("layout_changed", "demo-liudi"),
            ("listing_frozen", COPY),
            ("refusals_rose", "demo-yanze"),
            ("residue_rose", "demo-qinglan"),
            ("went_quiet", "demo-chengxi"),
            ("worker_gone", "demo-fenghe"),
        ]


# ---- Went quiet ----


@pytest.fixture
def with_history(healthy, tmp_path) -> Iterator[Planted]:
    """河湾区 with a fourth report, on 2022, harvested again."""
    with fresh_copy(healthy, tmp_path / "home") as site:
        earlier = f"{HEWAN}202303/t20230324_100001.html"
        words = {"2023": "2022", "2024": "2023"}
        page = re.sub("2023|2024", lambda found: words[found[0]], site.text(REPORTS[2023]))
        site.plant(earlier, page)
        site.list_also(HEWAN, row_of(2022, earlier))
        site.change_sources("first_year = 2023", "first_year = 2022")
        yield site


def without_the_newest(site: Planted) -> None:
    site.begin_anew()
    site.unlist(2025, HEWAN)
    site.change_sources("min_reports = 3", "min_reports = 2")


def test_a_source_that_used_to_publish_by_now_and_has_not_is_quiet(with_history):
    site = with_history
    without_the_newest(site)
    site.harvest(SOURCE)
    assert site.alarms(datetime(2026, 4, 9, tzinfo=SHANGHAI)) == []  # the season is not over
    assert site.alarms(datetime(2026, 4, 12, tzinfo=SHANGHAI)) == [("went_quiet", SOURCE)]
    assert "no report of 2025, 101 days after New Year; 3 earlier ones came within 87 days" in said(site)
    # The day after it has come.
    site.list_also(HEWAN, row_of(2025))
    site.harvest(SOURCE)
    assert site.alarms(datetime(2026, 4, 12, tzinfo=SHANGHAI)) == []


def test_two_reports_are_no_history(site):
    without_the_newest(site)
    site.harvest(SOURCE)
    assert site.alarms(datetime(2026, 5, 12, tzinfo=SHANGHAI)) == []


def test_a_source_that_stopped_answering_is_quiet_after_three_visits(site):
    for path in listing_pages(HEWAN):
        site.plant(path, "<html><body><h1>404 Not Found</h1></body></html>", status=404)
    for visits in (1, 2, 3):
        site.harvest(SOURCE)
        assert site.alarms() == ([("went_quiet", SOURCE)] if visits == 3 else [])
    assert said(site).startswith("no listing has answered in the last 3 visits (not_found), since 20")


def test_a_source_that_nobody_asked_since_is_quiet_when_its_report_is_overdue(with_history):
    site = with_history
    without_the_newest(site)
    site.harvest(SOURCE)
    year = today().year
    site.let_days_pass((today().date() - datetime(year, 3, 1, tzinfo=SHANGHAI).date()).days)  # read last on 1 March
    others = [row[0] for row in site.rows("SELECT source_id FROM source WHERE source_id <> :it", it=SOURCE)]
    site.harvest(*others)
    late = datetime(year, 12, 1, tzinfo=SHANGHAI)
    assert site.alarms(late) == [("went_quiet", SOURCE)]
    assert re.search(r"no report of 2025, .* its listings were last asked \d{4}-0[23]-", said(site))


# ---- Listing frozen ----


COPIED = "/zwgk/fzzfjsbg/hwq-copy/"


def copy_the_listing(site: Planted) -> None:
    """Add a second source of 河湾区, a copy of its listing elsewhere on the site that lacks the report on 2025."""
    for path in listing_pages(HEWAN):
        copied = path.replace(HEWAN, COPIED)
        site.site.pages[SITE][copied] = site.site.pages[SITE][path]
        site.plant(copied, site.text(copied).replace('"./', f'"{HEWAN}'))
    site.unlist(2025, COPIED)
    block = next(one for one in site.settings.sources.read_text("utf-8").split("[[source]]") if f'"{SOURCE}"' in one)
    copy = block.replace(SOURCE, COPY).replace(HEWAN, COPIED)
    site.change_sources(block, f"{block}\n[[source]]{copy}")
    site.change_sources("min_reports = 3", "min_reports = 2")


@pytest.fixture
def two_sources(healthy, tmp_path) -> Iterator[Planted]:
    """河湾区 with two listings, of which neither shows the report on 2025 yet."""
    with fresh_copy(healthy, tmp_path / "home") as site:
        site.unlist(2025, HEWAN)
        copy_the_listing(site)
        site.begin_anew()
        site.harvest()
        assert site.alarms() == []
        yield site


def test_a_listing_that_stands_still_while_another_source_of_the_issuer_moved_is_frozen(two_sources):
    site = two_sources
    site.list_also(COPIED, row_of(2025))
    site.harvest(SOURCE, COPY)
    assert site.alarms() == []  # a site may be a few days behind
    site.let_days_pass(20)
    site.harvest(SOURCE, COPY)
    assert site.alarms() == []  # one visit is no proof
    site.harvest(SOURCE, COPY)
    assert site.alarms() == [("listing_frozen", SOURCE)]
    assert "newest report shown is of 2024; another source of the issuer brought 990101-2025-annual" in said(site)
    site.list_also(HEWAN, row_of(2025))
    site.harvest(SOURCE, COPY)
    assert site.alarms() == []


def test_one_of_two_listings_of_a_source_that_stands_still_is_frozen(healthy, tmp_path):
    with fresh_copy(healthy, tmp_path / "home") as site:
        second = "/zwgk/fzzfjsbg/hwq-new/"
        frame = ROWS.sub("", site.text(HEWAN)).replace("createPageHTML(2,", "createPageHTML(1,")

        def show(folder: str, *years: int) -> None:
            for path in listing_pages(folder):
                site.plant(path, frame)
            site.list_also(folder, *(row_of(year) for year in years))

        site.begin_anew()
        sources = site.settings.sources
        written = sources.read_text("utf-8").replace("min_reports = 3", "min_reports = 1")
        first = f'"{site.site.bases[SITE]}{HEWAN}"'
        sources.write_text(written.replace(first, f"{first}, {first.replace('/hwq/', '/hwq-new/')}"), "utf-8")
        show(HEWAN, 2023)
        show(second)
        site.harvest(SOURCE)
        show(HEWAN, 2024, 2023)  # it has moved once, so it is alive
        site.harvest(SOURCE)
        site.let_days_pass(300)
        show(second, 2025)
        site.harvest(SOURCE)
        site.let_days_pass(20)
        site.harvest(SOURCE)
        assert site.alarms() == []
        site.harvest(SOURCE)
        assert site.alarms() == [("listing_frozen", SOURCE)]
        assert "the same bytes since" in said(site)


# ---- The archive itself ----


def test_harvests_that_no_longer_come_are_told_once_and_end_when_one_comes(site):
    later = today() + timedelta(days=70)
    assert site.alarms(later) == [("harvest_silent", "archive")]
    assert said(site).startswith("no harvest has ended since ")
    assert site.alarms(today()) == []
    assert site.alarms(later) == [("harvest_silent", "archive")]
    assert site.rows("SELECT state, COUNT(*) FROM alarm_ledger GROUP BY state ORDER BY state") == [
        ("open", 1),
        ("over", 1),
    ]


def test_work_whose_worker_is_gone_is_told_and_free_again(site):
    with Archive.open(site.settings.archive_url) as archive:
        items = archive.plan_work("backfill", [SOURCE, "demo-shidu"], {"years": [2023]})
        assert archive.claim_work("one that works", 600.0, items[1:]) is not None
        assert archive.claim_work("a machine that is gone", -1.0, items[:1]) is not None
    watched = site.look()
    assert watched.freed == 1
    assert [row[:2] for row in watched.alarms.rows] == [("worker_gone", SOURCE)]
    assert site.alarms() == []
    with Archive.open(site.settings.archive_url) as archive:
        assert archive.claim_work("another", 60.0, items) is not None


# ---- What raises nothing ----


@pytest.mark.parametrize("why", ["verified = false", 'paused = "a letter of the operator"'])
def test_a_source_that_is_unwatched_or_paused_raises_nothing(site, why):
    empty_the_listing(site)
    site.harvest(SOURCE)
    assert site.alarms() == [("found_nothing", SOURCE)]
    sources = site.settings.sources
    head, block = sources.read_text("utf-8").split(f'id = "{SOURCE}"')
    block, *rest = block.split("[[source]]")
    name = why.partition(" ")[0]
    changed = re.sub(rf"^{name} = .*$", why, block, flags=re.MULTILINE)
    sources.write_text(f'{head}id = "{SOURCE}"' + "[[source]]".join([changed, *rest]), "utf-8")
    site.harvest("demo-shidu")
    assert site.alarms() == []


def test_a_visit_that_is_under_way_was_killed_or_was_limited_says_nothing(site):
    empty_the_listing(site)
    site.harvest(SOURCE)
    assert site.alarms() == [("found_nothing", SOURCE)]
    healthy = Payload(f"{site.site.bases[SITE]}{HEWAN}", "", Outcome.OK, 200, (), b"", (), "2099-01-01T00:00:00Z", 0.1)
    with Archive.open(site.settings.archive_url) as archive:
        for scope, has_ended in ((Scope(), False), (Scope(limit=5), True), (Scope(years=(2024,)), True)):
            run = archive.begin_run("ingest", asdict(scope), "2099-01-01T00:00:00Z")
            archive.record_fetch(run, healthy, source_id=SOURCE, purpose="listing", sha256=None, hints={})
            if has_ended:
                archive.finish_run(run, state="done", counts={}, finished_at="2099-01-01T01:00:00Z")
    assert site.alarms() == [("found_nothing", SOURCE)]
    with Archive.open(site.settings.archive_url) as archive:
        run = archive.begin_run("ingest", asdict(Scope()), "2099-01-02T00:00:00Z")
        archive.record_fetch(run, healthy, source_id=SOURCE, purpose="listing", sha256=None, hints={})
        archive.finish_run(run, state="done", counts={}, finished_at="2099-01-02T01:00:00Z")
    assert site.alarms() == []  # a whole one counts


def test_a_page_that_could_never_be_read_has_not_changed(healthy, tmp_path):
    with fresh_copy(healthy, tmp_path / "home") as site:
        site.begin_anew()
        lose_the_body(site)
        site.harvest(SOURCE)
        site.harvest(SOURCE)
        assert site.rows("SELECT last_unread FROM source_health WHERE source_id = :it", it=SOURCE) == [(1,)]
        assert site.alarms() == []
