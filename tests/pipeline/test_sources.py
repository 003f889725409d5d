"""A source tried and verified as its operator does it, on a site of the zoo, by the commands themselves."""

from __future__ import annotations

import os
import re
import tomllib
from pathlib import Path

import pytest
from tests.zoo.zoo import Zoo, open_zoo
from typer.testing import CliRunner

from reportarchive.cli.app import app
from reportarchive.errors import ReportArchiveError

SOURCE = "zoo-linyuan"


@pytest.fixture(scope="module")
def zoo():
    with open_zoo() as opened:
        yield opened


@pytest.fixture
def command(zoo: Zoo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Run a command on an archive and source file of this test's own; returns exit status and output."""
    for name in [name for name in os.environ if name.startswith("REPORTARCHIVE_")]:
        monkeypatch.delenv(name)
    sources = tmp_path / "sources.toml"
    sources.write_text("# ours\n" + zoo.sources_toml(SOURCE).replace("verified = true", "verified = false"), "utf-8")
    settings = {"HOME": tmp_path, "SOURCES": sources, "SOURCES_ONLY": 1, "ALLOW_LOOPBACK": 1, "PAUSE_SECONDS": 0}
    for name, value in settings.items():
        monkeypatch.setenv(f"REPORTARCHIVE_{name}", str(value))
    monkeypatch.chdir(tmp_path)

    def run(*words: str) -> tuple[int, str]:
        ended = CliRunner().invoke(app, list(words))
        if ended.exception and not isinstance(ended.exception, (SystemExit, ReportArchiveError)):
            raise ended.exception
        said = str(ended.exception) if isinstance(ended.exception, ReportArchiveError) else ended.output
        return (2 if isinstance(ended.exception, ReportArchiveError) else ended.exit_code), said

    return run


def listing_of(folder: Path) -> str:
    first = tomllib.loads((folder / "sources.toml").read_text("utf-8"))["source"][0]["listings"][0]
    return first if isinstance(first, str) else first["url"]


def test_a_listing_is_tried_row_by_row_and_nothing_is_stored(command, tmp_path: Path) -> None:
    status, said = command("sources", "try", listing_of(tmp_path))
    assert status == 0, said
    stages = [line.split(":")[0] for line in said.splitlines() if not line.startswith(" ")]
    assert stages == ["source", "fetch", "decode", "listing"]
    assert said.startswith(f"source: {SOURCE}")
    assert "accept (" in said
    assert "refuse (" in said
    assert "next page: http" in said
    assert sorted(path.name for path in tmp_path.iterdir()) == ["sources.toml"]


def test_an_article_is_tried_to_its_numbers(command, zoo: Zoo) -> None:
    report = zoo.truth.reports_of(SOURCE)[0]
    status, said = command("sources", "try", report.url)
    assert status == 0, said
    assert f"year: {report.year} (" in said
    assert "metrics, " in said


@pytest.mark.parametrize(
    ("host", "path", "family", "following"),
    [
        ("zhenxia", "/zfxxgk/fzzf_2.htm", "vsb", "/zfxxgk/fzzf_2/2.htm"),
        ("shushi", "/nw12344/", "shanghai", "/nw12344/index_2.html"),
        ("yanting", "/columns/84f73ef0-6a8d-495e-9bf2-990000000002/", "columns", "?page=2&fix=0"),
        ("dipu", "/37584/38152/66314/66315/default.htm", "content_n", "/default_1.htm"),
        ("liaoxi", "/9062/9065/", "content_n", "/index_2.htm"),
        ("qiyan", "/qyxrmzf/c112397/pc/list.html", "pc_content", "channelCode=c112397 (by a form)"),
    ],
)
def test_a_listing_of_no_source_is_read_as_the_family_its_rows_look_like(
    host: str, path: str, family: str, following: str, command, zoo: Zoo
) -> None:
    status, said = command("sources", "try", zoo.base(host) + path)
    assert status == 0, said
    assert "source: none: any issuer, family generic" in said
    assert f"rows look like articles of family {family}" in said
    assert re.search(rf"next page: http\S*{re.escape(following)}$", said, re.MULTILINE), said
    assert "accept (" in said


def test_an_article_of_a_system_is_none_of_its_listings(command, zoo: Zoo) -> None:
    for source in ("zoo-luwan", "zoo-shushi", "zoo-guzhu", "zoo-dipu", "zoo-qiyan"):
        report = zoo.truth.reports_of(source)[0]
        status, said = command("sources", "try", report.url)
        assert status == 0, said
        assert f"year: {report.year} (" in said


def test_a_page_that_is_not_there_stops_at_its_stage(command, zoo: Zoo) -> None:
    status, said = command("sources", "try", zoo.truth.reports_of(SOURCE)[0].url.replace(".html", "9.html"))
    assert status == 1
    assert "fetch: stopped here. not_found" in said


def test_a_source_is_verified_by_a_good_harvest_only(command, tmp_path: Path) -> None:
    command("db", "upgrade")
    status, said = command("sources", "verify", SOURCE)
    assert (status, "was never harvested" in said) == (2, True), said
    assert command("ingest", "--source", SOURCE, "--limit", "1")[0] == 0
    status, said = command("sources", "verify", SOURCE)
    assert (status, "did not see all listings" in said) == (2, True), said
    assert command("ingest", "--source", SOURCE)[0] == 0
    status, said = command("sources", "verify", SOURCE)
    assert status == 0, said
    written = (tmp_path / "sources.toml").read_text("utf-8")
    assert written.startswith("# ours\n")
    assert [one["verified"] for one in tomllib.loads(written)["source"] if one["id"] == SOURCE] == [True]
    assert f"{SOURCE} in {tmp_path / 'sources.toml'}" in said


def test_an_unknown_source_is_told(command) -> None:
    command("db", "upgrade")
    status, said = command("sources", "verify", "zoo-linyuam")
    assert (status, said) == (2, "no source 'zoo-linyuam'; did you mean zoo-linyuan?")
