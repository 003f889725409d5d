"""The 24 slots on both days."""

from collections import Counter

from reportarchive.demo import expected_reports


def changed():
    return {
        (one.division, one.year): (one.state, two.state)
        for one, two in zip(expected_reports(1), expected_reports(2), strict=True)
        if one != two
    }


def test_day_one_has_23_of_24_and_one_late():
    rows = expected_reports(1)
    assert len(rows) == len({(row.division, row.year) for row in rows}) == 24
    assert Counter(row.state for row in rows) == {"on_time": 22, "late": 1, "missing": 1}
    late = next(row for row in rows if row.state == "late")
    assert (late.division, late.year, late.published_on) == ("990102", 2024, "2025-04-17")


def test_day_two_moves_one_deletes_one_adds_one():
    assert Counter(row.state for row in expected_reports(2)) == {"on_time": 21, "late": 2, "withdrawn": 1}
    assert changed() == {
        ("990105", 2024): ("on_time", "on_time"),
        ("990106", 2025): ("missing", "late"),
        ("990107", 2023): ("on_time", "withdrawn"),
    }


def test_31_march_is_on_time():
    row = next(row for row in expected_reports(1) if (row.division, row.year) == ("990108", 2024))
    assert (row.published_on, row.state) == ("2025-03-31", "on_time")


def test_titles_name_their_year_and_place():
    for row in expected_reports(2):
        assert row.title is None or str(row.year) in row.title
        assert (row.title is None) == (row.path is None) == (row.state in {"missing", "withdrawn"})
