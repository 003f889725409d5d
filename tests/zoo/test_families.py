"""Every family's site harvested: all reports found, none of the look-alikes, issuer, kind and year right on all."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from tests.zoo.cms import FOLDER, dressed, frame, page, path_of
from tests.zoo.keeper import kept
from tests.zoo.server import Host, Page
from tests.zoo.sites import load_zoo, truth

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.zoo.keeper import Keeper

ZOO = load_zoo()
INDEX = "/gongkai/fzzfjsbg/"


def index_host() -> Host:
    """Return the city's host: an index of folders, whose names are irregular, among links that are no folders of it."""
    links = "".join(f'<li><a href="./{folder}/">{text}</a></li>' for folder, text, _ in ZOO.indexed)
    links += (
        '<li><a href="./sjbm/">市级部门</a></li><li><a href="../">洛溪区</a></li><li><a href="/qxq/">青砚县</a></li>'
        '<li><a href="./">更多&gt;&gt;</a></li><li><a href="./t20240327_1.html">禾丰县</a></li>'
        '<li><a href="http://mirror.example/gongkai/fzzfjsbg/jwq/">镜湾区</a></li><li><a href="./wuq/">无名区</a></li>'
    )
    host = Host("index")
    answers: dict[str, Any] = {INDEX: page(ZOO.sites[0], frame(ZOO.sites[0], f"<ul>{links}</ul>"))}
    for folder, _, site in ZOO.indexed:
        _, pages = dressed(site)
        moved = {
            path.replace(FOLDER, f"{INDEX}{folder}/"): _moved(answer, folder)
            for path, answer in pages.items()
            if path.startswith(FOLDER)
        }
        answers |= moved
    host.answers = answers
    return host


def _moved(answer: Any, folder: str) -> Any:
    """Return a page whose links lie in the folder of the index."""
    if isinstance(answer, Page):
        return Page(answer.body.replace(FOLDER.encode(), f"{INDEX}{folder}/".encode()))

    def moved(request: Any) -> Page:
        given = answer(request)
        return Page(given.body.replace(FOLDER.encode(), f"{INDEX}{folder}/".encode()))

    moved.decides = True  # type: ignore[attr-defined]
    return moved


@pytest.fixture(scope="module")
def zoo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Keeper]:
    """The whole zoo, harvested once."""
    hosts = {}
    listings = {}
    for site in ZOO.sites:
        listings[site.key], pages = dressed(site)
        hosts[site.key] = Host(site.key, pages)
    index = index_host()

    def sources() -> Iterator[dict[str, object]]:
        for site in ZOO.sites:
            yield {
                "id": site.key, "division": site.code, "issuer": site.issuer, "issuer_kind": site.issuer_kind,
                "family": site.family, "listings": [hosts[site.key].url(listings[site.key])],
            }  # fmt: skip
        yield {
            "id": "index", "division": ZOO.city[0], "issuer": f"{ZOO.city[1]}人民政府", "family": "trs",
            "listings": [index.url(INDEX)], "index": True,
        }  # fmt: skip

    home = tmp_path_factory.mktemp("zoo")
    with kept(home, [*hosts.values(), index], ZOO.places, sources) as keeper:
        keeper.harvest()
        yield keeper


def stored(keeper: Keeper, code: str, kind: str) -> set[tuple[object, ...]]:
    """Return issuer, kind, year and title of what is stored of a division's bodies of one kind."""
    sql = (
        "SELECT issuer, kind, year, title FROM report_current"
        " WHERE division_code = :code AND issuer_kind = :issuer_kind"
    )
    return set(keeper.rows(sql, code=code, issuer_kind=kind))


@pytest.mark.parametrize("site", ZOO.sites, ids=lambda site: site.key)
def test_all_reports_of_a_site_are_found_and_none_of_its_look_alikes(zoo: Keeper, site: Any) -> None:
    wanted = {(one.issuer, one.kind, one.year, one.title) for one in truth(site)}
    assert stored(zoo, site.code, site.issuer_kind) == wanted


@pytest.mark.parametrize("site", [site for _, _, site in ZOO.indexed], ids=lambda site: site.key)
def test_districts_that_only_an_index_names_are_harvested_under_their_own_names(zoo: Keeper, site: Any) -> None:
    found = stored(zoo, site.code, "government")
    assert {(issuer, year) for issuer, _, year, _ in found} == {
        (f"岚江省岚海市{site.place}人民政府", 2022), (f"岚江省岚海市{site.place}人民政府", 2023),
    }  # fmt: skip


def test_nothing_failed_and_nothing_was_doubtful(zoo: Keeper) -> None:
    assert zoo.tallies[0].problems == []
    assert zoo.rows("SELECT url, code, message FROM issue_open WHERE severity = 'error'") == []


def test_every_row_is_kept_with_the_rule_that_decided(zoo: Keeper) -> None:
    decided = dict(zoo.rows("SELECT decision, COUNT(*) FROM candidate GROUP BY decision"))
    reports = sum(len(site.reports) for site in ZOO.sites) + sum(len(site.reports) for _, _, site in ZOO.indexed)
    assert decided["accept"] == reports
    assert zoo.rows("SELECT COUNT(*) FROM candidate WHERE rule = ''") == [(0,)]
    titles = {title for (title,) in zoo.rows("SELECT title FROM candidate WHERE decision = 'refuse'")}
    assert {row.title for site in ZOO.sites for row in site.rows if row.year is None} <= titles


def test_twins_are_asked_for_once(zoo: Keeper) -> None:
    asked = [path for host in zoo.hosts.values() for path in zoo.log.paths(host.address)]
    assert not [path for path in asked if "_wap" in path or "big5" in path]


def test_manners(zoo: Keeper) -> None:
    """One request per host at a time, robots.txt before any page, and an honest name on every request."""
    assert set(zoo.log.most_at_once.values()) == {1}
    for host in zoo.hosts.values():
        assert zoo.log.paths(host.address)[0] == "/robots.txt"
    assert all(entry.request.headers["user-agent"].startswith("reportarchive/") for entry in zoo.log.entries)


def test_a_second_harvest_changes_nothing_and_asks_with_conditions(zoo: Keeper) -> None:
    before = zoo.rows("SELECT report_id, version_id FROM report_current ORDER BY report_id")
    candidates = zoo.rows("SELECT * FROM candidate ORDER BY source_id, url")
    again = zoo.harvest()
    assert (again.written, again.problems) == (0, [])
    assert zoo.rows("SELECT report_id, version_id FROM report_current ORDER BY report_id") == before
    assert zoo.rows("SELECT * FROM candidate ORDER BY source_id, url") == candidates
    outcomes = dict(zoo.rows('SELECT outcome, COUNT(*) FROM "fetch" GROUP BY outcome'))
    assert outcomes["not_modified"] >= 2


def test_the_sites_are_no_toys() -> None:
    """Return to the data: it must hold every form that the tests above are to prove."""
    assert {site.family for site in ZOO.sites} == {"trs", "ucap", "hanweb", "gkmlpt", "generic"}
    assert all(len(site.rows) > site.rows_per_page for site in ZOO.sites)
    assert len({path_of(site, row) for site in ZOO.sites for row in site.rows}) == sum(
        len(site.rows) for site in ZOO.sites
    )
