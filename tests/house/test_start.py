"""A command starts at once: `--help` draws in none of the large libraries."""

from __future__ import annotations

import subprocess
import sys

import pytest

LATER = {"sqlalchemy", "alembic", "pydantic", "httpx", "lxml", "bs4", "pyarrow", "rich.progress", "importlib.metadata"}
PROGRAM = """
import sys
from reportarchive.cli import main
sys.argv = ["reportarchive", *sys.argv[1:]]
try:
    main()
finally:
    sys.stderr.write("\\n".join(sys.modules))
"""


@pytest.mark.parametrize("words", [("--help",), ("--version",)])
def test_help_draws_in_no_large_library(words: tuple[str, ...]) -> None:
    done = subprocess.run([sys.executable, "-c", PROGRAM, *words], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "reportarchive" in done.stdout
    assert LATER & set(done.stderr.splitlines()) == set()
