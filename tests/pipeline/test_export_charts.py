"""Charts beside the tables of an export: those of the pages, the same bytes again, on both engines."""

from __future__ import annotations

import hashlib
import json
import re
import sqlite3
import sys
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from lxml import etree
from tests.harvesting import Harvested

from reportarchive.archive import Archive
from reportarchive.browse.answers import Asked
from reportarchive.browse.pages import indicators
from reportarchive.browse.server import open_site
from reportarchive.charts import load_pygal
from reportarchive.demo import serve
from reportarchive.errors import UsageError
from reportarchive.model import Scope
from reportarchive.pipeline.gather.imports import Filing, import_file
from reportarchive.pipeline.holdings import open_holdings
from reportarchive.pipeline.keep import tables
from reportarchive.pipeline.keep.export import export_tables
from reportarchive.query import Reader
from reportarchive.query.stated import stated_in

EVERYTHING = Scope()
ISSUER = "石渡区<script>alert('issuer')</script>\u202e司法局"
STATED = "石渡区司法局{year}年法治政府建设年度情况报告\n一、主要举措\n办结建议提案{count}件。\n"


@pytest.fixture(scope="module")
def charted(harvested: Harvested, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("charted") / "tables"
    export_tables(harvested.settings, EVERYTHING, folder, charts=True)
    return folder


def bytes_in(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file()
    }


def manifest(folder: Path) -> dict[str, Any]:
    return json.loads((folder / "manifest.json").read_text(encoding="utf-8"))


def charts_in(folder: Path) -> set[str]:
    return {name for name in bytes_in(folder) if name.startswith("charts/")}


def asked_by(address: str, code: str) -> Asked:
    return Asked({"code": code}, dict(parse_qsl(urlsplit(address).query)))


def test_the_charts_are_those_that_the_page_of_an_indicator_shows(harvested, charted):
    """On SQLite that of the archive itself, on PostgreSQL that of the file which is browsed instead."""
    with closing(sqlite3.connect(charted / "archive.sqlite")) as copy:
        codes = [code for (code,) in copy.execute("SELECT DISTINCT indicator FROM indicator_total ORDER BY 1")]
    assert len(codes) > 100
    is_sqlite = harvested.settings.archive_url.startswith("sqlite")
    names = set()
    with open_site(harvested.settings, None if is_sqlite else charted / "archive.sqlite") as site:
        for code in codes[::6]:
            told = indicators.indicator(site, Asked({"code": code})).told
            for suffix, address, draw in (
                ("", told["bars"], indicators.places_chart),
                ("-years", told["lines"], indicators.years_chart),
            ):
                file = charted / "charts" / f"{code}{suffix}.svg"
                drawn = draw(site, asked_by(address, code)).body
                years = len([*etree.fromstring(drawn).iterfind(".//{*}g[@class='axis x always_show']/*")])
                if file.exists():
                    assert file.read_bytes() == drawn, file.name
                    names.add(suffix)
                else:
                    assert (suffix, years < 2) == ("-years", True)
    assert names == {"", "-years"}
    assert {name for name in charts_in(charted) if "-years" not in name} == {f"charts/{code}.svg" for code in codes}


def test_the_manifest_tells_every_chart_with_its_hash_and_the_tables_as_without_them(harvested, charted, tmp_path):
    told, found = manifest(charted)["files"], bytes_in(charted)
    assert {one["name"]: one["sha256"] for one in told} == {
        name: digest for name, digest in found.items() if name != "manifest.json"
    }
    assert [one["name"] for one in told] == sorted(one["name"] for one in told)
    of_charts = [one for one in told if one["name"].startswith("charts/")]
    assert {tuple(one) for one in of_charts} == {("name", "bytes", "sha256")}
    assert all(one["bytes"] == (charted / one["name"]).stat().st_size for one in of_charts)
    done = export_tables(harvested.settings, EVERYTHING, tmp_path / "plain")
    plain = manifest(tmp_path / "plain")
    assert plain == manifest(charted) | {"files": [one for one in told if one not in of_charts]}
    assert len(done.files) == len(told) - len(of_charts)


def test_the_same_archive_gives_the_same_charts_in_one_process_and_in_many(harvested, charted, tmp_path, monkeypatch):
    export_tables(harvested.settings, EVERYTHING, tmp_path / "again", charts=True)
    assert bytes_in(tmp_path / "again") == bytes_in(charted)
    monkeypatch.setattr(tables, "FEW_REPORTS", 0)
    export_tables(harvested.settings, EVERYTHING, tmp_path / "processes", charts=True)
    ours, theirs = bytes_in(tmp_path / "processes"), bytes_in(charted)
    assert {name: ours[name] for name in charts_in(charted)} == {name: theirs[name] for name in charts_in(charted)}
    assert ours.keys() == theirs.keys()


def test_charts_of_a_part_are_of_the_part(harvested, tmp_path):
    export_tables(harvested.settings, Scope(years=(2024,), divisions=("990101", "990102")), tmp_path, charts=True)
    drawn = (tmp_path / "charts" / "proposals.handled.svg").read_text(encoding="utf-8")
    assert "河湾区" in drawn
    assert " 2024 (件)" in drawn
    assert "丰禾市" not in drawn
    assert [name for name in charts_in(tmp_path) if "-years" in name] == [], (
        "of one year nothing goes through the years"
    )


def test_what_charts_ask_of_a_file_of_views_is_found_by_its_index(harvested, tmp_path):
    export_tables(harvested.settings, Scope(years=(2024, 2025)), tmp_path)
    with Reader.open(f"sqlite:///{tmp_path / 'archive.sqlite'}") as reader:
        for sql in (
            "SELECT * FROM indicator_total WHERE indicator = 'x' AND unit = 'y' AND division_code = 'z'",
            "SELECT unit, year, COUNT(*) FROM indicator_total WHERE indicator = 'x' GROUP BY unit, year",
        ):
            plan = " ".join(str(row[-1]) for row in reader.trusted(f"EXPLAIN QUERY PLAN {sql}", {}).rows)
            assert "SEARCH indicator_total USING INDEX" in plan


def test_names_of_issuers_are_text_and_show_what_would_turn_them(copy_of, first_day, tmp_path):
    ours = copy_of(first_day)
    with open_holdings(ours.settings) as holdings:
        for year, count in ((2024, 900), (2025, 901)):
            page = tmp_path / f"{year}.txt"
            page.write_text(STATED.format(year=year, count=count), encoding="utf-8")
            import_file(holdings, page, Filing("990103", year, issuer=ISSUER))
    export_tables(ours.settings, EVERYTHING, tmp_path / "tables", charts=True)
    for name in ("proposals.handled.svg", "proposals.handled-years.svg"):
        drawn = (tmp_path / "tables" / "charts" / name).read_bytes()
        shown = [node.text or "" for node in etree.fromstring(drawn).iter("{*}text")]
        assert [text for text in shown if text.startswith("石渡区<script>alert(")] != [], name
        assert b"<script" not in drawn
        assert not re.search("[\u202a-\u202e\u2066-\u2069]", drawn.decode())


def test_charts_of_an_earlier_export_are_replaced_and_nothing_else(days, tmp_path):
    folder, mine = tmp_path / "tables", tmp_path / "tables" / "charts" / "mine.svg"
    export_tables(days.first.settings, EVERYTHING, folder, charts=True)
    mine.touch()
    (folder / "charts" / "gone.indicator.svg").touch()
    elsewhere = [tmp_path / "outside.svg", folder / "charts" / "below" / "deep.svg", folder / "other" / "theirs.svg"]
    for path in elsewhere:
        path.parent.mkdir(exist_ok=True)
        path.touch()
    told = manifest(folder)
    named = ("charts/gone.indicator.svg", "charts/../../outside.svg", "charts/below/deep.svg", "other/theirs.svg")
    told["files"] += [
        {"name": name} for name in (*named, str(tmp_path / "outside.svg"), "charts", "charts/", "a\x00b", 7)
    ]
    (folder / "manifest.json").write_text(json.dumps(told), encoding="utf-8")
    export_tables(days.second.settings, EVERYTHING, folder, replace=True, charts=True)
    export_tables(days.second.settings, EVERYTHING, tmp_path / "fresh", charts=True)
    assert bytes_in(tmp_path / "fresh").items() <= bytes_in(folder).items()
    assert bytes_in(folder).keys() - bytes_in(tmp_path / "fresh").keys() == {
        "charts/mine.svg",
        "charts/below/deep.svg",
        "other/theirs.svg",
    }
    assert elsewhere[0].exists()


def test_an_export_without_charts_leaves_none_of_an_earlier_one(days, tmp_path):
    export_tables(days.first.settings, EVERYTHING, tmp_path / "a", charts=True)
    export_tables(days.first.settings, EVERYTHING, tmp_path / "a", replace=True)
    assert not (tmp_path / "a" / "charts").exists()


@pytest.mark.parametrize("is_charted", [True, False])
def test_charts_are_not_written_or_removed_through_a_link(days, tmp_path, is_charted: bool):
    folder, elsewhere = tmp_path / "tables", tmp_path / "elsewhere"
    export_tables(days.first.settings, EVERYTHING, folder, charts=True)
    (folder / "charts").rename(elsewhere)
    (folder / "charts").symlink_to(elsewhere)
    before, stood = bytes_in(elsewhere), manifest(folder)
    if is_charted:
        with pytest.raises(UsageError, match="cannot be written: charts in it is no folder of its own"):
            export_tables(days.second.settings, EVERYTHING, folder, replace=True, charts=True)
        assert manifest(folder) == stood, "the earlier export is left as it was"
    else:
        export_tables(days.second.settings, EVERYTHING, folder, replace=True)
    assert bytes_in(elsewhere) == before
    assert (folder / "charts").is_symlink()


def test_an_export_that_breaks_off_leaves_the_earlier_one_whole(days, tmp_path, monkeypatch):
    folder = tmp_path / "tables"
    export_tables(days.first.settings, EVERYTHING, folder, charts=True)
    before = bytes_in(folder)

    def full(views: object) -> str:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(tables, "dictionary", full)
    with pytest.raises(UsageError, match="No space left"):
        export_tables(days.second.settings, EVERYTHING, folder, replace=True, charts=True)
    assert bytes_in(folder) == before


def test_without_their_library_charts_say_what_to_install_before_anything_is_written(days, tmp_path, monkeypatch):
    load_pygal.cache_clear()
    monkeypatch.setitem(sys.modules, "pygal.style", None)
    with pytest.raises(UsageError, match=r"install reportarchive\[browse\]"):
        export_tables(days.first.settings, EVERYTHING, tmp_path / "tables", charts=True)
    assert not (tmp_path / "tables").exists()
    export_tables(days.first.settings, EVERYTHING, tmp_path / "tables")


def test_an_empty_archive_has_no_charts(tmp_path, settings_for):
    with serve(1) as site:
        settings = settings_for(tmp_path / "home", site)
    Archive.create(settings.archive_url).close()
    export_tables(settings, EVERYTHING, tmp_path / "tables", charts=True)
    assert charts_in(tmp_path / "tables") == set()
    assert not (tmp_path / "tables" / "charts").exists()


def test_unless_it_is_said_an_indicator_is_shown_in_the_unit_most_reports_use_in_its_newest_year():
    held = [("%", 2024, 3), ("件", 2023, 9), ("件", 2022, 1), ("起", 2025, 10)]

    def answer(question: str, /, **params: object) -> list[dict[str, Any]]:
        assert (question, params) == ("indicator_years", {"indicator": "some.code"})
        return [dict(zip(("unit", "year", "reports"), one, strict=True)) for one in held]

    def chosen(unit: str = "") -> tuple[str, int | None]:
        stated = stated_in(answer, "some.code", is_whole=False, unit=unit)
        assert stated.units == ["件", "起", "%"], "of as many reports by their names"
        return stated.unit, stated.newest

    assert [chosen(), chosen("%"), chosen("吨")] == [("件", 2023), ("%", 2024), ("件", 2023)]
