"""A correction made by hand on the harvested sample site: through the command, reparses and the edits of day 2."""

from __future__ import annotations

import subprocess
import sys

import pytest
from tests.harvesting import free_ports, harvest_day

from reportarchive.archive import Archive
from reportarchive.model import Scope
from reportarchive.pipeline.holdings import open_holdings
from reportarchive.pipeline.keep.reparse import reparse
from reportarchive.pipeline.keep.verify import check_holdings

COMMAND = [sys.executable, "-c", "from reportarchive.cli import main; main()"]
SIGNED = ("--author", "王某", "--reason", "核对附件表二")


@pytest.fixture
def say(environment_of):
    """A function that runs a command on an archive and returns its exit status and all it printed."""

    def run(settings, *words):
        done = subprocess.run(
            [*COMMAND, *words], env=environment_of(settings), capture_output=True, text=True, check=False
        )
        return done.returncode, done.stdout + done.stderr

    return run


def value_of(settings, report_id, surface):
    with Archive.open(settings.archive_url) as archive:
        rows = archive.report_rows(report_id)
    return [row["value_text"] for row in rows.metrics if row["surface"] == surface], rows.report["reason"]


def test_a_correction_survives_reparse_and_the_edits_of_the_page(tmp_path, say):
    ports = free_ports()
    harvested = harvest_day(tmp_path / "home", 1, Scope(divisions=("990101",)), ports)
    settings = harvested.settings
    with Archive.open(settings.archive_url) as archive:
        row = next(one for one in archive.report_rows("990101-2024-annual").metrics if one["indicator"])
        text = archive.report_rows("990101-2024-annual").report["text"]
    quote = text[row["char_start"] - 6 : row["char_end"]]
    status, said = say(settings, "correct", "990101/2024", "--set", "value=4321", "--quote", quote, *SIGNED)
    assert (status, f"value {row['value_text']} -> 4321: corrected" in said) == (0, True), said
    assert value_of(settings, "990101-2024-annual", row["surface"]) == (["4321"], "correction")
    with open_holdings(settings) as holdings:
        tally = reparse(holdings, Scope())
    assert (tally.counts["unchanged"], tally.problems) == (tally.counts["seen"], [])
    harvest_day(settings.home, 2, Scope(divisions=("990101",)), ports)
    assert value_of(settings, "990101-2024-annual", row["surface"])[0] == ["4321"]
    assert check_holdings(settings).findings == ()
    assert say(settings, "correct", "--list")[1].strip().endswith("1 corrections, none orphaned.")
    assert (
        say(settings, "correct", "--withdraw", "1")[1].strip()
        == "990101-2024-annual: correction 1 withdrawn: corrected."
    )
    assert value_of(settings, "990101-2024-annual", row["surface"]) == ([row["value_text"]], "correction")


def test_looking_writes_nothing(first_day, copy_of, say):
    settings = copy_of(first_day).settings
    for file in settings.home.glob("archive.db*"):
        file.unlink()
    for words in (("correct", "--list"), ("reparse", "--dry-run")):
        status, said = say(settings, *words)
        assert (status, "there is no archive" in said) == (2, True), said
    assert not (settings.home / "archive.db").exists()


def test_a_correction_is_not_withdrawn_under_the_name_of_another_report(first_day, copy_of, say):
    settings = copy_of(first_day).settings
    say(settings, "correct", "990101/2024", "--set", "title=甲", *SIGNED)
    status, said = say(settings, "correct", "990101/2025", "--withdraw", "1")
    assert (status, "correction 1 is of 990101-2024-annual" in said) == (2, True), said
    assert say(settings, "correct", "990101/2024", "--withdraw", "1")[0] == 0


def test_diff_shows_what_was_corrected_though_no_character_of_the_page_changed(first_day, copy_of, say):
    settings = copy_of(first_day).settings
    heading = ("--section", "1", "--set", "section_title=改过的标题", "--set", "role=topic")
    heading += ("--set", "doc_no=甲政〔2025〕1号")
    assert say(settings, "correct", "990101/2024", *heading, *SIGNED)[0] == 0
    _, said = say(settings, "diff", "990101/2024", "--from", "1")
    assert "doc_no: none → 甲政〔2025〕1号" in said
    assert "→ [1] 改过的标题" in said
    assert "characters  measures → topic" in said


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("990101/2024",), "name a REPORT and what becomes what"),
        (("990101/2024", "--set", "value"), "write field=value"),
        (("990101/2024", "--set", "value=1", "--set", "value=2"), "value is set twice"),
        (("990101/2024", "--set", "value=1", "--quote", "x"), "who made it and why"),
        (("990101/2024", "--set", "value=1", *SIGNED), "is of one number"),
        (("990101/2024", "--set", "role=plan", *SIGNED), "is of one section"),
        (("990101/2024", "--set", "value=1", "--quote", "没有这句", *SIGNED), "the quote is gone"),
        (("990101/1999", "--set", "value=1", "--quote", "x", *SIGNED), "990101"),
        (("--withdraw", "7"), "there is no correction 7"),
    ],
)
def test_what_cannot_be_corrected_is_told_in_one_line(first_day, copy_of, say, words, told):
    status, said = say(copy_of(first_day).settings, "correct", *words)
    assert (status, told in said, said.count("\n")) == (2, True, 1), said
