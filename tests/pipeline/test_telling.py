"""People told of alarms by a real webhook and a real mail server: once, bundled, cleaned, and again when it failed."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from itertools import count

import pytest
from pydantic import SecretStr
from tests.harvesting import environment_of
from tests.pipeline.planting import HEWAN, listing_pages, served_site, today
from tests.receivers import Mailbox, Webhook, open_mailbox, open_webhook

from reportarchive.archive import Alarm, Archive, Due, Trouble
from reportarchive.errors import UsageError
from reportarchive.pipeline.watch import watch
from reportarchive.pipeline.watch.message import MOST_ALARMS, body_of, cleaned, heading_of, linked, title_of
from reportarchive.pipeline.watch.sending import send
from reportarchive.query import load_alarms
from reportarchive.settings import Settings

PROGRAM = (sys.executable, "-c", "from reportarchive.cli import main; main()", "watch")


@pytest.fixture
def webhook() -> Iterator[Webhook]:
    with open_webhook() as hook:
        yield hook


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    with open_mailbox() as box:
        yield box


@pytest.fixture
def settings(tmp_path, webhook, mailbox) -> Settings:
    """An archive in which no harvest has ended, which is one alarm, and two addresses to tell."""
    made = Settings.load(home=tmp_path, alarm_urls=SecretStr(f"{webhook.address} {mailbox.address}"))
    Archive.create(made.archive_url).close()
    return made


def end_a_harvest(settings: Settings) -> None:
    with Archive.open(settings.archive_url) as archive:
        run = archive.begin_run("harvest", {}, "2026-01-01T00:00:00Z")
        archive.finish_run(run, state="done", counts={}, finished_at="2099-01-01T00:00:00Z")


def states(settings: Settings) -> list[tuple[object, ...]]:
    watched = watch(settings, today(), tell=False)
    return [row[:2] for row in watched.alarms.rows]


def test_an_alarm_is_told_by_webhook_and_mail_when_it_opens_and_when_it_is_over(settings, webhook, mailbox):
    assert watch(settings, today()).told.alarms == 1
    (message,) = webhook.taken
    (letter,) = mailbox.letters
    assert message["title"] == letter["Subject"] == "reportarchive: 1 new"
    assert letter["To"] == "operator@archive.example"
    text = letter.get_body(("plain",)).get_content().replace("\r\n", "\n")
    assert text.strip() == message["message"].strip()
    assert "- No harvest: archive, from 20" in text
    assert "none has ended yet" in text
    assert "reportarchive ingest" in text  # what to do
    for _ in range(3):
        assert watch(settings, today()).told.alarms == 0
    end_a_harvest(settings)
    assert watch(settings, today()).told.alarms == 1
    assert [one["title"] for one in webhook.taken] == ["reportarchive: 1 new", "reportarchive: 1 over"]
    assert [letter["Subject"] for letter in mailbox.letters] == ["reportarchive: 1 new", "reportarchive: 1 over"]


def test_all_of_a_look_is_one_message_with_the_evidence(tmp_path, webhook):
    with served_site(tmp_path / "home") as site:
        for folder in (HEWAN, HEWAN.replace("hwq", "sdq")):
            for path in listing_pages(folder):
                site.plant(
                    path, re.sub("<li>.*?</li>\n", "", site.text(path)) if path in site.site.pages["trs"] else ""
                )
        site.harvest("demo-hewan", "demo-shidu")
        told = site.settings.model_copy(update={"alarm_urls": SecretStr(webhook.address)})
        assert watch(told, today()).told.alarms == 2
        (message,) = webhook.taken
        assert message["title"] == "reportarchive: 2 new"
        assert message["message"].count("- Found nothing: demo-") == 2
        assert message["message"].count("What to do:") == 1
        assert f"{site.site.bases['trs']}{HEWAN}" in message["message"]


def test_a_message_that_nobody_took_is_sent_again_at_the_next_look_and_is_an_alarm_meanwhile(
    settings, webhook, mailbox
):
    webhook.status, mailbox.refuses = 503, True
    watched = watch(settings, today())
    assert watched.told.failed == ("address 1 (json)", "address 2 (mailto)")
    assert watched.told.alarms == 0
    assert watched.is_unattended
    assert sorted(row[0] for row in watched.alarms.rows) == ["harvest_silent", "untold"]
    assert any("did not take a message; it is sent again" in row[2] for row in watched.alarms.rows)
    assert states(settings) == [("harvest_silent", "archive"), ("untold", "archive")]  # a look that tells nobody
    webhook.status, mailbox.refuses = 200, False
    assert watch(settings, today()).told.alarms == 1
    assert [one["title"] for one in webhook.taken] == ["reportarchive: 1 new"]  # and not of the failure itself
    assert states(settings) == [("harvest_silent", "archive")]


def test_one_address_of_two_that_fails_is_an_alarm_and_the_other_is_not_told_twice(settings, webhook, mailbox):
    webhook.status = 500
    assert watch(settings, today()).told.failed == ("address 1 (json)",)
    assert len(mailbox.letters) == 1
    watch(settings, today())
    assert len(mailbox.letters) == 1
    assert ("untold", "archive") in states(settings)


def test_nobody_is_told_by_a_look_that_shall_not_tell_or_without_addresses(settings, webhook, mailbox):
    watch(settings, today(), tell=False)
    watch(settings.model_copy(update={"alarm_urls": None}), today())
    assert (webhook.taken, mailbox.letters) == ([], [])
    assert watch(settings, today()).told.alarms == 1  # it waits for somebody who can be told


def test_a_look_killed_while_it_tells_has_noted_the_alarm_and_the_next_tells_it(settings, webhook, mailbox):
    webhook.is_silent.set()
    environment = environment_of(settings) | {"REPORTARCHIVE_ALARM_URLS": webhook.address}
    environment = {name: value for name, value in environment.items() if name != "REPORTARCHIVE_SOURCES"}
    process = subprocess.Popen([*PROGRAM], env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    assert webhook.asked.acquire(timeout=60), process.communicate()
    process.kill()
    process.communicate()
    assert states(settings) == [("harvest_silent", "archive")]
    assert webhook.taken == []
    webhook.is_silent.clear()
    webhook.goes_on.set()
    assert watch(settings, today()).told.alarms == 1
    assert [one["title"] for one in webhook.taken] == ["reportarchive: 1 new"]
    assert len(mailbox.letters) == 1


def test_an_address_is_never_shown(settings, tmp_path, capfd):
    secret = "hunter2secret"
    shown = [repr(settings), str(settings)]
    for address in (f"nonsense://user:{secret}@host", f"json://user:{secret}@127.0.0.1:9"):
        given = settings.model_copy(update={"alarm_urls": SecretStr(address)})
        shown.append(repr(given))
        try:
            shown.append(watch(given, today()).sentence())
        except UsageError as error:
            shown.append(str(error))
    with pytest.raises(UsageError) as wrong:
        Settings.load(home=tmp_path, alarm_urls=SecretStr(f"{secret} no-address"))
    shown += [str(wrong.value), *capfd.readouterr()]
    assert "setting alarm_urls: address 1 (nonsense) is no address that Apprise knows" in shown
    assert any("not sent to address 1 (json)" in one for one in shown)
    assert not any(secret in one for one in shown)


# ---- The message ----

NUMBERS = count(1)


def alarm(
    said: str = "1 of 2", subject: str = "demo-hewan", code: str = "found_nothing", closed_at: str | None = None
) -> Alarm:
    times = ("2026-04-12T01:02:03.456Z", "2026-04-12T01:02:03.456Z", closed_at)
    return Alarm(next(NUMBERS), code, subject, *times, said, "request 5 http://gov1.example/list/", None, 0)


def test_a_message_says_what_is_new_over_and_still_open():
    due = Due((alarm(),), (alarm(closed_at="2026-04-13T01:00:00.000Z"),), (alarm(code="went_quiet"),))
    assert heading_of(due) == "reportarchive: 1 new, 1 over, 1 still open"
    text = body_of(due)
    assert [line for line in text.splitlines() if line.endswith(":") and not line.startswith("-")] == [
        "New:",
        "Over:",
        "Still open:",
        "What to do:",
    ]
    assert "- Found nothing: demo-hewan, from 2026-04-12T01:02 UTC to 2026-04-13T01:00" in text
    assert text.count(load_alarms()["found_nothing"].remedy) == 1


def test_what_a_page_says_is_no_markup_no_control_and_no_second_line():
    hostile = "\x1b[31m<b onclick=x>@everyone</b>\r\nSubject: x\u202e [click](http://evil.example) `rm` &amp;"
    said = cleaned(hostile)
    assert not set(said) & set("<>&@`[]\r\n\x1b\u202e")
    assert "everyone" in said
    assert len(cleaned("长" * 10_000)) < 500
    text = body_of(Due((alarm(said=hostile, subject="run\nNew:"),), (), ()))
    assert text.count("New:") == 2  # the heading, and the name of a run in its own line
    assert "run New:" in text


def test_evidence_is_a_link_that_nothing_of_the_address_ends():
    assert linked("request 5 http://gov1.example/a(1)/?x=1&y=年") == (
        "[request 5](http://gov1.example/a%281%29/?x=1&y=%E5%B9%B4)"
    )
    assert linked("run 7") == "run 7"
    assert linked("") == ""
    assert linked("request 5 javascript:alert(1)") == "request 5 javascript:alert(1)"
    assert (title_of("went_quiet"), title_of("of a later version")) == ("Went quiet", "of a later version")


def test_a_long_list_is_cut_and_counted():
    due = Due(tuple(alarm(subject=f"source-{number}") for number in range(MOST_ALARMS + 7)), (), ())
    text = body_of(due)
    assert text.count("- Found nothing: source-") == MOST_ALARMS
    assert "- and 7 more" in text


def test_hostile_text_arrives_as_text(webhook, mailbox):
    due = Due((alarm(said="<script>alert(1)</script>\r\nBcc: all@world.example"),), (), ())
    assert send([webhook.address, mailbox.address], heading_of(due), body_of(due)) == []
    (letter,) = mailbox.letters
    assert letter["Bcc"] is None
    assert "<script" not in letter.as_string()
    assert "＜script＞alert(1)＜/script＞" in webhook.taken[0]["message"]


def test_trouble_found_elsewhere_is_told_too(settings, webhook):
    end_a_harvest(settings)
    stuck = Trouble(
        "run_lost", "season", "run harvest all was lost: not heard of since 2026-04-12 01:02:03 UTC", "run 7"
    )
    watch(settings, today(), found=[stuck], judged=["run_lost"])
    assert "- Run lost: season" in webhook.taken[0]["message"]
    assert states(settings) == [("run_lost", "season")]  # a look that could not find it leaves it
    watch(settings, today(), judged=["run_lost"])
    assert states(settings) == []
