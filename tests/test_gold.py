"""The gold kept beside the checkout, in the folder `shared`: scored when it is there, skipped when it is not."""

from __future__ import annotations

import json
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any

import pytest

GOLD = Path(__file__).resolve().parents[2] / "shared" / "gold"

pytestmark = pytest.mark.skipif(
    not (GOLD / "score.py").is_file(), reason="no folder shared/gold beside the checkout: nothing to score against"
)


@cache
def _score(name: str) -> dict[str, Any]:
    """Return the scores of one gold file as its own scorer prints them."""
    if not (GOLD / name).is_file():
        pytest.skip(f"{name} is not in shared/gold")
    done = subprocess.run(
        [sys.executable, str(GOLD / "score.py"), "--json", str(GOLD / name)],
        capture_output=True, text=True, encoding="utf-8", check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_the_real_report_is_read_without_a_fault() -> None:
    score = _score("seed.json")
    assert score["value_unit_f1"] == 1.0
    assert score["section_f1"] == 1.0
    assert score["citation_f1"] == 1.0
    assert score["bound"] == [20, 20]
    assert score["change"] == [20, 20]
    assert score["roles"] == [13, 13]
    assert score["indicator_f1"] >= 0.9


def test_the_tricky_sentences_are_read_as_well_as_asked() -> None:
    score = _score("tricky.json")
    assert score["value_unit_f1"] >= 0.99
    for name in ("bound", "change"):
        right, asked = score[name]
        assert right / asked >= 0.98, name


@pytest.mark.parametrize("name", ["seed.json", "tricky.json"])
def test_every_span_is_exact_and_every_digit_explained(name: str) -> None:
    score = _score(name)
    for figure in ("spans_exact", "digits_explained"):
        right, asked = score[figure]
        assert right == asked > 0, figure
