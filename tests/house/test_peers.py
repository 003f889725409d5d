"""The peers of the benchmarks: each adapter finds what is plain to find; those that are not installed are told."""

from __future__ import annotations

import json
import sys
from decimal import Decimal
from pathlib import Path

import pytest
from tests.benchmarks.suite import __main__ as suite
from tests.benchmarks.suite import given
from tests.benchmarks.suite.figures import Chapter
from tests.benchmarks.suite.html import body_score, marked, read
from tests.benchmarks.suite.known_pages import OWN_READINGS, known_pages
from tests.benchmarks.suite.peers import outlines, pages, quantities, there
from tests.benchmarks.suite.stages import STAGES, WORK, compare
from tests.benchmarks.suite.written import Told, lines_of, page

BENCH = "not installed here: `make bench` installs the peers in an environment of their own"
OURS = {"reportarchive", "reportarchive, quantities", "reportarchive, everything", "line patterns"}
TEXT = "一、主要工作\n（一）加强监督\n全年办理行政复议案件1286件，投入资金35万元。\n二、存在问题\n全年培训320人次。\n"


def here(names, present):
    """Return one parameter a competitor, skipped with the reason where it is not installed."""
    return [
        pytest.param(name, marks=pytest.mark.skipif(name not in present and name not in OURS, reason=BENCH))
        for name in names
    ]


@pytest.mark.parametrize("name", here(pages._ALL, pages.READERS))
@pytest.mark.filterwarnings("ignore")  # those of others' packages
def test_a_reader_finds_the_body_of_a_plain_page(name):
    known = next(one for one in known_pages()[OWN_READINGS] if one.name == "vsb-strong-headings")
    found = read(name, known.html, known.url)
    assert body_score(known, found.text) > 0.8
    assert marked(known, found).body == body_score(known, found.text)


@pytest.mark.parametrize("name", here(quantities._ALL, quantities.FINDERS))
@pytest.mark.filterwarnings("ignore")
def test_a_finder_tells_value_and_place(name):
    found = quantities.FINDERS[name](TEXT)
    (sought,) = [one for one in found if one.start <= TEXT.index("35万") < one.end]
    assert sought.value in ({Decimal(35), Decimal(350_000)} if name.startswith("jieba") else {Decimal(350_000)})


@pytest.mark.parametrize("name", here(outlines._ALL, outlines.FINDERS))
def test_an_outline_tells_places_and_levels(name):
    marks = [(TEXT.index("一、"), 1), (TEXT.index("（一）"), 2), (TEXT.index("二、"), 1)]
    assert outlines.FINDERS[name](TEXT) == marks


def test_a_peer_that_is_not_there_is_told_and_no_crash():
    present, missing = there({"ours": 1, "json": 2, "gone": 3}, {"json": ("json",), "gone": ("no_such_module",)})
    assert present == {"ours": 1, "json": 2}
    assert missing == ("gone (No module named 'no_such_module')",)
    told = Told(Chapter("Pages", "As it was done.", (), missing=missing), 1.0)
    assert "  not there: gone (No module named 'no_such_module')" in lines_of(told, {})
    assert "Not there in this run: gone (No module named 'no_such_module')." in page([told])


def test_pages_given_by_option_are_read_too(tmp_path: Path, monkeypatch):
    monkeypatch.setenv(given.PAGES, "")
    folder = tmp_path / "further"
    folder.mkdir()
    (folder / "a.html").write_text("<p>正文</p>", "utf-8")
    (folder / "index.json").write_text(json.dumps([{"file": "a.html", "url": "http://a.example/", "body": "正文"}]))
    given.give(given.PAGES, [folder])
    (found,) = known_pages()["pages of further"]
    assert (found.html, found.text, found.title) == ("<p>正文</p>", "正文", None)


def test_every_stage_of_a_page_takes_its_time():
    known = next(one for one in known_pages()[OWN_READINGS] if one.is_word_export)
    (took,) = compare([known], 1)
    assert set(took) == set(WORK) | set(STAGES)


def test_no_module_of_the_peers_hides_one_of_python():
    folder = Path(quantities.__file__).parent
    assert {path.stem for path in folder.glob("*.py")} & sys.stdlib_module_names == set()


def test_a_chapter_that_fails_leaves_the_others_and_no_page(tmp_path: Path, monkeypatch):
    monkeypatch.setattr(suite, "told_of", lambda *_, **__: [])
    monkeypatch.setattr(sys, "argv", ["suite", "--quick", "--write", str(tmp_path / "page.md")])
    assert suite.main() == 1
    assert not (tmp_path / "page.md").exists()
