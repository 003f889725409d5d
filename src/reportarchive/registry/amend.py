"""A person's source file with one source marked as verified: comments and everything else stay as they are.

A bundled source is copied into the person's own file, where the same id overrules it.
"""

from __future__ import annotations

from importlib.resources import files
from typing import TYPE_CHECKING, Any

import tomlkit
from tomlkit.exceptions import TOMLKitError

from reportarchive.errors import RegistryError, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from importlib.resources.abc import Traversable
    from pathlib import Path

NEW_FILE = "verified.toml"
"""The file in a folder of sources that copies of bundled ones go into."""


def set_verified(own: Path | None, source_id: str) -> Path:
    """Write `verified = true` into the block of a source, and return the file that was written.

    `own` is the person's file or folder of sources.

    Raises:
        UsageError: the source is a bundled one, and the person has no file or folder of their own.
        RegistryError: the file cannot be read or written.
    """
    for path in _files_of(own):
        document = _parsed(path)
        block = _block(document, source_id)
        if block is not None:
            block["verified"] = True
            return _write(path, tomlkit.dumps(document))
    if own is None:
        raise UsageError(
            f"source {source_id!r} is bundled: set REPORTARCHIVE_SOURCES to a file or folder of your own, "
            "and it is copied there with verified = true"
        )
    return _copy_bundled(own if own.suffix == ".toml" else own / NEW_FILE, source_id)


def _files_of(own: Path | None) -> Iterable[Path]:
    if own is None:
        return ()
    return sorted(own.rglob("*.toml")) if own.is_dir() else [own]


def _copy_bundled(path: Path, source_id: str) -> Path:
    folder = files("reportarchive.registry").joinpath("data", "sources")
    for bundled in folder.iterdir():
        block = _block(_parsed(bundled), source_id) if bundled.name.endswith(".toml") else None
        if block is not None:
            block["verified"] = True
            copied = tomlkit.dumps({"source": [block.unwrap()]})
            before = path.read_text(encoding="utf-8").rstrip() + "\n\n" if path.exists() else ""
            return _write(path, before + copied)
    raise RegistryError(f"source {source_id!r} is in no source file")


def _parsed(path: Path | Traversable) -> tomlkit.TOMLDocument:
    try:
        return tomlkit.parse(path.read_text(encoding="utf-8"))
    except (TOMLKitError, UnicodeDecodeError, OSError) as error:
        raise RegistryError(f"{path}: cannot be read: {error}") from error


def _block(document: tomlkit.TOMLDocument, source_id: str) -> Any:
    return next((block for block in document.get("source", []) if block.get("id") == source_id), None)


def _write(path: Path, text: str) -> Path:
    """Write the file so that it is either the old one or the new one, whole."""
    part = path.with_suffix(".part")
    try:
        part.write_text(text, encoding="utf-8")
        part.replace(path)
    except OSError as error:
        raise RegistryError(f"{path}: cannot be written: {error.strerror}") from error
    return path
