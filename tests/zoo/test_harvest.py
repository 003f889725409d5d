"""The zoo harvested: everything found that is there, nothing stored that only looks like it, and nobody pressed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from tests.zoo.trials import trials
from tests.zoo.truth import TrialTruth
from tests.zoo.zoo import Zoo, open_zoo

from reportarchive.model import Scope
from reportarchive.pipeline.gather.harvest import harvest
from reportarchive.pipeline.holdings import open_holdings
from reportarchive.pipeline.tally import Tally
from reportarchive.query import Reader
from reportarchive.settings import Settings

STORED = "SELECT source_id, url, version_no, text FROM report_current ORDER BY source_id, url"


@dataclass(frozen=True)
class Archive:
    """An archive of its own for some sources of a zoo."""

    zoo: Zoo
    settings: Settings

    def harvest(self, *sources: str) -> Tally:
        with open_holdings(self.settings) as holdings:
            return harvest(holdings, Scope(sources=sources))

    def rows(self, sql: str) -> list[tuple[object, ...]]:
        with Reader.open(self.settings.archive_url) as reader:
            return reader.run(sql).rows


def archive_of(zoo: Zoo, home: Path, *sources: str, **more: object) -> Archive:
    file = home / "sources.toml"
    file.write_text(zoo.sources_toml(*sources), encoding="utf-8")
    # The contact is never shown to anyone: the only address beyond this machine is one that must be refused.
    manners = {"pause_seconds": 0.0, "contact": "zoo@example.org"} | more
    return Archive(zoo, Settings.load(home=home, sources=file, sources_only=True, allow_loopback=True, **manners))


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    """Every site of the zoo, harvested once. Read only."""
    with open_zoo(think_seconds=0.002) as zoo:
        made = archive_of(zoo, tmp_path_factory.mktemp("zoo"), *SOURCES)
        made.harvest()
        yield made


SOURCES = (
    *("zoo-lanchuan", "zoo-lanchuan-index", "zoo-linyuan", "zoo-xiyang", "zoo-fengjin", "zoo-heting", "zoo-songyi"),
    *("zoo-tongyan", "zoo-weitang", "zoo-luyu", "zoo-huaiyinling", "zoo-nongye", "zoo-longxi", "zoo-zhuyuan"),
    *("zoo-luwan", "zoo-zhenxia", "zoo-shushi", "zoo-guzhu", "zoo-yanting", "zoo-dipu", "zoo-liaoxi"),
    *("zoo-qiyan", "zoo-wuyin"),
)


def test_every_report_is_found_once_with_its_division_kind_and_year(archive: Archive):
    found = archive.rows("SELECT division_code, kind, year, url, published_on FROM report_current")
    truth = archive.zoo.truth.reports_of(*SOURCES)
    assert len(truth) > 50
    assert sorted(found) == sorted((one.division, one.kind, one.year, one.url, one.published_on) for one in truth)


def test_reports_on_half_a_year_and_on_five_are_reports_of_their_own(archive: Archive):
    told = "SELECT report_id, kind, period_start, period_end FROM report_current WHERE division_code = '998308'"
    found = {report_id: tuple(period) for report_id, *period in archive.rows(told)}
    assert found == {
        **{f"998308-{y}-annual": ("annual", f"{y}-01-01", f"{y}-12-31") for y in (2021, 2022, 2023, 2024)},
        "998308-2025-half_year": ("half_year", "2025-01-01", "2025-06-30"),
        "998308-2024-half_year": ("half_year", "2024-01-01", "2024-06-30"),
        "998308-2023-half_year-1231": ("half_year", "2023-07-01", "2023-12-31"),
        "998308-2022-multi_year": ("multi_year", "2018-01-01", "2022-12-31"),
        "998308-2017-multi_year": ("multi_year", "2013-01-01", "2017-12-31"),  # its title counts, its first line names
    }
    for view in ("metric_current", "section_current", "indicator_series"):
        kinds = archive.rows(f"SELECT DISTINCT year, kind FROM {view} WHERE division_code = '998308'")
        assert {(2024, "annual"), (2024, "half_year"), (2022, "annual"), (2022, "multi_year")} < set(kinds)
    compared = archive.rows("SELECT DISTINCT kind, year FROM indicator_change WHERE division_code = '998308'")
    assert {kind for kind, _ in compared} == {"annual", "half_year"}
    assert {year for kind, year in compared if kind == "half_year"} == {2025}  # July to December is no year before June


def test_only_annual_reports_are_owed(archive: Archive):
    """A year of which only the first half was reported on is missing, and its page is no failed reading of the year."""
    ledger = "SELECT year, state, report_id FROM coverage WHERE division_code = '998308' AND year >= 2016 ORDER BY year"
    states = {year: (state, report_id) for year, state, report_id in archive.rows(ledger)}
    assert states[2024] == ("on_time", "998308-2024-annual")
    assert {states[year] for year in (2017, 2018)} == {("missing", None)}
    assert {states[year] for year in states if year > 2024} <= {("missing", None), ("not_due", None)}


def test_the_issuer_is_the_body_of_the_truth_in_a_shorter_or_longer_form(archive: Archive):
    issuers = {one.url: one.issuer for one in archive.zoo.truth.reports}
    pairs = [(issuer, issuers[url]) for url, issuer in archive.rows("SELECT url, issuer FROM report_current")]
    assert [(one, other) for one, other in pairs if not (one.endswith(other) or other.endswith(one))] == []


def test_every_look_alike_is_decided_as_it_deserves(archive: Archive):
    judged = archive.rows("SELECT source_id, url, decision FROM candidate")
    decided = {(source, url): decision for source, url, decision in judged}
    alike = [one for one in archive.zoo.truth.look_alikes if one.source in SOURCES]
    assert len(alike) > 400
    assert [(one, decided.get((one.source, one.url))) for one in alike
            if decided.get((one.source, one.url)) != one.decision] == []  # fmt: skip


def test_twins_are_not_even_asked_for(archive: Archive):
    twins = {twin for one in archive.zoo.truth.reports_of(*SOURCES) for twin in one.twins}
    asked = {f"http://{one.host}{one.target}" for one in archive.zoo.log.requests}
    assert len(twins) >= 4
    assert twins & asked == set()


def test_every_host_is_asked_one_thing_at_a_time_and_its_rules_first(archive: Archive):
    log = archive.zoo.log
    assert {host: log.most_in_flight(host) for host in log.hosts()} == dict.fromkeys(log.hosts(), 1)
    assert [host for host in log.hosts() if log.asked_before_robots(host)] == []
    assert archive.zoo.addresses["mirror"] not in log.hosts()
    assert archive.zoo.addresses["off"] not in log.hosts()


def test_a_harvest_of_what_is_known_asks_with_validators_and_writes_nothing(archive: Archive):
    newest = "SELECT outcome FROM \"fetch\" WHERE source_id = 'zoo-linyuan' ORDER BY fetch_id DESC LIMIT 7"
    before = archive.rows(STORED)
    archive.harvest("zoo-linyuan")
    assert set(archive.rows(newest)) == {("not_modified",)}
    assert archive.rows(STORED) == before


@dataclass(frozen=True)
class Troubled:
    """All trials harvested while they were well, and again when each misbehaved."""

    archive: Archive
    trials: dict[str, TrialTruth]
    before: list[tuple[object, ...]]
    tally: Tally

    def last_request(self, name: str) -> tuple[str, str]:
        """Return outcome and evidence of the last request for what a trial shows."""
        sql = (
            "SELECT url, outcome, evidence FROM \"fetch\" WHERE purpose NOT IN ('redirect', 'retry') ORDER BY fetch_id"
        )
        ends = {url: (outcome, evidence) for url, outcome, evidence in self.archive.rows(sql)}
        return ends[self.trials[name].url]


@pytest.fixture(scope="module")
def troubled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Troubled]:
    with open_zoo() as zoo:
        truth = zoo.truth.trials
        made = archive_of(zoo, tmp_path_factory.mktemp("troubled"), *(one.source for one in truth.values()),
                          timeout_seconds=4.0, max_bytes=2_000_000, max_pages=6)  # fmt: skip
        assert made.harvest().problems == []
        before = made.rows(STORED)
        zoo.misbehave(*truth)
        yield Troubled(made, truth, before, made.harvest())


NAMES = [trial.name for trial in trials()]
FAILS = [trial.name for trial in trials() if "ok" not in trial.outcomes]


@pytest.mark.parametrize("name", NAMES)
def test_a_trial_ends_as_it_must_with_its_evidence(troubled: Troubled, name: str):
    outcome, evidence = troubled.last_request(name)
    assert outcome.replace("not_modified", "ok") in troubled.trials[name].outcomes, evidence
    assert evidence


@pytest.mark.parametrize("name", FAILS)
def test_a_failure_is_an_open_issue_and_a_problem_of_its_source(troubled: Troubled, name: str):
    trial = troubled.trials[name]
    outcome, evidence = troubled.last_request(name)
    issues = troubled.archive.rows("SELECT source_id, code, message, url FROM issue_open WHERE code LIKE 'fetch.%'")
    if trial.at != "robots":
        assert (trial.source, f"fetch.{outcome}", evidence, trial.url) in issues
    assert trial.source in {source for source, *_ in issues}
    assert [one for one in troubled.tally.problems if one.startswith(f"{trial.source}: ")]


def test_good_data_is_left_alone(troubled: Troubled):
    assert (len(troubled.before), troubled.archive.rows(STORED)) == (3 * len(troubled.trials), troubled.before)


def test_no_failure_makes_a_report_missing(troubled: Troubled):
    found = troubled.archive.rows("SELECT state, division_code FROM coverage WHERE year IN (2022, 2023, 2024)")
    assert {state for state, _ in found} == {"on_time", "withdrawn"}
    gone = {
        one.site.division for one in trials()
        if one.at == "article" and troubled.last_request(one.name)[0] in {"not_found", "soft_not_found", "gone"}
    }  # fmt: skip
    assert {division for state, division in found if state == "withdrawn"} == gone


@pytest.mark.parametrize("name", ["wall-412", "challenge-521", "script-202", "limited-long"])
def test_a_host_that_is_to_be_left_alone_is_not_asked_again(troubled: Troubled, name: str):
    trial = troubled.trials[name]
    asked = [f"http://{one.host}{one.target}" for one in troubled.archive.zoo.log.of(trial.host)]
    assert asked[-1] == trial.url
    assert asked.count(trial.url) <= 2  # once while it was well, once after


def test_nobody_is_pressed(troubled: Troubled):
    log = troubled.archive.zoo.log
    assert max(map(log.most_in_flight, log.hosts())) == 1
    delay = next(one for one in troubled.trials.values() if one.name == "robots-delay")
    assert min(log.pauses(delay.host)[-3:]) >= 1.0


def test_a_first_harvest_takes_what_a_misbehaving_site_still_gives(tmp_path: Path):
    with open_zoo() as zoo:
        truth = zoo.truth.trials
        made = archive_of(zoo, tmp_path, *(one.source for one in truth.values()),
                          timeout_seconds=4.0, max_bytes=2_000_000, max_pages=6)  # fmt: skip
        zoo.misbehave(*truth)
        made.harvest()
        found = dict(made.rows("SELECT source_id, COUNT(*) FROM report_current GROUP BY source_id"))
        assert {trial.name: found.get(trial.site.id, 0) for trial in trials()} == {
            trial.name: trial.finds for trial in trials()
        }


def test_an_edit_makes_a_version_and_what_left_stays(tmp_path: Path):
    now = "SELECT year, url, version_no FROM report_current ORDER BY year"
    with open_zoo() as zoo:
        made = archive_of(zoo, tmp_path, "zoo-longxi")
        made.harvest()
        before = {year: (url, number) for year, url, number in made.rows(now)}
        zoo.turn(2)
        made.harvest()
        after = {year: (url, number) for year, url, number in made.rows(now)}
        truth = {one.year: one for one in zoo.truth.reports_of("zoo-longxi")}
    assert {number for _, number in before.values()} == {1}
    assert sorted(after) == sorted(truth)
    assert after[2024] == (truth[2024].url, 1)
    assert after[2023] == (truth[2023].url, 2)
    assert after[2022][0] == truth[2022].url
    assert after[2021][0] in (truth[2021].url, *truth[2021].twins)
    assert [after[year] for year in (2019, 2020)] == [before[year] for year in (2019, 2020)]
