"""The pages in a real browser: no errors, a click lands where it should, nothing hostile runs, anybody can use them."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import quote

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page
from tests.browse.conftest import HOSTILE
from tests.browse.test_pages import EDITED, INDICATOR, PAGES

DATASETTE = (
    "/archive",
    "/archive/metric_current",
    "/archive/ranking?indicator=proposals.handled&year=2025",
    "/archive/coverage",
)
PHONE = {"width": 390, "height": 800}
SERIOUS = {"serious", "critical"}
AUDITED = (
    "/",
    "/reports",
    f"/reports/{EDITED}/versions/1/numbers/5",
    f"/reports/{EDITED}/changes/1-2",
    f"/reports/{HOSTILE}",
    "/indicators",
    f"/indicators/{INDICATOR}",
    "/coverage",
    "/coverage/990102",
    "/sources",
    f"/search?q={quote('行政复议')}",
    "/reports/none",
)
GIVEN_UP = "net::ERR_ABORTED"


class Watched:
    """A page and whatever went wrong on it."""

    def __init__(self, page: Page, address: str) -> None:
        self.page, self.address, self.wrong = page, address, list[str]()
        page.on("console", lambda said: self._note("console", said.text) if said.type in {"error", "warning"} else None)
        page.on("pageerror", lambda error: self._note("error", str(error)))
        page.on("dialog", lambda dialog: (self._note("dialog", dialog.message), dialog.dismiss()))
        # What is given up because the reader went on (the icon, mostly) is no fault of the page.
        page.on("requestfailed", lambda request: request.failure == GIVEN_UP or self._note("failed", request.url))
        page.on("request", lambda request: request.url.startswith(address) or self._note("elsewhere", request.url))

    def _note(self, what: str, said: str) -> None:
        self.wrong.append(f"{what}: {said}")

    def open(self, path: str) -> Page:
        self.page.goto(self.address + path, wait_until="load")
        return self.page


@pytest.fixture
def watched(browser: Browser, address: str) -> Iterator[Watched]:
    page = browser.new_page(viewport={"width": 1280, "height": 900}, locale="zh-CN")
    yield Watched(page, address)
    page.close()


@pytest.fixture
def on_phone(browser: Browser, address: str) -> Iterator[Watched]:
    page = browser.new_page(viewport=PHONE, locale="zh-CN", is_mobile=True, has_touch=True)
    yield Watched(page, address)
    page.close()


@pytest.mark.parametrize("path", [*PAGES, *DATASETTE])
def test_a_page_opens_without_a_complaint(watched: Watched, path: str):
    watched.open(path)
    assert watched.wrong == []


def test_a_click_on_a_number_lands_on_its_highlighted_sentence(watched: Watched):
    page = watched.open(f"/reports/{EDITED}")
    number = page.locator("a.n").nth(30)
    said = number.inner_text()
    number.click()
    page.wait_for_url("**/numbers/*#here")
    here = page.locator("#here")
    assert here.inner_text() == said
    box = here.bounding_box()
    assert 0 <= box["y"] <= 900
    assert page.evaluate("getComputedStyle(document.querySelector('#here')).backgroundColor") != "rgba(0, 0, 0, 0)"
    sentence = "".join(page.locator(".text mark").all_inner_texts())
    assert said in sentence
    assert len(sentence) > len(said)
    assert page.locator(".facts blockquote").inner_text() == sentence
    assert watched.wrong == []


def test_a_search_for_fuyi_leads_to_a_place_where_it_stands(watched: Watched):
    page = watched.open("/")
    page.get_by_role("searchbox").fill("复议")
    page.get_by_role("searchbox").press("Enter")
    page.locator(".hits a").first.click()
    page.wait_for_url("**at=**#here")
    assert page.locator("#here").inner_text() == "复议"
    assert 0 <= page.locator("#here").bounding_box()["y"] <= 900
    assert watched.wrong == []


def test_the_matrix_is_clicked_to_its_evidence(watched: Watched):
    page = watched.open("/coverage")
    page.locator("td.late a").first.click()
    page.wait_for_url("**/coverage/990102#i0-2024")
    assert "published 2025-04-17" in page.locator("tr:target").inner_text()


def test_a_hostile_report_is_harmless(watched: Watched):
    page = watched.open(f"/reports/{HOSTILE}")
    assert page.title() != "taken"
    assert page.locator("script, main img, main svg, main iframe").count() == 0
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    for link in page.locator("nav.pager a").all()[:2]:
        assert link.get_attribute("href").startswith(f"/reports/{HOSTILE}/")
    watched.open(f"/reports/{HOSTILE}/versions/1/bytes")
    assert page.locator("script, img, svg").count() == 0
    assert watched.wrong == []


@pytest.mark.parametrize("path", AUDITED)
def test_a_page_fits_a_phone(on_phone: Watched, path: str):
    page = on_phone.open(path)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


@pytest.mark.parametrize("path", AUDITED)
def test_axe_finds_nothing_serious(watched: Watched, path: str):
    found = Axe().run(watched.open(path)).response["violations"]
    told = [f"{one['id']}: {one['nodes'][0]['html'][:200]}" for one in found if one["impact"] in SERIOUS]
    assert told == []


def test_the_keyboard_reaches_everything(watched: Watched):
    page = watched.open(f"/reports/{EDITED}")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "content"
    for _ in range(200):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.className").split()[:1] == ["n"]:
            break
    page.keyboard.press("Enter")
    page.wait_for_url("**/numbers/1#here")


def test_pages_work_without_scripts(browser: Browser, address: str):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}/indicators/{INDICATOR}")
    assert page.locator("img.chart").count() == 2
    assert page.locator("tbody tr").count() > 5
    context.close()
