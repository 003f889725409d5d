"""The command that looks for what is wrong: its table, its exit status, and what `status` shows of it afterwards."""

from __future__ import annotations

from tests.harvesting import copied
from tests.receivers import open_webhook

from reportarchive.archive import Archive, Trouble

HOSTILE = Trouble("went_quiet", "demo-hewan", "\x1b[31m[bold]quiet[/bold]", "request 1 http://127.0.0.1:1/list/")


def test_a_healthy_archive_has_no_alarm(asked):
    ended = asked("watch")
    assert (ended.returncode, ended.stderr) == (0, "")
    assert ended.stdout == "0 new alarms, 0 over, 0 open; 0 leases freed.\n"
    assert "0 open alarms" in asked("status").stdout


def test_an_open_alarm_is_shown_told_and_ends_with_status_1(asked, sample, tmp_path, monkeypatch):
    mine = copied(sample, tmp_path / "mine")
    with open_webhook() as webhook:
        monkeypatch.setenv("REPORTARCHIVE_ALARM_URLS", webhook.address)
        quiet = asked("watch", "--today", "2099-05-01", "--no-tell", of=mine)
        assert webhook.taken == []
        told = asked("watch", "--today", "2099-05-01", of=mine)
        state = asked("status", of=mine)
        over = asked("watch", of=mine)
        assert [one["title"] for one in webhook.taken] == ["reportarchive: 1 new", "reportarchive: 1 over"]
    for ended in (quiet, told):
        assert ended.returncode == 1
        assert "No harvest" in ended.stdout
        assert "archive" in ended.stdout
    assert "1 new alarms, 0 over, 1 open" in quiet.stdout
    assert "0 new alarms, 0 over, 1 open; 0 leases freed; 1 told." in told.stdout
    assert state.returncode == 0
    assert "No harvest" in state.stdout
    assert "1 open alarms. Last run ended:" in state.stdout
    assert (over.returncode, over.stdout.split(";")[0]) == (0, "0 new alarms, 1 over, 0 open")


def test_what_a_page_says_reaches_no_terminal_as_it_is(asked, sample, tmp_path):
    mine = copied(sample, tmp_path / "mine")
    with Archive.open(mine.settings.archive_url) as archive:
        archive.note_troubles([HOSTILE], unjudged=())
    shown = asked("status", of=mine).stdout
    assert "\x1b" not in shown
    assert "[bold]quiet[/bold]" in shown


def test_a_day_that_is_none_and_an_archive_that_is_not_there_are_refused(asked, run):
    for ended in (asked("watch", "--today", "soon"), run("watch")):
        assert ended.returncode == 2
        assert ended.stderr.startswith("reportarchive: ")
        assert len(ended.stderr.splitlines()) == 1
