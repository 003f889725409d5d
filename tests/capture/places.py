"""The files of a store, reached past its own way of reading and writing."""

from __future__ import annotations

from reportarchive.capture import FolderStore, ObjectStore


def overwrite(store: ObjectStore, name: str, packed: bytes) -> None:
    """Change what lies under a name, as a broken disk or an unkind hand would."""
    if isinstance(store, FolderStore):
        (store.root / name).write_bytes(packed)
    else:
        system, root = store._place()
        system.pipe_file(f"{root}/{name}", packed)


def kept_file(store: ObjectStore, name: str) -> bytes:
    """Return the file that lies under a name."""
    if isinstance(store, FolderStore):
        return (store.root / name).read_bytes()
    system, root = store._place()
    return system.cat_file(f"{root}/{name}")
