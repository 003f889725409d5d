"""The wheel carries all it needs, and works in an empty folder far from the checkout."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(folder)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    (wheel,) = folder.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder / "site")
    return folder / "site"


def test_the_wheel_holds_sql_and_every_data_file(installed: Path):
    inside = {str(path.relative_to(installed / "reportarchive")) for path in (installed / "reportarchive").rglob("*")}
    package = ROOT / "src" / "reportarchive"
    data = [path for path in package.rglob("*") if path.is_file() and "__pycache__" not in path.parts]
    expected = {str(path.relative_to(package)) for path in data}
    expected |= {str(path.relative_to(ROOT)) for path in (ROOT / "sql").rglob("*.sql")}
    assert len(expected) > 150
    assert expected - inside == set()


def test_the_wheel_demonstrates_itself_in_an_empty_folder(installed: Path, tmp_path: Path):
    program = "import reportarchive, sys; sys.stderr.write(reportarchive.__file__)"
    program += "; from reportarchive.cli import main; main()"
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("REPORTARCHIVE_")}
    done = subprocess.run(
        [sys.executable, "-c", program, "demo"],
        cwd=tmp_path,
        env=inherited | {"PYTHONPATH": str(installed)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stderr.startswith(str(installed))
    assert "Stored: 23 reports" in done.stdout
