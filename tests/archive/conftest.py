from __future__ import annotations

import importlib.util
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


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    with Archive.create(f"sqlite:///{tmp_path / 'archive.db'}") as opened:
        yield opened


@pytest.fixture
def desk(archive: Archive):
    return FACTORY.Desk(archive)
