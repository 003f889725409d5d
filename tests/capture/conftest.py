from __future__ import annotations

import uuid
from pathlib import Path

import pytest

from reportarchive.capture import ObjectStore, open_store


@pytest.fixture(params=["folder", "file", "memory", "s3"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> ObjectStore:
    """An empty store of each kind: what is true of one is true of all."""
    kind = request.param
    if kind == "s3":
        return open_store(request.getfixturevalue("bucket"))
    places = {"folder": str(tmp_path / "raw"), "file": f"file://{tmp_path}/raw", "memory": f"memory://{uuid.uuid4()}"}
    return open_store(places[kind])
