"""A real headless Chromium for tests and pictures: one of those on the path, driven by Playwright.

Where there is none the tests are skipped and say why; with `REPORTARCHIVE_TESTS_NEED_BROWSER=1` they fail.
"""

from __future__ import annotations

import os
import shutil
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Browser, sync_playwright

if TYPE_CHECKING:
    from collections.abc import Iterator

NEEDED = "REPORTARCHIVE_TESTS_NEED_BROWSER"
NAMES = ("chromium", "chromium-browser", "google-chrome")


def found_browser() -> str | None:
    """Return the path of a Chromium, None where there is none."""
    return next(filter(None, map(shutil.which, NAMES)), None)


@contextmanager
def running_browser(path: str) -> Iterator[Browser]:
    """Give the browser; as root it runs without a sandbox, which Chromium refuses to root."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"] if os.geteuid() == 0 else [])
        try:
            yield browser
        finally:
            browser.close()


@contextmanager
def browser_or_skip() -> Iterator[Browser]:
    """Give the browser; skip the test where there is none, or fail where one is needed."""
    path = found_browser()
    if path is None:
        reason = f"no browser: none of {', '.join(NAMES)} is on the path"
        if os.environ.get(NEEDED):
            pytest.fail(reason)
        pytest.skip(reason)
    with running_browser(path) as browser:
        yield browser
