"""The files of alarms: what each says of itself, and that a file which says too little is refused."""

from __future__ import annotations

import pytest

from reportarchive.errors import QueryRefused
from reportarchive.query import load_alarms
from reportarchive.query.alarms import read_alarm
from reportarchive.sqlfiles import sql_files

WHOLE = "-- title: A\n-- description: B\n-- remedy: C\n--   and D\n-- :most int 3  how many\nSELECT :most AS subject"
MOMENTS = {"today", "due"}
"""What a look gives; every other parameter is a threshold, and has a default."""


def test_every_alarm_says_what_it_means_and_what_to_do():
    kinds = load_alarms()
    assert set(sql_files("alarms")) < set(kinds)
    assert {code for code, kind in kinds.items() if kind.query is None} == {"run_lost", "untold", "worker_gone"}
    for kind in kinds.values():
        assert all((kind.title, kind.description, kind.remedy))
    assert len({kind.title for kind in kinds.values()}) == len(kinds)


@pytest.mark.parametrize("code", sql_files("alarms"))
def test_every_threshold_has_a_default_and_says_what_it_is(code):
    for parameter in load_alarms()[code].query.parameters:
        assert parameter.required == (parameter.name in MOMENTS)
        assert parameter.description


def test_a_header_is_read_whole():
    kind = read_alarm("a", WHOLE)
    assert (kind.title, kind.description, kind.remedy) == ("A", "B", "C and D")
    assert kind.query.bind({}) == {"most": 3}


@pytest.mark.parametrize(
    "line", ["-- title: A", "-- description: B", "-- remedy: C\n--   and D", "-- :most int 3  how many"]
)
def test_a_header_that_lacks_a_line_is_refused(line):
    with pytest.raises(QueryRefused):
        read_alarm("a", WHOLE.replace(f"{line}\n", ""))
