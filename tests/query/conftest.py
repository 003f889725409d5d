from __future__ import annotations

import importlib.util
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from reportarchive.archive import Archive
from reportarchive.query import Reader

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import ModuleType


def load_factory() -> ModuleType:
    path = Path(__file__).parent.parent / "archive" / "factory.py"
    spec = importlib.util.spec_from_file_location("archive_factory", path)
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


FACTORY = load_factory()


@pytest.fixture
def factory() -> ModuleType:
    return FACTORY


@pytest.fixture(scope="session")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make an archive with a registry and a run once; each test gets a copy of its file."""
    path = tmp_path_factory.mktemp("begun") / "archive.db"
    with Archive.create(f"sqlite:///{path}") as archive:
        FACTORY.Desk(archive)
    return path


@pytest.fixture
def url(begun: Path, tmp_path: Path) -> str:
    shutil.copy(begun, tmp_path / "archive.db")
    return f"sqlite:///{tmp_path / 'archive.db'}"


@pytest.fixture
def desk(url: str):
    with Archive.open(url) as archive:
        yield FACTORY.Desk(archive)


@pytest.fixture
def reader(desk, url: str) -> Iterator[Reader]:
    with Reader.open(url, seconds=5) as opened:
        yield opened
