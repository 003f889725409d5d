"""Labels are in two tongues and all in use; what is printed is escaped and hides nothing."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from markupsafe import Markup, escape

import reportarchive.browse
from reportarchive.browse.rendering import code_of, environment, harmless, label, labels
from reportarchive.query import STATES

ROOM = Path(reportarchive.browse.__file__).parent
CHINESE = re.compile(r"[\u4e00-\u9fff]")


def test_every_label_is_in_both_tongues_and_in_use():
    templates = "".join(path.read_text(encoding="utf-8") for path in sorted((ROOM / "templates").glob("*.html")))
    for group, names in labels().items():
        for name, (zh, en) in names.items():
            assert CHINESE.search(zh), name
            assert not CHINESE.search(en), name
            if group == "page":
                assert f"'{name}'" in templates, f"no page uses the label {name}"
    assert set(labels()["state"]) == set(STATES)


def test_a_code_that_no_label_knows_is_shown_as_it_is_and_escaped():
    assert code_of("<b>", "reason") == "&lt;b&gt;"
    assert code_of("first", "reason") == label("first", "reason")


@pytest.mark.parametrize("text", ["<script>", '" onclick="', "{{ 7 * 7 }}", "&lt;", "'", "\u202eabc", "\x00", "\ud800"])
def test_what_is_told_is_text(text: str):
    shown = environment().from_string('<p title="{{ x }}">{{ x }}</p>').render(x=text)
    assert shown == '<p title="{0}">{0}</p>'.format(escape(harmless(text)))
    assert not re.search("[\u202e\x00\ud800]", shown)


def test_markup_is_cleaned_and_stays_markup():
    assert harmless(Markup("<b>\u202e</b>")) == Markup("<b>\ufffd</b>")
    assert isinstance(harmless(Markup("<b>")), Markup)
