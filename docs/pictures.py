"""Takes the pictures of docs/browsing.md: the sample site after its second day, browsed in headless Chromium.

`make pictures` runs it. Needs a Chromium on the path and a font with Chinese (Debian: `chromium`, `fonts-noto-cjk`).
Nothing leaves this machine. Writes `docs/images/browse/*.png`.
"""

from __future__ import annotations

import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from tests.browsers import found_browser, running_browser  # noqa: E402 - see above
from tests.browsing import browsing  # noqa: E402
from tests.harvesting import free_ports, harvest_day  # noqa: E402

IMAGES = ROOT / "docs" / "images" / "browse"
REPORT = "/reports/990101-2025-annual"
WIDE, PHONE = 1180, 390


@dataclass(frozen=True)
class Picture:
    """A page, and how wide and tall it is taken."""

    file: str
    path: str
    height: int
    width: int = WIDE


PICTURES = (
    Picture("home.png", "/", 760),
    Picture("number.png", f"{REPORT}/versions/2/numbers/5#here", 820),
    Picture("changes.png", f"{REPORT}/changes/1-2", 620),
    Picture("indicator.png", "/indicators/proposals.handled", 960),
    Picture("coverage.png", "/coverage", 760),
    Picture("search.png", f"/search?q={quote('行政复议')}", 700),
    Picture("phone.png", f"{REPORT}/versions/2/numbers/5#here", 800, PHONE),
)


def main() -> None:
    """Harvest, serve, and take the pictures."""
    path = found_browser()
    if path is None:
        sys.exit("no Chromium on the path; on Debian: apt-get install chromium fonts-noto-cjk")
    IMAGES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="reportarchive-pictures-") as folder:
        ports, home = free_ports(), Path(folder) / "home"
        for day in (1, 2):
            harvest_day(home, day, ports=ports)
        with browsing(home) as address, running_browser(path) as browser:
            for picture in PICTURES:
                size = {"width": picture.width, "height": picture.height}
                page = browser.new_page(
                    viewport=size, locale="zh-CN", timezone_id="Asia/Shanghai", color_scheme="light"
                )
                page.goto(address + picture.path, wait_until="networkidle")
                page.screenshot(path=IMAGES / picture.file, animations="disabled")
                page.close()
    sys.stdout.write(f"{len(PICTURES)} pictures in {IMAGES.relative_to(ROOT)}\n")


if __name__ == "__main__":
    main()
