"""What a page shows beside its scripts, where no server is needed to tell."""

from __future__ import annotations

import httpx
import pytest

from reportarchive.fetch.outcomes import classify
from reportarchive.model import Outcome

HTML = httpx.Headers({"content-type": "text/html"})
WALL = b"<script>document.cookie='a=1';location.reload()</script>"


@pytest.mark.parametrize(
    ("body", "outcome"),
    [
        (WALL, Outcome.BLOCKED_CHALLENGE),
        (WALL + b"<p class='" + b"x" * 1000 + b"'></p>", Outcome.BLOCKED_CHALLENGE),
        (WALL + b"<p>" + b"x" * 1000 + b"</p>", Outcome.OK),
        # Brackets that open nothing are shown; looking for the end of each would take minutes.
        (b"<script></script>" + b"<" * 190_000, Outcome.OK),
        (WALL + b"<" * 190_000, Outcome.OK),
    ],
    ids=["wall", "long-tag", "text", "brackets", "wall-and-brackets"],
)
def test_a_script_page_shows_next_to_nothing(body: bytes, outcome: Outcome) -> None:
    assert classify(200, HTML, body, purpose="article")[0] is outcome
