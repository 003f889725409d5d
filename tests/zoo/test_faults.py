"""Every fault: its state and evidence stored, an issue raised, and all that was stored before as it was."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.zoo.cms import FOLDER, dressed, path_of
from tests.zoo.faults import EMPTY, ENDLESS, FAULTS, HARMLESS, Fault, befall, newest, site_of
from tests.zoo.keeper import Keeper, kept
from tests.zoo.server import Host

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.zoo.sites import Site

EVERY = (*FAULTS, *HARMLESS)
SITES = {fault.name: site_of(number, f"fault-{number}") for number, fault in enumerate(EVERY)}
VERSIONS = "SELECT report_id, version_id, text FROM report_current ORDER BY report_id"
CLOSING = ("412", "521", "202 with a script", "429 for an hour")


@pytest.fixture(scope="module")
def faulty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Keeper]:
    """All sites harvested while they are well, and again when each has its fault."""
    hosts = {fault.name: Host(SITES[fault.name].key, dressed(SITES[fault.name])[1]) for fault in EVERY}

    def sources() -> Iterator[dict[str, object]]:
        for name, host in hosts.items():
            site = SITES[name]
            yield {
                "id": site.key, "division": site.code, "issuer": site.issuer, "family": site.family,
                "listings": [host.url(FOLDER)], "expect": {"min_reports": 1},
            }  # fmt: skip

    places = {site.code: site.place for site in SITES.values()}
    with kept(tmp_path_factory.mktemp("faulty"), list(hosts.values()), places, sources) as keeper:
        well = keeper.harvest()
        assert (well.problems, well.counts["new"]) == ([], 2 * len(EVERY))
        keeper.versions = keeper.rows(VERSIONS)
        keeper.log.clear()
        for fault in EVERY:
            hosts[fault.name].answers = befall(fault, SITES[fault.name])
        keeper.harvest()
        yield keeper


def failing(keeper: Keeper, fault: Fault, site: Site) -> str:
    """Return the address that shows the fault."""
    return keeper.hosts[site.key].url(FOLDER if fault.at == "listing" else path_of(site, newest(site)))


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_a_fault_is_a_state_with_its_evidence(faulty: Keeper, fault: Fault) -> None:
    site = SITES[fault.name]
    url = failing(faulty, fault, site)
    sql = 'SELECT outcome, evidence FROM "fetch" WHERE url = :url AND purpose = :at ORDER BY fetch_id DESC LIMIT 1'
    ((outcome, evidence),) = faulty.rows(sql, url=url, at=fault.at)
    assert outcome == fault.outcome, evidence
    assert fault.evidence in str(evidence)
    assert evidence


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_a_fault_raises_an_issue_and_fails_its_source(faulty: Keeper, fault: Fault) -> None:
    site = SITES[fault.name]
    url = failing(faulty, fault, site)
    rows = faulty.rows("SELECT code, url FROM issue_open WHERE source_id = :id AND code LIKE 'fetch.%'", id=site.key)
    assert (f"fetch.{fault.outcome}", url) in rows
    assert [line for line in faulty.tallies[-1].problems if line.startswith(f"{site.key}: ")]


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_a_page_is_asked_again_only_where_it_may_help(faulty: Keeper, fault: Fault) -> None:
    site = SITES[fault.name]
    host = faulty.hosts[site.key]
    path = failing(faulty, fault, site).removeprefix(host.url(""))
    assert faulty.log.paths(host.address).count(path) == fault.requests


@pytest.mark.parametrize("fault", HARMLESS, ids=lambda fault: fault.name)
def test_what_a_harvest_takes_without_harm(faulty: Keeper, fault: Fault) -> None:
    site = SITES[fault.name]
    assert not [line for line in faulty.tallies[-1].problems if line.startswith(f"{site.key}: ")]
    assert faulty.rows("SELECT code FROM issue_open WHERE source_id = :id AND code LIKE 'fetch.%'", id=site.key) == []


def test_good_data_is_untouched_and_no_fault_makes_a_version(faulty: Keeper) -> None:
    assert faulty.rows(VERSIONS) == faulty.versions


def test_no_fault_makes_a_report_missing(faulty: Keeper) -> None:
    states = faulty.rows("SELECT state, division_code, year FROM coverage WHERE year IN (2023, 2024)")
    assert {state for state, _, _ in states} == {"on_time", "withdrawn"}
    gone = {SITES[fault.name].code for fault in FAULTS if fault.outcome in {"gone", "not_found", "soft_not_found"}}
    assert {code for state, code, _ in states if state == "withdrawn"} == gone


def test_one_request_at_a_time_and_none_elsewhere(faulty: Keeper) -> None:
    assert set(faulty.log.most_at_once.values()) == {1}
    off = faulty.rows("SELECT final_url FROM \"fetch\" WHERE status = 200 AND final_url NOT LIKE 'http://127.0.0.1:%'")
    assert off == []


@pytest.mark.parametrize("name", CLOSING)
def test_a_closed_host_is_not_asked_for_the_rest_of_the_run(faulty: Keeper, name: str) -> None:
    fault = next(one for one in FAULTS if one.name == name)
    host = faulty.hosts[SITES[name].key]
    assert failing(faulty, fault, SITES[name]) == host.url(faulty.log.paths(host.address)[-1])
    left = faulty.rows(
        "SELECT outcome FROM \"fetch\" WHERE url LIKE :base || '%' AND evidence LIKE 'not asked: the host is left%'",
        base=host.url(""),
    )
    assert {outcome for (outcome,) in left} <= {fault.outcome}
    assert left or fault.at == "listing"


def test_endless_paging_stops_at_the_cap_and_says_so(tmp_path: Path) -> None:
    site = site_of(1, "endless")
    host = Host("endless", befall(ENDLESS, site))
    source = {"id": "endless", "division": site.code, "issuer": site.issuer, "family": "generic"}
    with kept(tmp_path, [host], {site.code: site.place}, lambda: [source | {"listings": [host.url(FOLDER)]}]) as keeper:
        tally = keeper.harvest()
        assert tally.counts["new"] == 2
        assert [line for line in tally.problems if "more than 8 pages" in line]
        assert sum(path.startswith(FOLDER + "?") for path in keeper.log.paths(host.address)) == 7


def test_an_empty_listing_of_a_new_source_is_empty_and_says_nothing_of_reports(tmp_path: Path) -> None:
    site = site_of(2, "empty")
    host = Host("empty", befall(EMPTY, site))
    source = {"id": "empty", "division": site.code, "issuer": site.issuer, "family": "trs", "first_year": 2023}
    with kept(tmp_path, [host], {site.code: site.place}, lambda: [source | {"listings": [host.url(FOLDER)]}]) as keeper:
        assert "empty (a listing without rows)" in keeper.harvest().problems[0]
        assert keeper.rows("SELECT outcome FROM \"fetch\" WHERE purpose = 'listing'") == [("empty",)]
        assert "missing" not in {state for (state,) in keeper.rows("SELECT state FROM coverage")}
