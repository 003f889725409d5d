from __future__ import annotations

import importlib.util
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from reportarchive.archive import Archive

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import ModuleType


def load_factory() -> ModuleType:
    path = Path(__file__).parent / "factory.py"
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
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make an empty archive once; each test gets a copy of its file."""
    path = tmp_path_factory.mktemp("empty") / "archive.db"
    Archive.create(f"sqlite:///{path}").close()
    return path


@pytest.fixture
def archive(empty: Path, tmp_path: Path) -> Iterator[Archive]:
    shutil.copy(empty, tmp_path / "archive.db")
    with Archive.open(f"sqlite:///{tmp_path / 'archive.db'}") as opened:
        yield opened


@pytest.fixture(scope="session")
def begun(empty: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give an archive its registry and a run once; each desk gets a copy of its file."""
    path = shutil.copy(empty, tmp_path_factory.mktemp("begun") / "archive.db")
    with Archive.open(f"sqlite:///{path}") as opened:
        FACTORY.Desk(opened)
    return path


@pytest.fixture
def desk(begun: Path, tmp_path: Path) -> Iterator[object]:
    shutil.copy(begun, tmp_path / "archive.db")
    with Archive.open(f"sqlite:///{tmp_path / 'archive.db'}") as opened:
        yield FACTORY.Desk(opened)
