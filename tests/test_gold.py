"""The gate: no score of the hand-made gold falls below its floor; `make eval` prints them."""

from __future__ import annotations

import json
import subprocess
import sys
import tomllib
from functools import cache
from pathlib import Path

import pytest
from tests.gold.__main__ import FLOORS, below_floors, is_pinned, raised
from tests.gold.reading import OWN, SHARED, gold_files, read_gold
from tests.gold.scoring import Score, Tally, score_cases

from reportarchive.indicators import load_indicators
from reportarchive.model import Bound, Change, Reason, Role

FILES = sorted(OWN.glob("*-gold.toml"))


@cache
def _score(path: Path) -> Score:
    return score_cases(read_gold(path))


@pytest.mark.parametrize("path", gold_files(), ids=lambda path: path.name)
def test_no_score_falls_below_its_floor(path: Path) -> None:
    if path.parent == SHARED and not is_pinned(path):
        pytest.skip(f"{path.name} beside the checkout is not the file its floors are for")
    assert below_floors([path], {path.name: _score(path)}) == []


def test_there_is_gold_for_every_indicator_and_every_kind_of_question() -> None:
    cases = [case for path in FILES for case in read_gold(path)]
    quantities = [one for case in cases for one in case.quantities or ()]
    codes = {code for one in quantities for code in one.codes or ()}
    assert set(load_indicators()) <= codes
    assert {one.bound for one in quantities} == set(Bound)
    assert {one.change for one in quantities} == {None, *Change}
    assert {one.target for one in quantities} == {True, False}
    assert None in codes
    assert {reason for case in cases for _, _, reason in case.reasons} >= set(Reason) - {Reason.LISTMARK}
    roles = {heading["role"] for case in cases for heading in case.headings or ()}
    assert roles >= {Role.MEASURES, Role.SHORTCOMINGS, Role.LEADERSHIP, Role.PLAN}
    ids = [case.id for case in cases]
    assert len(ids) == len(set(ids))


def test_a_score_below_its_floor_and_a_changed_file_are_told() -> None:
    path = FILES[0]
    worse = Score()
    for name, tally in _score(path).tallies.items():
        worse.tallies[name] = Tally(tally.right // 2, tally.missed + tally.right, tally.false)
    told = below_floors([path], {path.name: worse})
    assert any("value_unit" in line and "below its floor" in line for line in told)
    assert below_floors([Path("none-gold.toml")], {"none-gold.toml": worse}) == [
        "none-gold.toml: no floors; make eval ARGS=--raise-floors"
    ]


def test_floors_only_rise() -> None:
    floors = tomllib.loads(FLOORS.read_text("utf-8"))
    name = FILES[0].name
    worse = {key: 0.1 for key, value in floors[name].items() if isinstance(value, float)}
    better = dict.fromkeys(worse, 1.0)
    assert raised(floors[name], worse) == {key: value for key, value in floors[name].items() if key != "sha256"}
    assert raised(floors[name], better) == better


def test_the_gate_is_a_command(tmp_path: Path) -> None:
    (tmp_path / "one-gold.toml").write_text(
        '[[case]]\nid = "a"\ntext = "办结12件。"\nquantities = [{surface = "12件", value = "13", unit = "件"}]\n',
        "utf-8",
    )
    command = [sys.executable, "-m", "tests.gold", "--errors", str(tmp_path / "one-gold.toml")]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)
    assert done.returncode == 0
    assert "missed     a: 12件 = 13 件" in done.stdout
    assert "false      a: 12件 = 12 件" in done.stdout


@pytest.mark.skipif(
    not (SHARED / "score.py").is_file(), reason="no folder shared/gold beside the checkout: nothing to score against"
)
@pytest.mark.parametrize("name", ["seed.json", "tricky.json"])
def test_the_other_scorer_agrees(name: str) -> None:
    command = [sys.executable, str(SHARED / "score.py"), "--json", str(SHARED / name)]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stderr
    theirs = json.loads(done.stdout)
    ours = _score(SHARED / name).tallies
    assert theirs["value_unit_f1"] == round(ours["value_unit"].f1, 4)
    assert theirs["spans_exact"][0] == theirs["spans_exact"][1] > 0
    assert theirs["digits_explained"][0] == theirs["digits_explained"][1] > 0
