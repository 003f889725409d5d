"""Every report page of the zoo, read alone: title, day and text are those it was made of."""

from __future__ import annotations

from tests.zoo.entries import Entry, Fate, entries_of
from tests.zoo.frames import Frames
from tests.zoo.sites import sites
from tests.zoo.zoo import Zoo

from reportarchive import parse_html
from reportarchive.text.folding import fold


def _squeezed(text: str | None) -> str:
    return "".join(fold(text or "").split())


def _pages(zoo: Zoo) -> list[tuple[Entry, str, bytes, str]]:
    found = []
    for site in sites():
        base = f"http://{zoo.addresses[site.host]}"
        for entry in entries_of(site, 1, zoo.addresses):
            if entry.fate is Fate.REPORT and entry.status == 200 and entry.why != "big5":
                answer = Frames(site, base).article(entry)
                found.append((entry, base + entry.path, answer.body, answer.content_type))
    return found


def test_every_page_of_a_report_is_read_as_it_was_made(calm_zoo: Zoo) -> None:
    pages = _pages(calm_zoo)
    assert len(pages) >= 70
    wrong = []
    for entry, url, body, content_type in pages:
        report = parse_html(body, url=url, content_type=content_type)
        heading = _squeezed(entry.heading.replace("|", ""))
        text = _squeezed(report.text).removeprefix(heading)
        told = (_squeezed(report.document.title), report.document.published_on, text)
        made = (heading, entry.on.isoformat(), _squeezed("".join(entry.lines)))
        if told != made:
            wrong.append((url, told[:2], made[:2], text == made[2]))
    assert wrong == []
