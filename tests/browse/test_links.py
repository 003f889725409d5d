"""Addresses of our pages stay; of addresses elsewhere only harmless ones become links."""

from __future__ import annotations

import pytest

from reportarchive.browse import links

REPORT = "990101-2025-annual"


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        " javascript:alert(1)",
        "java\tscript:alert(1)",
        "data:text/html,<script>1</script>",
        "vbscript:x",
        "file:///etc/passwd",
        "file:report.html",
        "//evil.example/x",
        "http:",
        "http://",
        "http:///path",
        "https://user:secret@example.org/",
        "https://user@example.org/",
        "https://example.org/\u202efdp.exe",
        'https://example.org/"onclick="x',
        "https://example.org/a b",
        "https://[::1",
        "https://example.org/" + "a" * 3000,
        "",
        None,
    ],
)
def test_no_link_leads_where_a_person_should_not_be_sent(url: str | None):
    assert links.outward(url) is None


@pytest.mark.parametrize(
    "url", ["http://www.example.org/a/b.html?x=1#y", "https://例子.example/报告.html", "http://[::1]:80/a"]
)
def test_pages_of_others_are_linked_as_they_are(url: str):
    assert links.outward(url) == url


def test_addresses_that_are_cited_stay():
    assert links.report(REPORT) == "/reports/990101-2025-annual"
    assert links.version(REPORT, 2) == "/reports/990101-2025-annual/versions/2"
    assert links.number(REPORT, 2, 7) == "/reports/990101-2025-annual/versions/2/numbers/7#here"
    assert links.section(REPORT, 2, "1.3") == "/reports/990101-2025-annual/versions/2/sections/1.3#here"
    assert links.place(REPORT, 2, 10, 14) == "/reports/990101-2025-annual/versions/2?at=10-14#here"
    assert links.changes(REPORT, 1, 2) == "/reports/990101-2025-annual/changes/1-2"
    assert links.indicator("review.cases_accepted") == "/indicators/review.cases_accepted"


def test_whatever_a_name_holds_it_stays_one_part_of_an_address():
    assert links.report("a/b?c#d e") == "/reports/a%2Fb%3Fc%23d%20e"
    assert links.with_query("/x", q="复议&a=1", year=None, role="") == "/x?q=%E5%A4%8D%E8%AE%AE%26a%3D1"
