"""The README's questions give the answers it prints."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from reportarchive.query import Reader, run_named, to_text

README = (Path(__file__).resolve().parents[2] / "README.md").read_text(encoding="utf-8")
QUESTIONS = re.findall(r"```console\n\$ (reportarchive query [^\n]+)\n(.*?)```", README, re.DOTALL)


def test_there_are_five_questions():
    assert len(QUESTIONS) == 5


@pytest.mark.parametrize(("command", "answer"), QUESTIONS, ids=[command[:60] for command, _ in QUESTIONS])
def test_the_answer_is_the_one_printed(first_day, command, answer):
    _, _, what, *options = shlex.split(command)
    params = dict(option.split("=", 1) for option in options if option != "--param")
    with Reader.open(first_day.settings.archive_url) as reader:
        result = run_named(reader, what, params) if what.isidentifier() else reader.run(what)
    assert to_text(result, "table") == answer
