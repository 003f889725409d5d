"""Where the SQL lies: views, cookbook queries and checks, in the wheel and in a checkout."""

from __future__ import annotations

from pathlib import Path

from reportarchive.errors import ArchiveError

PACKAGE = Path(__file__).resolve().parent


def sql_root(package: Path = PACKAGE) -> Path:
    """Return the folder that holds `views/`, `queries/` and `checks/`.

    A wheel carries it inside the package; an editable install finds it beside `src/`.

    Raises:
        ArchiveError: neither place holds it, so the installation is broken.
    """
    for folder in (package / "sql", package.parent.parent / "sql"):
        if (folder / "views").is_dir():
            return folder
    raise ArchiveError("the SQL files of reportarchive are missing; install the package again")


def sql_files(kind: str, package: Path = PACKAGE) -> dict[str, str]:
    """Return name -> text of every `.sql` file of one kind (views, queries or checks), sorted by name."""
    return {path.stem: path.read_text(encoding="utf-8") for path in sorted((sql_root(package) / kind).glob("*.sql"))}
