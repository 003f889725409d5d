"""Listings whose older pages count down, harvested: at rest, grown between two visits, and grown under the reader."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.zoo.test_harvest import archive_of
from tests.zoo.zoo import Zoo

COLUMN, PAGES = "/zwgk/fzzfjsbg.htm", "/zwgk/fzzfjsbg/{}.htm"
FOUND = "SELECT year, url FROM report_current ORDER BY year"


def asked(zoo: Zoo) -> list[str]:
    """Return the listing pages asked for since the log was cleared, in order."""
    return [one.target for one in zoo.log.of(zoo.addresses["luwan"]) if one.target.startswith("/zwgk/")]


def named(first: int) -> list[str]:
    """Return the pages of a list whose second page has this number."""
    return [COLUMN, *(PAGES.format(number) for number in range(first, 0, -1))]


def told(zoo: Zoo) -> list[tuple[int, str]]:
    return sorted((one.year, one.url) for one in zoo.truth.reports_of("zoo-luwan"))


def test_the_second_of_thirteen_pages_is_the_twelfth(zoo: Zoo, tmp_path: Path):
    archive = archive_of(zoo, tmp_path, "zoo-luwan")
    tally = archive.harvest()
    assert (tally.problems, archive.rows(FOUND)) == ([], told(zoo))
    assert asked(zoo) == named(12)


@pytest.mark.parametrize("again", [1, 2])
def test_a_listing_that_grew_by_a_page_is_read_by_its_new_names(again: int, zoo: Zoo, tmp_path: Path):
    archive = archive_of(zoo, tmp_path, "zoo-luwan")
    archive.harvest()
    before = archive.rows(FOUND)
    zoo.turn(2)
    for _ in range(again):
        zoo.log.clear()
        tally = archive.harvest()
    assert (tally.problems, archive.rows(FOUND)) == ([], told(zoo))
    assert set(before) < set(archive.rows(FOUND))
    assert asked(zoo) == named(13)


@pytest.mark.parametrize("behind", [COLUMN, PAGES.format(12), PAGES.format(2)])
def test_a_listing_that_grows_while_it_is_read_is_read_again(behind: str, zoo: Zoo, tmp_path: Path):
    """What was the second page is the third by the time it is asked for: the rows between would be passed over."""
    archive = archive_of(zoo, tmp_path, "zoo-luwan")
    zoo.turn_behind("luwan", behind, 2)
    tally = archive.harvest()
    assert (tally.problems, archive.rows(FOUND)) == ([], told(zoo))
    assert asked(zoo)[-14:] == named(13)
    judged = archive.rows("SELECT COUNT(DISTINCT url) FROM candidate WHERE url LIKE '%/info/%' AND rule <> 'off_host'")
    assert judged == [(39 + 1 - 2,)]  # all rows of the list but the two that lie on the mirror


def test_pages_without_a_link_between_them_are_named_by_what_is_left(zoo: Zoo, tmp_path: Path):
    archive = archive_of(zoo, tmp_path, "zoo-zhenxia")
    tally = archive.harvest()
    shown = [one.target for one in zoo.log.of(zoo.addresses["zhenxia"]) if one.target.startswith("/zfxxgk/")]
    assert (tally.problems, len(archive.rows(FOUND))) == ([], 4)
    assert shown == ["/zfxxgk/fzzf_2.htm", "/zfxxgk/fzzf_2/2.htm", "/zfxxgk/fzzf_2/1.htm"]
