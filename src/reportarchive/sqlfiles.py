"""Where the SQL lies: views, cookbook queries and checks, in the wheel and in a checkout.

Also the views as they answer at an earlier moment. Every table with a time in it has a view of its own name in
`as_of/` that holds only what was there by then; the views above are made again on top of those, word for word.
`columns.toml` says which columns of the views hold numbers.
"""

from __future__ import annotations

import re
import tomllib
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from reportarchive.errors import ArchiveError

if TYPE_CHECKING:
    from collections.abc import Mapping

PACKAGE = Path(__file__).resolve().parent
CLOCK = "CAST(CURRENT_DATE AS TEXT)"
"""How a view asks for today; the only clock a view may have."""


def sql_root(package: Path = PACKAGE) -> Path:
    """Return the folder that holds `views/`, `as_of/`, `queries/` and `checks/`.

    A wheel carries it inside the package; an editable install finds it beside `src/`.

    Raises:
        ArchiveError: neither place holds it, so the installation is broken.
    """
    for folder in (package / "sql", package.parent.parent / "sql"):
        if (folder / "views").is_dir():
            return folder
    raise ArchiveError("the SQL files of reportarchive are missing; install the package again")


def sql_files(kind: str, package: Path = PACKAGE) -> dict[str, str]:
    """Return name -> text of every `.sql` file of one kind (views, as_of, queries or checks), sorted by name."""
    return {path.stem: path.read_text(encoding="utf-8") for path in sorted((sql_root(package) / kind).glob("*.sql"))}


def views_in_order() -> dict[str, str]:
    """Return the views so that each comes after those it uses.

    Raises:
        ArchiveError: views use one another in a circle.
    """
    waiting, ordered = sql_files("views"), dict[str, str]()
    while waiting:
        ready = [name for name in waiting if not _used(waiting[name], waiting) - {name}]
        if not ready:
            raise ArchiveError(f"the views {', '.join(waiting)} use one another in a circle")
        ordered |= {name: waiting.pop(name) for name in ready}
    return ordered


def views_on(day: str) -> dict[str, str]:
    """Return the views as they answer on a day (ISO text); each comes after those it uses."""
    return {name: text.replace(CLOCK, f"'{day}'") for name, text in views_in_order().items()}


def temporary(text: str) -> str:
    """Return the text that makes a view for one connection alone, whose name is found before the archive's own."""
    return text.replace("CREATE VIEW", "CREATE TEMP VIEW", 1)


def view_header(text: str) -> list[str]:
    """Return the header comment of a view's file, line by line, without the comment signs."""
    header = text.partition("CREATE VIEW")[0].splitlines()
    return [line.removeprefix("--").removeprefix(" ") for line in header if line.strip("- ")]


@cache
def column_kinds() -> Mapping[str, str]:
    """Return name -> `int64` or `double` for the columns of the views that hold numbers; the others hold text."""
    listed: dict[str, list[str]] = tomllib.loads((sql_root() / "columns.toml").read_text(encoding="utf-8"))
    return {name: kind for kind, names in listed.items() for name in names}


def column_kind(name: str) -> str:
    """Return `int64`, `double` or `text`, the type of a view's column of that name on both engines.

    What a view says of two versions side by side (`value_before`, `value_after`) is as the value itself.
    """
    return column_kinds().get(name.removesuffix("_before").removesuffix("_after"), "text")


def views_as_of(schema: str, moment: str) -> dict[str, str]:
    """Return the views as they answer at a moment, those of the tables first; each comes after those it uses.

    They must be created where their names are found before those of `schema`, which holds the tables. `moment` is
    an SQL expression for a UTC time, such as a literal; a view's today is its day, or today when that is earlier.

    Raises:
        ArchiveError: views use one another in a circle.
    """
    tables = {
        name: re.sub(r"\bbase\.", lambda _: f"{schema}.", text).replace(":moment", moment)
        for name, text in sql_files("as_of").items()
    }
    day = f"substr({moment}, 1, 10)"
    today = f"CASE WHEN {CLOCK} < {day} THEN {CLOCK} ELSE {day} END"
    return tables | {name: text.replace(CLOCK, today) for name, text in views_in_order().items()}


def _used(text: str, names: Mapping[str, str]) -> set[str]:
    code = re.sub(r"--[^\n]*", "", text)
    return {name for name in names if re.search(rf"\b(?:FROM|JOIN)\s+{name}\b", code)}
