"""Search over the sample site on both engines: what LIKE finds and nothing else, filtered, ranked, as of a moment."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import text
from tests.harvesting import Harvested, free_ports, harvest_day

from reportarchive.archive import Archive, check_archive
from reportarchive.archive.engine import writing
from reportarchive.model import Scope
from reportarchive.pipeline.holdings import open_holdings
from reportarchive.pipeline.keep.reparse import reparse
from reportarchive.query import Filters, Reader, count_hits, search
from reportarchive.text.grams import folded

QUERIES = (
    *(
        "复",
        "法",
        "复议",
        "行政复议",
        "法治政府",
        "行政执法",
        "人大代表建议",
        "主要负责人",
        "2024",
        "5",
        "100%",
        "件，",
    ),
    *("案件，", "办理", "年度情况报告", "一、", "8.", "政协提案2", "万人次", "没有这几个字", "区人民政府", "%"),
)


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def harvested(request, tmp_path_factory) -> Harvested:
    """The sample site of both days on one engine."""
    more = {}
    if request.param == "postgresql":
        more["database_url"] = request.getfixturevalue("new_database")("")
    home, ports = tmp_path_factory.mktemp(request.param) / "home", free_ports()
    harvest_day(home, 1, ports=ports, **more)
    return harvest_day(home, 2, ports=ports, **more)


@pytest.fixture
def reader(harvested: Harvested) -> Iterator[Reader]:
    with Reader.open(harvested.settings.archive_url) as opened:
        yield opened


@pytest.fixture
def sections(harvested: Harvested) -> list[dict[str, object]]:
    wanted = "report_id, path, year, division_code, role, own_text, char_start"
    rows = harvested.rows(f"SELECT {wanted} FROM section_current")
    return [dict(zip(wanted.split(", "), row, strict=True)) for row in rows]


@pytest.mark.parametrize("typed", QUERIES)
def test_it_finds_what_like_finds(reader: Reader, sections, typed: str) -> None:
    holding = {(row["report_id"], row["path"]) for row in sections if folded(typed) in folded(row["own_text"])}
    found = search(reader, f'"{typed}"', limit=10_000)
    assert {(hit.report_id, hit.section_path) for hit in found.hits} == holding
    assert found.total == len(holding) == count_hits(reader, f'"{typed}"')


def test_words_are_joined_and_excluded(reader: Reader, sections) -> None:
    for typed, test in {
        "复议 诉讼": lambda said: "复议" in said and "诉讼" in said,
        "复议 -诉讼": lambda said: "复议" in said and "诉讼" not in said,
        "案件 NOT “诉讼案件”": lambda said: "案件" in said and "诉讼案件" not in said,
        "案件 -“件，”": lambda said: "案件" in said and "件," not in said,
    }.items():
        holding = {(row["report_id"], row["path"]) for row in sections if test(folded(row["own_text"]))}
        assert {(hit.report_id, hit.section_path) for hit in search(reader, typed, limit=10_000).hits} == holding
        assert holding, typed


FILTERS = {
    Filters(year=2024): lambda row: row["year"] == 2024,
    Filters(division="990101"): lambda row: row["division_code"] == "990101",
    Filters(division="990000"): lambda _: True,
    Filters(division="110000"): lambda _: False,
    Filters(role="plan"): lambda row: row["role"] == "plan",
    Filters(year=2023, role="measures"): lambda row: row["year"] == 2023 and row["role"] == "measures",
}


@pytest.mark.parametrize("filters", FILTERS, ids=str)
def test_filters_narrow(reader: Reader, sections, filters: Filters) -> None:
    holding = {
        (row["report_id"], row["path"])
        for row in sections
        if "行政" in folded(row["own_text"]) and FILTERS[filters](row)
    }
    found = search(reader, "行政", filters, limit=10_000)
    assert {(hit.report_id, hit.section_path) for hit in found.hits} == holding
    assert count_hits(reader, "行政", filters) == len(holding)


def test_an_indicator_narrows_to_the_sections_of_its_numbers(reader: Reader, harvested: Harvested) -> None:
    rows = harvested.rows("SELECT report_id, section_path FROM metric_current WHERE indicator = 'proposals.handled'")
    found = search(reader, "件", Filters(indicator="proposals.handled"), limit=10_000)
    assert {(hit.report_id, hit.section_path) for hit in found.hits} == set(rows)
    assert count_hits(reader, "件", Filters(indicator="proposals.handled")) == len(set(rows))


def test_spans_and_snippet_are_cut_from_the_text(reader: Reader, harvested: Harvested) -> None:
    texts = dict(harvested.rows("SELECT report_id, text FROM report_current"))
    hits = search(reader, "复议 案件", limit=50).hits
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    for hit in hits:
        written = texts[hit.report_id]
        assert {folded(written[start:end]) for start, end in hit.spans} == {"复议", "案件"}
        assert written[hit.snippet_start : hit.snippet_start + len(hit.snippet)] == hit.snippet
        assert hit.snippet_start <= hit.spans[0][0] < hit.snippet_start + len(hit.snippet)


def test_it_goes_back_in_time(harvested: Harvested, reader: Reader) -> None:
    """Day 2 edited 216件 into 218件; the page of then is found then, the page of now is found now."""
    assert (count_hits(reader, "216件"), count_hits(reader, "218件")) == (0, 1)
    first = harvested.rows("SELECT recorded_from FROM version_history WHERE report_id = '990101-2025-annual'")[0][0]
    with Reader.open(harvested.settings.archive_url, as_of=str(first)) as then:
        assert (count_hits(then, "216件"), count_hits(then, "218件")) == (1, 0)
        assert [hit.report_id for hit in search(then, "216件").hits] == ["990101-2025-annual"]
    with Reader.open(harvested.settings.archive_url, as_of="2020-01-01") as before:
        assert search(before, "法").hits == []


@pytest.mark.parametrize(
    "typed", ['复议" OR "x', "复议') --", "复议 NEAR 案件", "grams:复议", "复议*", "\\", "复议 ^案件"]
)
def test_what_is_typed_cannot_break_the_query(reader: Reader, typed: str) -> None:
    assert search(reader, f"法 {typed}").total >= 0


def test_reading_anew_adds_no_passage_and_an_index_made_anew_finds_the_same(harvested: Harvested) -> None:
    url = harvested.settings.archive_url
    with Archive.open(url) as archive, writing(archive.engine) as connection:
        connection.execute(text("UPDATE report_version SET output_sha256 = 'as another parser gave it'"))
        passages = connection.execute(text("SELECT COUNT(*) FROM passage")).scalar_one()
    with open_holdings(harvested.settings) as holdings:
        assert reparse(holdings, Scope()).problems == []
    with Reader.open(url) as reader:
        assert reader.run("SELECT COUNT(*) FROM passage").rows == [(passages,)]
        before = [count_hits(reader, f'"{typed}"') for typed in QUERIES]
    with Archive.open(url) as archive, writing(archive.engine) as connection:
        connection.execute(text("UPDATE meta SET value = 'an older form' WHERE name = 'search_index'"))
    with Archive.create(url) as archive:
        assert [one for one in check_archive(archive) if one.check != "output_hash"] == []
    with Reader.open(url) as reader:
        assert [count_hits(reader, f'"{typed}"') for typed in QUERIES] == before
