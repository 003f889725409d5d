"""The sample site over real HTTP on loopback."""

import socket
import tomllib
from urllib.parse import urlsplit

import httpx
import pytest

from reportarchive.demo import DEFAULT_PORTS, build_site, expected_reports, serve
from reportarchive.demo.places import sites

FREE = (0, 0, 0)


@pytest.fixture(scope="module")
def day_one():
    with serve(1, ports=FREE) as site:
        yield site


@pytest.fixture
def client():
    with httpx.Client(trust_env=False) as opened:
        yield opened


@pytest.mark.parametrize("key", ["trs", "ucap", "gkmlpt"])
def test_each_family_answers_with_the_pages_built(day_one, client, key):
    built = build_site(1, day_one.bases)[key]
    for path in ("/", "/robots.txt", *(row.path for row in expected_reports(1) if row.site == key and row.path)):
        answer = client.get(day_one.bases[key] + path)
        assert answer.status_code == 200
        assert answer.content == built[path].body
        assert answer.headers["content-type"] == built[path].content_type


def test_unknown_and_deleted_paths_answer_404(client):
    deleted = next(row for row in expected_reports(1) if (row.division, row.year) == ("990107", 2023))
    moved = next(row for row in expected_reports(1) if (row.division, row.year) == ("990105", 2024))
    with serve(2, ports=FREE) as site:
        for key, path in (("trs", "/no/such.html"), ("gkmlpt", deleted.path), ("ucap", moved.path)):
            answer = client.get(site.bases[key] + path)
            assert answer.status_code == 404
            assert answer.headers["content-type"] == sites()[key].content_type
            assert "不存在" in answer.content.decode(sites()[key].encoding)


def test_head_and_etag(day_one, client):
    url = day_one.bases["trs"] + "/robots.txt"
    full, head = client.get(url), client.head(url)
    assert head.content == b""
    assert head.headers["content-length"] == str(len(full.content))
    again = client.get(url, headers={"If-None-Match": full.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_requests_are_listed_in_order(client):
    with serve(1, ports=FREE) as site:
        client.get(site.bases["ucap"] + "/robots.txt")
        client.get(site.bases["trs"] + "/nowhere?page=2")
        client.head(site.bases["ucap"] + "/")
        assert site.requests == [
            (urlsplit(site.bases["ucap"]).netloc, "/robots.txt"),
            (urlsplit(site.bases["trs"]).netloc, "/nowhere?page=2"),
            (urlsplit(site.bases["ucap"]).netloc, "/"),
        ]


def test_only_loopback_is_bound(day_one):
    assert len(set(day_one.bases.values())) == 3
    for base in day_one.bases.values():
        host, port = urlsplit(base).hostname, urlsplit(base).port
        assert host == "127.0.0.1"
        # A server on all addresses would answer here as well.
        with (
            pytest.raises((ConnectionRefusedError, TimeoutError)),
            socket.create_connection(("127.0.0.2", port), timeout=2),
        ):
            pass


def test_taken_default_ports_are_replaced_and_said():
    with serve(1) as first, serve(1) as second:
        ports = tuple(urlsplit(base).port for base in first.bases.values())
        assert first.default_ports == (ports == DEFAULT_PORTS)
        assert not (first.default_ports and second.default_ports)
        assert set(first.bases.values()).isdisjoint(second.bases.values())


def test_ports_given_by_hand_are_not_replaced(day_one):
    taken = urlsplit(day_one.bases["trs"]).port
    with pytest.raises(OSError, match="in use"), serve(1, ports=(taken, 0, 0)):
        pass


def test_ports_are_free_again_afterwards(client):
    with serve(1, ports=FREE) as site:
        base = site.bases["trs"]
    with pytest.raises(httpx.ConnectError):
        client.get(base)


def test_serving_is_quiet(client, capfd):
    with serve(1, ports=FREE) as site:
        client.get(site.bases["trs"] + "/nowhere")
    assert capfd.readouterr() == ("", "")


def test_there_is_no_day_zero():
    with pytest.raises(ValueError, match="day 0"), serve(0, ports=FREE):
        pass


def test_the_source_file_names_every_place_and_listing(day_one, client):
    blocks = tomllib.loads(day_one.registry_toml)
    codes = [row["code"] for row in blocks["division"]]
    assert codes == ["990000", "990100", *(f"99010{n}" for n in range(1, 9))]
    assert all(row["parent"] in codes for row in blocks["division"][1:])
    assert [row["division"] for row in blocks["source"]] == codes[2:]
    for row in blocks["source"]:
        assert row["verified"] is True
        assert row["first_year"] == 2023
        assert len(row["listings"]) == 1
        assert row["listings"][0].startswith(day_one.bases[row["family"]])
        assert client.get(row["listings"][0]).status_code == 200
        for day in (1, 2):
            served = [one for one in expected_reports(day) if one.division == row["division"] and one.path]
            assert 2 <= row["expect"]["min_reports"] <= len(served)


def test_robots_forbid_one_folder(day_one, client):
    text = client.get(day_one.bases["trs"] + "/robots.txt").text
    assert text.splitlines() == ["User-agent: *", "Disallow: /admin/", "Allow: /"]
    assert client.get(day_one.bases["trs"] + "/admin/login.html").status_code == 200
