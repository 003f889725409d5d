"""The house rules that no linter checks: sizes, names of places, documentation that keeps step with the code."""

from __future__ import annotations

import ast
import importlib.util
import re
import subprocess
from pathlib import Path
from types import ModuleType

import pytest
import typer
from tests.tables import for_each

from reportarchive.cli import app
from reportarchive.indicators import load_indicators
from reportarchive.model import IssueCode
from reportarchive.query import load_alarms
from reportarchive.settings import Settings
from reportarchive.sqlfiles import sql_files, sql_root

ROOT = Path(__file__).resolve().parents[2]
# A migration is a picture of the whole schema at one time, and is never edited again.
MODULES = sorted(path for path in [*ROOT.glob("src/**/*.py"), *ROOT.glob("flows/*.py")] if "versions" not in path.parts)
MODULE_LINES = 320
FUNCTION_LINES = 45


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


@for_each(MODULES)
def test_modules_and_functions_stay_small(path: Path):
    text = path.read_text(encoding="utf-8")
    assert text.count("\n") <= MODULE_LINES
    long = [
        f"{node.name}: {node.end_lineno - node.lineno + 1} lines"
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and node.end_lineno - node.lineno + 1 > FUNCTION_LINES
    ]
    assert long == []


def commands() -> dict[str, object]:
    root = typer.main.get_command(app)
    found = {}
    for name, command in root.commands.items():
        inner = getattr(command, "commands", None)
        found |= {f"{name} {sub}": one for sub, one in inner.items()} if inner else {name: command}
    return found


@pytest.mark.parametrize("name", sorted(commands()))
def test_every_command_and_option_has_help(name: str):
    command = commands()[name]
    assert command.help
    for option in command.params:
        for flag in option.opts:
            if flag.startswith("--") and flag != "--help":
                assert option.help, f"{name} {flag} has no help"


def generator() -> ModuleType:
    spec = importlib.util.spec_from_file_location("generate", ROOT / "docs" / "generate.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("page", ["commands.md", "indicators.md", "settings.md", "views.md"])
def test_reference_pages_are_what_the_code_says(page: str):
    assert read(f"docs/{page}") == generator().PAGES[page](), "run `make docs`"


def test_the_runbook_says_of_every_alarm_what_the_code_says():
    page = read("deployments/README.md")
    assert generator().section(page) == page, "run `make docs`"
    assert all(f"(`{code}`)" in page for code in load_alarms())


@for_each(sorted(Settings.model_fields))
def test_every_setting_says_what_it_is_for(name: str):
    assert Settings.model_fields[name].description


@pytest.mark.parametrize(
    "page",
    sorted(
        ["README.md", "README.zh-CN.md", "deployments/README.md", *(named(path) for path in ROOT.glob("docs/*.md"))]
    ),
)
def test_pages_name_only_commands_that_exist(page: str):
    known = set(commands()) | {name.split()[0] for name in commands()}
    said = set(re.findall(r"(?:`|\$ |\n)reportarchive ((?:sources|db) [a-z]+|[a-z]+)", read(page)))
    assert said - known == set()


def test_every_issue_code_is_documented_and_none_else():
    documented = set(re.findall(r"^\| `([a-z_]+\.[a-z_]+)` \|", read("docs/issue-codes.md"), re.MULTILINE))
    assert documented == {code.value for code in IssueCode}


@pytest.mark.parametrize("name", sorted(sql_files("views")))
def test_every_view_tells_title_grain_and_columns(name: str):
    text = sql_files("views")[name]
    for field in ("-- title:", "-- grain:", "-- columns:"):
        assert field in text
    assert f"CREATE VIEW {name} AS" in text


def test_every_direct_dependency_has_its_reason():
    declared = re.findall(r'^  "([a-z0-9-]+)(?:\[\w+\])?[<>=]', read("pyproject.toml"), re.MULTILINE)
    reasons = read("CONTRIBUTING.md")
    assert [name for name in declared if f"| {name} |" not in reasons] == []


def test_no_committed_file_names_a_machine_or_a_package_host():
    listed = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    if listed.returncode:
        pytest.skip("not a git checkout: nothing says which files are committed")
    forbidden = re.compile(
        r"/(?:root|home/\w+|work/main|Users/\w+)/|index-url|find-links|files\.pythonhosted|pypi\.org/simple"
    )
    told = [
        name
        for name in listed.stdout.splitlines()
        if (ROOT / name).is_file()
        and Path(__file__) != ROOT / name
        and forbidden.search((ROOT / name).read_bytes().decode("utf-8", "ignore"))
    ]
    assert told == []


def test_the_lock_holds_versions_and_hashes_only():
    lines = read("requirements.lock").splitlines()
    pinned = re.compile(r"[a-z0-9._-]+(?:\[[\w,-]+\])?==\S+(?: ; .+)? \\")
    strange = [
        line
        for line in lines
        if not (pinned.fullmatch(line) or re.fullmatch(r"    --hash=sha256:[0-9a-f]{64}(?: \\)?", line))
        and not line.lstrip().startswith("#")
    ]
    assert strange == []
    assert sum(bool(pinned.fullmatch(line)) for line in lines) > 50


def test_sql_is_found_in_a_package_and_in_a_checkout(tmp_path: Path):
    assert sql_root() == ROOT / "sql"
    package = tmp_path / "site" / "reportarchive"
    (package / "sql" / "views").mkdir(parents=True)
    assert sql_root(package) == package / "sql"


def test_the_indicator_list_is_complete_in_itself():
    indicators = load_indicators()
    assert len(indicators) >= 130
    for one in indicators.values():
        assert one.units
        assert one.definition
        assert one.broader is None or one.broader in indicators
