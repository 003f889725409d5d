"""Writes the reference pages that the code already knows: commands, settings, views, cookbook, indicators, alarms.

`make docs` runs it; a test fails when a page and the code differ.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import typer

from reportarchive.cli import app
from reportarchive.indicators import load_indicators
from reportarchive.query import load_alarms, load_cookbook
from reportarchive.settings import Settings
from reportarchive.sqlfiles import sql_files, view_header

DOCS = Path(__file__).resolve().parent
RUNBOOK = DOCS.parent / "deployments" / "README.md"
BEGIN = "<!-- Written by docs/generate.py from sql/alarms/: run `make docs`, do not edit up to the end. -->"
END = "<!-- The end of what is written. -->"
NOTE = "<!-- Written by docs/generate.py from the code: run `make docs`, do not edit. -->\n"

AS_OF = """\
`reportarchive query … --as-of 2024-05-01` asks any view, cookbook query or SQL as the archive stood at the end of that
day in China (UTC+8); a UTC time, `2024-05-01T08:00:00Z`, means that second, what was recorded in it included. A version
counts from `recorded_from` until before `recorded_to`, a request from `requested_at`, a run from `started_at`; views of
history end at the moment. What has no time is as it is now: the registry (who publishes where, who owes a report), the
list of indicators, `work_ledger`, and `url`, the address where a report was last seen. A listing row that says something
else since is left out. The tables `report`, `report_version`, `fetch`, `candidate` and `run` go back too; the other tables, and views
you made yourself, do not. A moment to come means now.

On PostgreSQL the same views lie in the schema `public_as_of`, for any client: `SET reportarchive.as_of =
'2024-05-01T15:59:59Z'`, then `SELECT … FROM public_as_of.report_current`.
"""


def commands() -> str:
    """Return the command reference: every command with its help and options."""
    root = typer.main.get_command(app)
    lines = ["# Commands\n", NOTE, re.sub(r"\n+", "\n\n", str(root.help).strip()), ""]
    for name, command in _leaves(root):
        arguments = [one for one in command.params if one.param_type_name == "argument"]
        options = [one for one in command.params if one.param_type_name == "option"]
        usage = " ".join([name, *(_metavar(one) for one in arguments)])
        lines += [f"## `{usage}`\n", f"{command.help}\n"]
        if arguments or options:
            lines += ["| option | meaning |", "| --- | --- |"]
            lines += [f"| `{_metavar(one)}` | {one.help} |" for one in arguments]
            lines += [f"| {_flags(one)} | {one.help}{_default(one)} |" for one in options]
            lines.append("")
    return "\n".join(lines)


def _leaves(group: Any, prefix: str = "") -> list[tuple[str, Any]]:
    found: list[tuple[str, Any]] = []
    for name, command in group.commands.items():
        if hasattr(command, "commands"):
            found += _leaves(command, f"{prefix}{name} ")
        else:
            found.append((prefix + name, command))
    return found


def _metavar(argument: Any) -> str:
    return (argument.metavar or argument.name.upper()).replace("|", " or ")


def _flags(option: Any) -> str:
    return " ".join(f"`{flag}`" for flag in option.opts)


def _default(option: Any) -> str:
    if option.required:
        return " Required."
    return "" if option.default in (None, False, ()) else f" Default: `{option.default}`."


def settings() -> str:
    """Return the settings reference: every variable with its default and meaning."""
    lines = [
        "# Settings\n",
        NOTE,
        "Each setting is an environment variable, or a key of `reportarchive.toml` in the working folder (in lower",
        "case, without the prefix: `pause_seconds = 5`). The environment wins. Nothing else is read: no `.env`, no",
        "proxy variables, no `.netrc`.\n",
        "| variable | default | meaning |",
        "| --- | --- | --- |",
    ]
    for name, field in Settings.model_fields.items():
        default = "(none)" if field.default in ("", None) else f"`{field.default}`"
        lines.append(f"| `REPORTARCHIVE_{name.upper()}` | {default} | {field.description} |")
    return "\n".join([*lines, ""])


def views() -> str:
    """Return the data dictionary: every view by its header comment, then the cookbook."""
    lines = ["# Views and cookbook\n", NOTE]
    lines.append("The views are the public interface: their names and columns are stable, the same on both engines.\n")
    lines += [AS_OF]
    for name, text in sql_files("views").items():
        lines += [f"## {name}\n", "```text", *view_header(text), "```\n"]
    lines.append("# Cookbook\n")
    lines.append("Ask with `reportarchive query NAME --param name=value`.\n")
    for name, query in load_cookbook().items():
        lines += [f"## {name}\n", f"**{query.title}.** {query.description}\n"]
        for one in query.parameters:
            given = (
                "must be given" if one.required else f"default `{one.default if one.default is not None else 'null'}`"
            )
            lines.append(f"- `{one.name}` ({one.type}, {given}): {one.description}")
        if query.parameters:
            lines.append("")
    return "\n".join(lines)


def indicators() -> str:
    """Return the list of indicators by area: code, names, units and definition."""
    lines = ["# Indicators\n", NOTE]
    lines.append(
        "What a quantity states, by code: the column `indicator` of the views. A quantity without a code states none.\n"
    )
    area = ""
    for one in load_indicators().values():
        if one.area != area:
            area = one.area
            lines += [
                f"\n## {area}\n",
                "| code | 名称 | name | units | what it is |",
                "| --- | --- | --- | --- | --- |",
            ]
        units = " ".join(sorted(one.units))
        lines.append(f"| `{one.code}` | {one.name_zh} | {one.name_en} | {units} | {one.definition} |")
    return "\n".join([*lines, ""])


def alarms() -> str:
    """Return the alarms as a table: what each means and what to do, with the thresholds that it goes by."""
    lines = ["| alarm | what it means | what to do | goes by |", "| --- | --- | --- | --- |"]
    for code, kind in load_alarms().items():
        thresholds = [one for one in kind.query.parameters if not one.required] if kind.query else []
        said = "; ".join(f"`{one.name}` {one.default}: {one.description}" for one in thresholds)
        lines.append(f"| {kind.title} (`{code}`) | {kind.description} | {kind.remedy} | {said} |")
    return "\n".join(lines)


def section(page: str) -> str:
    """Return a page written by hand with the table of alarms between its marks made anew."""
    before, _, rest = page.partition(BEGIN)
    return f"{before}{BEGIN}\n{alarms()}\n{END}{rest.partition(END)[2]}"


PAGES = {"commands.md": commands, "settings.md": settings, "views.md": views, "indicators.md": indicators}


def main() -> None:
    """Write every page, and the table of alarms in the runbook."""
    for name, page in PAGES.items():
        (DOCS / name).write_text(page(), encoding="utf-8")
    RUNBOOK.write_text(section(RUNBOOK.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    main()
