"""Takes the pictures of the runbook from a real Prefect server with the sample site harvested, in headless Chromium.

    VIRTUAL_ENV=.venv .venv/bin/uv run --no-project --with playwright python docs/screenshots.py

Needs a Chromium on the path and a font with Chinese (Debian: `chromium`, `fonts-noto-cjk`). Nothing leaves this
machine. Writes `docs/images/*.png`.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import httpx

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from playwright.sync_api import Page, sync_playwright  # noqa: E402 - see above
from tests.machines.machine import Machine  # noqa: E402
from tests.machines.services import bare_environment, free_port, in_shell, is_answering, until  # noqa: E402

from reportarchive.demo import serve  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Iterator

IMAGES = ROOT / "docs" / "images"
WIDTH = 1180
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
RUNS = ("harvest/season", "backfill/backfill", "coverage/coverage", "watchdog/watchdog")


@dataclass(frozen=True)
class Picture:
    """A page of the interface, how tall it is taken, and the words that are there once it is whole."""

    file: str
    path: str
    height: int
    words: tuple[str, ...]


def main() -> None:
    """Start everything, harvest, and take the pictures."""
    IMAGES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="reportarchive-pictures-") as folder, ExitStack() as stack:
        url = stack.enter_context(harvested(Path(folder)))
        browser = stack.enter_context(sync_playwright()).chromium.launch(
            executable_path=next(filter(None, map(shutil.which, BROWSERS))), args=["--no-sandbox"]
        )
        page = browser.new_page(locale="en-GB", timezone_id="Asia/Shanghai", color_scheme="light")
        for picture in pictures(url):
            take(page, url, picture)
        browser.close()


@contextmanager
def harvested(home: Path) -> Iterator[str]:
    """Give the address of a Prefect server with our deployments, each run once on the sample site."""
    port, machine = free_port(), Machine("pictures", "127.0.0.1")
    url = f"http://127.0.0.1:{port}"
    with serve(1) as site:
        (home / "sources.toml").write_text(site.registry_toml, encoding="utf-8")
        environment = bare_environment() | {
            "PREFECT_SERVER_API_PORT": str(port),
            "PREFECT_API_URL": f"{url}/api",
            "PREFECT_WORKER_QUERY_SECONDS": "2",
            "REPORTARCHIVE_HOME": str(home),
            "REPORTARCHIVE_SOURCES": str(home / "sources.toml"),
            "REPORTARCHIVE_SOURCES_ONLY": "true",
            "REPORTARCHIVE_ALLOW_LOOPBACK": "true",
            "REPORTARCHIVE_PAUSE_SECONDS": "0",
        }
        try:
            machine.start(in_shell(["prefect", "server", "start"]), environment, home / "server.log")
            until(lambda: is_answering(f"{url}/api/health"), "the server")
            worker = ["prefect", "worker", "start", "--pool", "reportarchive", "--type", "process"]
            machine.start(in_shell(worker), environment, home / "worker.log")
            until(lambda: is_answering(f"{url}/api/work_pools/reportarchive"), "the work pool")
            deploy = ["prefect", "--no-prompt", "deploy", "--all", "--prefect-file", "deployments/prefect.yaml"]
            machine.run(in_shell(deploy), environment)
            for name in RUNS:
                machine.run(in_shell(["prefect", "deployment", "run", name, "--watch"]), environment)
            yield url
        finally:
            machine.stop()


def pictures(url: str) -> list[Picture]:
    """Return what is to be taken."""
    asked = httpx.post(f"{url}/api/deployments/filter", json={}, trust_env=False, timeout=60).json()
    form = next(one["id"] for one in asked if one["name"] == "backfill")
    return [
        Picture("runs.png", "/runs", 1120, ("harvest all", "backfill all")),
        Picture("form.png", f"/deployments/deployment/{form}/run", 1180, ("Codes of places",)),
        Picture("table.png", f"/artifacts/artifact/{newest(url, 'harvest-table')}", 760, ("demo-hewan",)),
    ]


def newest(url: str, key: str) -> str:
    """Return the id of the newest artifact with a key; that which `/artifacts/KEY/latest` gives is of another kind."""
    wanted = {"artifacts": {"key": {"any_": [key]}}, "sort": "CREATED_DESC", "limit": 1}
    found = httpx.post(f"{url}/api/artifacts/filter", json=wanted, trust_env=False, timeout=60).json()
    return str(found[0]["id"])


def take(page: Page, url: str, picture: Picture) -> None:
    """Open a page, wait until it is whole, and write its picture."""
    page.set_viewport_size({"width": WIDTH, "height": picture.height})
    page.goto(url + picture.path, wait_until="networkidle")
    for words in picture.words:
        page.get_by_text(words).first.wait_for(timeout=60_000)
    page.wait_for_timeout(1500)  # charts draw themselves in
    page.screenshot(path=IMAGES / picture.file, animations="disabled")


if __name__ == "__main__":
    main()
