"""Each flow run once on the sample site: by the worker, from its deployment, with what an operator then sees."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from reportarchive.archive import Archive

pytestmark = pytest.mark.flows

SOURCES = 8
REPORTS = 23


@pytest.fixture(scope="module")
def harvested(prefect: Any) -> Any:
    """The run of the harvest that every other run works on."""
    return prefect.run("season")


@pytest.fixture(scope="module")
def others(prefect: Any, harvested: Any) -> dict[str, Any]:
    """Runs that leave the reports as they are, all at once as schedules would have it, by deployment."""
    begun = {
        "season": prefect.begin("season", {"scope": {"limit": 4}}),
        "backfill": prefect.begin("backfill", {"scope": {"years": [2024]}}),
        "reparse": prefect.begin("reparse"),
        "coverage": prefect.begin("coverage", {"year": 2025}),
    }
    return {name: prefect.wait_for(run) for name, run in begun.items()}


def count_reports(prefect: Any) -> int:
    with Archive.open(prefect.archive_url) as archive:
        return archive.count_reports()


def test_harvest_stores_what_the_site_holds(prefect: Any, harvested: Any) -> None:
    assert harvested["state_type"] == "COMPLETED", harvested["state"]["message"]
    assert harvested["name"] == "harvest all"
    assert prefect.progress("harvest") == (100.0, "8 of 8 sources")
    assert harvested["state"]["message"] == "23 seen, 23 new, 106 refused"
    assert count_reports(prefect) == REPORTS


def report_lines(prefect: Any, run: str) -> list[dict[str, Any]] | None:
    """Return the lines on reports in the log of a run, once there are some; the server has them a few seconds later."""
    wanted = {"logs": {"flow_run_id": {"any_": [run]}}, "limit": 200}
    lines = [one for one in prefect.ask("POST", "logs/filter", json=wanted) if one["name"] == "reportarchive.reports"]
    return lines if len(lines) >= REPORTS else None


def test_every_report_is_a_line_in_the_log_of_the_run_that_stored_it(
    prefect: Any, harvested: Any, harness: Any
) -> None:
    lines = harness.until(lambda: report_lines(prefect, harvested["id"]), "a line a report")
    assert len({re.search(r"report_id=(\S+)", one["message"])[1] for one in lines}) == len(lines) == REPORTS
    assert all(
        re.search(r"run_id=\d+ kind=harvest source_id=demo-\S+ .* fetch_id=\d+", one["message"]) for one in lines
    )
    assert all(one["task_run_id"] for one in lines)


def test_a_secret_block_reaches_the_environment_of_a_run_and_nothing_else(
    prefect: Any, harvested: Any, tmp_path: Any
) -> None:
    secret = str(tmp_path / "known-to-the-block-alone")
    kind = prefect.ask("GET", "block_types/slug/secret")
    schema = prefect.ask(
        "POST", "block_schemas/filter", json={"block_schemas": {"block_type_id": {"any_": [kind["id"]]}}}
    )
    block = {"name": "archive-home", "block_type_id": kind["id"], "block_schema_id": schema[0]["id"]}
    prefect.ask("POST", "block_documents/", json=block | {"data": {"value": secret}})
    pool = prefect.ask("GET", "work_pools/reportarchive")["base_job_template"]
    changed = json.loads(json.dumps(pool))
    reference = {"REPORTARCHIVE_HOME": "{{ prefect.blocks.secret.archive-home }}"}
    changed["variables"]["properties"]["env"]["default"] = reference
    prefect.ask("PATCH", "work_pools/reportarchive", json={"base_job_template": changed})
    try:
        run = prefect.wait_for(prefect.start("reparse").json()["id"])
    finally:
        prefect.ask("PATCH", "work_pools/reportarchive", json={"base_job_template": pool})
    assert run["state"]["message"] == "nothing seen"  # in an archive that the run has made, where the block says
    assert (tmp_path / "known-to-the-block-alone" / "archive.db").is_file()
    assert secret not in json.dumps([run, prefect.ask("GET", "work_pools/reportarchive"), prefect.deployments()])


def test_harvest_is_one_task_a_source(prefect: Any, harvested: Any) -> None:
    ours = {"flow_runs": {"id": {"any_": [harvested["id"]]}}}
    tasks = prefect.ask("POST", "task_runs/filter", json=ours)
    assert len(tasks) == SOURCES
    assert {one["name"] for one in tasks} == {row["source"] for row in prefect.table("harvest")}


def test_harvest_shows_one_table_and_one_summary(prefect: Any, harvested: Any) -> None:
    assert sum(row["new"] for row in prefect.table("harvest")) == REPORTS
    assert all(row["requests"].endswith(" ok") for row in prefect.table("harvest"))
    said, _, requests = prefect.summary("harvest").partition("\n\n")
    assert said == "# harvest: 23 seen, 23 new, 106 refused"
    assert requests == "Requests: 47 ok."


def test_harvest_that_finds_too_little_or_may_not_ask_fails_loudly_and_keeps_what_is_stored(
    prefect: Any, harvested: Any, tmp_path: Any
) -> None:
    # No contact is set, so that a listing outside this machine is refused by an exception, before any request.
    changed = prefect.site.registry_toml.replace("min_reports = 3", "min_reports = 30")
    changed = re.sub(r'listings = \["http://[^/]+(/[^"]+/qlq/")', r'listings = ["http://reports.invalid\1', changed)
    changed = changed.replace("fzzfjsbg/sdq/", "nowhere/[a](b)/")  # and a page that is not there, at a hostile address
    assert "min_reports = 30" in changed
    assert "reports.invalid" in changed
    (tmp_path / "sources.toml").write_text(changed, encoding="utf-8")
    scope = {"sources": ["demo-hewan", "demo-qinglan", "demo-shidu"]}
    run = prefect.run("season", {"scope": scope}, {"REPORTARCHIVE_SOURCES": str(tmp_path / "sources.toml")})
    assert run["state_type"] == "FAILED"
    assert run["state"]["message"].endswith("4 failed")
    problems = {row["source"]: row["problems"] for row in prefect.table("harvest")}
    assert "expected at least 30" in problems["demo-hewan"]
    assert problems["demo-qinglan"].startswith("FetchRefused: no request to reports.invalid without a contact")
    said = prefect.summary("harvest")
    assert all(problem in said for told in problems.values() for problem in told.split("; "))
    (line,) = [line for line in said.splitlines() if line.startswith("- `demo-shidu: not_found, 1x`, [request ")]
    assert "/nowhere/%5Ba%5D%28b%29/) `status 404`" in line
    assert {row["source"]: row["requests"] for row in prefect.table("harvest")}["demo-shidu"] == "1 not_found"
    assert count_reports(prefect) == REPORTS


def test_limited_harvest_passes_over_what_is_stored(others: Any) -> None:
    run = others["season"]
    assert run["state_type"] == "COMPLETED"
    assert run["name"] == "harvest at most 4"
    # Sources that the backfill was at in that moment were left to it.
    assert re.fullmatch(r"106 refused|(\d+ refused, )?\d held", run["state"]["message"])


def test_backfill_works_through_the_sources_and_shows_how_far_it_is(prefect: Any, others: Any) -> None:
    run = others["backfill"]
    assert run["state_type"] == "COMPLETED", run["state"]["message"]
    assert "8 unchanged" in run["state"]["message"]
    assert prefect.progress("backfill") == (100.0, "8 of 8 sources")
    with Archive.open(prefect.archive_url) as archive:
        assert archive.failed_sources() == []


def test_reparse_of_the_same_rules_changes_nothing(prefect: Any, others: Any) -> None:
    run = others["reparse"]
    assert run["state_type"] == "COMPLETED", run["state"]["message"]
    assert run["state"]["message"] == "23 seen, 23 unchanged"
    assert prefect.progress("reparse") == (100.0, "23 of 23 reports")


def test_reparse_in_parts_is_a_run_for_each_that_any_worker_may_take(prefect: Any, others: Any) -> None:
    run = prefect.run("reparse", {"parts": 2})
    assert run["state_type"] == "COMPLETED", run["state"]["message"]
    assert run["state"]["message"] == "2 parts"
    parts = prefect.table("reparse")
    assert [(row["part"], row["ended"]) for row in parts] == [(1, "Completed"), (2, "Completed")]
    seen = [int(row["said"].split(" seen, ")[0]) for row in parts]
    assert sum(seen) == REPORTS
    assert all(seen)
    names = {one["name"] for one in prefect.ask("POST", "flow_runs/filter", json={"sort": "START_TIME_DESC"})}
    assert {"reparse all", "reparse all in 2 parts", "reparse all, part 1 of 2", "reparse all, part 2 of 2"} <= names


def test_coverage_shows_who_owes(prefect: Any, others: Any) -> None:
    run = others["coverage"]
    assert run["state_type"] == "COMPLETED", run["state"]["message"]
    assert run["name"] == "coverage 2025"
    ledger = {row["division_code"]: row["state"] for row in prefect.table("coverage")}
    assert len(ledger) == SOURCES
    assert "missing" in ledger.values()
    assert prefect.summary("coverage").startswith("# Coverage: ")


def test_watchdog_gives_up_stuck_runs_frees_leases_and_shows_both_as_alarms(prefect: Any, others: Any) -> None:
    with Archive.open(prefect.archive_url) as archive:
        items = archive.plan_work("backfill", ["demo-hewan"], {"years": [2023]})
        assert archive.claim_work("a machine that is gone", -1.0, items) is not None
    stuck = prefect.start("reparse", state={"type": "PENDING"}).json()
    run = prefect.run("watchdog", {"pending_seconds": 0})
    assert run["state_type"] == "FAILED"  # once for what is new
    assert re.fullmatch(r"watchdog \d{4}-\d\d-\d\d \d\d:\d\d", run["name"])
    assert run["state"]["message"] == "2 new alarms, 0 over, 2 open; 1 leases freed"
    given_up = prefect.ask("GET", f"flow_runs/{stuck['id']}")
    assert given_up["state_type"] == "FAILED"
    assert given_up["state"]["message"].startswith("given up by the watchdog: PENDING since ")
    rows = {row["alarm"]: row for row in prefect.table("watchdog")}
    assert set(rows) == {"Run lost", "Worker gone"}
    assert (rows["Worker gone"]["subject"], rows["Run lost"]["subject"]) == ("demo-hewan", "reparse")
    assert rows["Run lost"]["evidence"] == f"run {stuck['id']}"
    with Archive.open(prefect.archive_url) as archive:
        assert archive.free_leases() == 0
        assert archive.claim_work("another", 60.0, items) is not None
    again = prefect.run("watchdog")
    assert (again["state_type"], again["state"]["message"]) == (
        "COMPLETED",
        "0 new alarms, 1 over, 1 open; 0 leases freed",
    )
    prefect.run("reparse")  # one that ends by itself: none is lost any more
    assert prefect.run("watchdog")["state"]["message"] == "0 new alarms, 1 over, 0 open; 0 leases freed"


def test_watchdog_fails_while_no_harvest_ends_and_leaves_what_is_only_just_pending(prefect: Any, tmp_path: Any) -> None:
    young = prefect.start("reparse", state={"type": "PENDING"}).json()["id"]
    with Archive.create(f"sqlite:///{tmp_path / 'archive.db'}") as archive:
        archive.begin_run("harvest", {}, "2026-01-01T00:00:00Z")  # begun, and killed
        ended = archive.begin_run("reparse", {}, "2026-01-01T00:00:00Z")
        archive.finish_run(ended, state="done", counts={}, finished_at="2099-01-01T00:00:00Z")  # no harvest
    for new in (1, 0):
        run = prefect.run("watchdog", env={"REPORTARCHIVE_HOME": str(tmp_path)})
        assert run["state_type"] == "FAILED"
        assert run["state"]["message"] == f"{new} new alarms, 0 over, 1 open; 0 leases freed"
    assert prefect.ask("GET", f"flow_runs/{young}")["state_type"] == "PENDING"
    assert "none has ended yet" in prefect.table("watchdog")[0]["said"]
    assert any("1 open" in line for line in prefect.errors(run["id"]))
