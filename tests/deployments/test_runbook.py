"""The runbook keeps step with what it speaks of: links, deployments, and the variables of the compose set."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml
from tests.deployments.composing import ROOT, read_compose

RUNBOOK = ROOT / "deployments" / "README.md"
TEXT = RUNBOOK.read_text(encoding="utf-8")
LINK = re.compile(r"\]\(([^)\s#]*)(?:#([^)\s]+))?\)")
# In containers only: names of services, and where the image may write.
CONTAINERS = {"PREFECT_UI_STATIC_DIRECTORY", "PREFECT_WORKER_WEBSERVER_HOST", "PREFECT_SERVER_API_HOST"}
MOST_BYTES = 200_000  # of a picture


def broken_links(text: str, beside: Path) -> list[str]:
    broken = []
    for path, anchor in LINK.findall(text):
        target = (beside.parent / path).resolve() if path and "://" not in path else beside
        if not target.exists() or (anchor and anchor not in anchors(target.read_text(encoding="utf-8"))):
            broken.append(f"{path}#{anchor}")
    return broken


def anchors(text: str) -> set[str]:
    """Return the anchors of a page's headings, as code hosts make them."""
    headings = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", ["deployments/README.md", "docs/operating.md"])
def test_links_lead_somewhere(page: str) -> None:
    path = ROOT / page
    assert broken_links(path.read_text(encoding="utf-8"), path) == []
    decoy = "[a](gone.md) [b](README.md#no-such-heading) [c](README.md#back-up)"
    assert broken_links(decoy, RUNBOOK) == ["gone.md#", "README.md#no-such-heading"]


def test_pictures_are_shown_and_small() -> None:
    shown = {path for path, _ in LINK.findall(TEXT) if path.endswith(".png")}
    there = list((ROOT / "docs" / "images").glob("*.png"))
    assert {f"../docs/images/{one.name}" for one in there} == shown
    assert [one.name for one in there if one.stat().st_size > MOST_BYTES] == []
    script = (ROOT / "docs" / "screenshots.py").read_text(encoding="utf-8")
    assert set(re.findall(r'Picture\("(\w+\.png)"', script)) == {one.name for one in there}


def test_deployments_it_runs_are_there() -> None:
    deployed = yaml.safe_load((ROOT / "deployments" / "prefect.yaml").read_text(encoding="utf-8"))["deployments"]
    names = {f"{one['entrypoint'].rpartition(':')[2]}/{one['name']}" for one in deployed}
    said = set(re.findall(r"prefect deployment run (\S+?)[;\s]", TEXT))
    assert said
    assert said <= names


def test_it_names_every_variable_that_the_compose_set_gives_server_and_worker() -> None:
    services = read_compose()["services"]
    given = set(services["server"]["environment"]) | set(services["worker"]["environment"])
    assert [name for name in sorted(given - CONTAINERS) if name not in TEXT] == []
