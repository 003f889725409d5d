"""`make eval`: score the parser on all gold and fail where a score falls below its floor.

    python -m tests.gold [--errors] [--raise-floors] [FILE ...]

`--errors` lists every difference; FILE scores other gold files, without floors. `--raise-floors` writes the scores
reached as the new floors and never lowers one; a floor is lowered by hand, with its reason in the commit.
"""

from __future__ import annotations

import argparse
import hashlib
import sys
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING

from tests.gold.reading import SHARED, gold_files, read_gold
from tests.gold.scoring import ATTRIBUTES, Score, score_cases

if TYPE_CHECKING:
    from collections.abc import Mapping

FLOORS = Path(__file__).parent / "floors.toml"
PLACES = 4


def main() -> int:
    """Score, print, compare; return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="*", type=Path, metavar="FILE")
    parser.add_argument("--errors", action="store_true", help="list every difference")
    parser.add_argument("--raise-floors", action="store_true", help="write the scores reached as the new floors")
    options = parser.parse_args()
    files = options.files or gold_files()
    scores = {path.name: score_cases(read_gold(path)) for path in files}
    print(_table(scores))
    if options.errors:
        for name, score in scores.items():
            print(f"\n{name}", *score.differences, sep="\n  ")
    if options.files:
        return 0
    if options.raise_floors:
        _write_floors(files, scores)
    missed = below_floors(files, scores)
    print(*missed, sep="\n")
    return 1 if missed else 0


def below_floors(files: list[Path], scores: dict[str, Score]) -> list[str]:
    """Return a line for each score under its floor, and for each own gold file that is not the one its floors are for.

    Gold beside the checkout may change without us: what is not the file that was pinned has no floors.
    """
    floors = tomllib.loads(FLOORS.read_text("utf-8"))
    told = []
    for path in files:
        pinned = floors.get(path.name, {"sha256": None})
        is_ours = path.parent != SHARED
        if pinned["sha256"] is None and is_ours:
            told.append(f"{path.name}: no floors; make eval ARGS=--raise-floors")
        if pinned["sha256"] != _digest(path):
            if pinned["sha256"] is not None and is_ours:
                told.append(
                    f"{path.name}: changed since its floors were pinned; read its scores, then raise the floors"
                )
            continue
        told += [
            f"{path.name}: {name} {reached:.4f} is below its floor {pinned[name]:.4f}"
            for name, reached in _reached(scores[path.name]).items()
            if reached < pinned.get(name, 0.0)
        ]
    return told


def is_pinned(path: Path) -> bool:
    """Tell whether a gold file is the very one its floors were written for."""
    return tomllib.loads(FLOORS.read_text("utf-8")).get(path.name, {}).get("sha256") == _digest(path)


def _reached(score: Score) -> dict[str, float]:
    """Return the F1 of every attribute that was asked, or answered without being asked."""
    return {
        name: _down(tally.f1) for name, tally in score.tallies.items() if tally.right or tally.missed or tally.false
    }


def _down(share: float) -> float:
    return int(share * 10**PLACES) / 10**PLACES


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""


def raised(floors: Mapping[str, str | float], reached: Mapping[str, float]) -> dict[str, float]:
    """Return the floors lifted to the scores reached; none is lowered."""
    return {name: max(score, float(floors.get(name, 0.0))) for name, score in reached.items()}


def _write_floors(files: list[Path], scores: dict[str, Score]) -> None:
    floors = tomllib.loads(FLOORS.read_text("utf-8")) if FLOORS.is_file() else {}
    for path in files:
        reached = raised(floors.get(path.name, {}), _reached(scores[path.name]))
        floors[path.name] = {"sha256": _digest(path), **reached}
    lines = ["# Scores that must not fall, per gold file: F1. Written by `make eval ARGS=--raise-floors`."]
    for name, table in sorted(floors.items()):
        lines += ["", f'["{name}"]', f'sha256 = "{table["sha256"]}"']
        lines += [f"{key} = {value:.4f}" for key, value in table.items() if key != "sha256"]
    FLOORS.write_text("\n".join(lines) + "\n", "utf-8")


def _table(scores: dict[str, Score]) -> str:
    rows = [["gold", *ATTRIBUTES]]
    for name, score in scores.items():
        tallies = score.tallies
        asked = {key: tally for key, tally in tallies.items() if tally.right or tally.missed or tally.false}
        rows.append(
            [
                name,
                *(
                    f"{asked[key].f1:.4f}/{asked[key].right + asked[key].missed}" if key in asked else "-"
                    for key in ATTRIBUTES
                ),
            ]
        )
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows
    )


if __name__ == "__main__":
    sys.exit(main())
