from __future__ import annotations

import importlib.util
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


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'archive.db'}"


@pytest.fixture
def desk(url: str):
    with Archive.create(url) as archive:
        yield FACTORY.Desk(archive)


@pytest.fixture
def reader(desk, url: str) -> Iterator[Reader]:
    with Reader.open(url, seconds=5) as opened:
        yield opened
