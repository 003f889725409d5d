"""Real pages that lie beside the project, when they are there: title, dates, number and body."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from reportarchive.extract import choose_fields, extract_page
from reportarchive.text.folding import fold

PAGES = Path(__file__).parents[3] / "shared" / "samples" / "pages"
INDEX = json.loads((PAGES / "index.json").read_text("utf-8")) if PAGES.exists() else []
FIELDS = ("title", "issuer", "doc_no", "written_on", "published_on")

pytestmark = pytest.mark.skipif(not INDEX, reason="the real pages (../shared/samples/pages) are not here")


def squeezed(text: str | None) -> str:
    return "".join(fold(text or "").split())


@pytest.mark.parametrize("sample", INDEX, ids=lambda sample: sample["file"])
def test_real_page(sample: dict[str, str]) -> None:
    page = extract_page((PAGES / sample["file"]).read_bytes(), url=sample["url"])
    document = choose_fields(page.fields, url=page.url).document
    assert {name: squeezed(getattr(document, name)) for name in FIELDS} == {
        name: squeezed(sample[name]) for name in FIELDS
    }
    assert squeezed(page.text).endswith(squeezed(sample["body"])[-40:])
    assert abs(len(squeezed(page.text)) - len(squeezed(sample["body"]))) < 160
