"""What the views cut out of texts, cut here."""

from __future__ import annotations

import pytest

from reportarchive.query.cutting import LENGTH, START, cut_all, with_offsets
from reportarchive.sqlfiles import sql_files

CUT = {
    "claim_check": ["sentence"],
    "metric_current": ["sentence"],
    "metric_diff": ["sentence_before", "sentence_after"],
    "section_current": ["heading", "own_text"],
    "section_diff": ["heading_before", "heading_after", "own_text_before", "own_text_after"],
}


@pytest.mark.parametrize("view", sorted(sql_files("views")))
def test_the_views_own_characters_are_cut_here(view):
    assert with_offsets(sql_files("views")[view])[1] == CUT.get(view, [])


def test_a_view_says_where_to_cut_and_its_parts_stay_as_they_are():
    view = """CREATE VIEW it AS
WITH part AS (
    SELECT
        substr(v.text, v.a + 1, v.b - v.a) AS words,
        v.version_id
    FROM report_version v
)
SELECT
    substr(v.text, v.a + 1, v.b - v.a) AS sentence,
    substr(v.period_end, 5, 2) AS month,
    length(substr(v.text, 1, 5)) AS size
FROM part v
"""
    made, cut = with_offsets(view)
    assert cut == ["sentence"]
    assert made == view.replace(
        "    substr(v.text, v.a + 1, v.b - v.a) AS sentence,\n",
        f"    v.version_id AS sentence, v.a + 1 AS sentence{START}, v.b - v.a AS sentence{LENGTH},\n",
    )


def test_characters_are_code_points_and_nothing_where_there_is_no_text():
    texts = {1: "一𠮷二三", 2: "甲"}
    places = [(1, 2, 2), (2, 1, 1), (None, 1, 1), (1, 4, 9), (1, None, None), (2, 1, 0)]
    assert cut_all(texts, places) == ["𠮷二", "甲", None, "三", None, ""]
