"""The compose set, read without a container engine: valid by the specification's schema, closed, pinned, no secrets."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from tests.deployments.composing import COMPOSE, NEEDED, ROOT, read_compose

WHOLE = read_compose()
SERVICES: dict[str, dict[str, Any]] = WHOLE["services"]
SECRET = re.compile(r"PASSWORD|SECRET|AUTH|KEY|TOKEN", re.IGNORECASE)
EXAMPLE = ROOT / "deployments" / "environment.example"


def is_valid(path: Path) -> subprocess.CompletedProcess[str]:
    command = [Path(sys.executable).with_name("check-jsonschema"), "--builtin-schema", "vendor.compose-spec", path]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def published_beyond_loopback(services: dict[str, dict[str, Any]]) -> list[str]:
    ports = [(name, str(port)) for name, service in services.items() for port in service.get("ports", ())]
    return [f"{name}: {port}" for name, port in ports if not re.fullmatch(r"127\.0\.0\.1:\d+:\d+", port)]


def literal_secrets(services: dict[str, dict[str, Any]]) -> list[str]:
    given = [(service, name, value) for service, one in services.items() for name, value in _variables(one)]
    return [
        f"{service}.{name}" for service, name, value in given if SECRET.search(name) and not NEEDED.fullmatch(value)
    ]


def _variables(service: dict[str, Any]) -> list[tuple[str, str]]:
    return [(name, str(value)) for name, value in service.get("environment", {}).items()]


def unpinned_images(services: dict[str, dict[str, Any]]) -> list[str]:
    # What is built here is named by us; its base is pinned in the Dockerfile.
    images = [one["image"] for one in services.values() if "build" not in one]
    return [image for image in images if not re.fullmatch(r"[a-z0-9./-]+:\d+\.\d+(?:[.-][\w.-]+)?", image)]


def test_the_file_is_valid_by_the_compose_specification(tmp_path: Path) -> None:
    done = is_valid(COMPOSE)
    assert done.returncode == 0, done.stdout + done.stderr
    decoy = tmp_path / "compose.yaml"
    decoy.write_text(COMPOSE.read_text(encoding="utf-8").replace("healthcheck:", "health_check:"), encoding="utf-8")
    assert is_valid(decoy).returncode == 1


def test_nothing_is_published_beyond_loopback() -> None:
    assert published_beyond_loopback(SERVICES) == []
    assert sum(len(one.get("ports", ())) for one in SERVICES.values()) == 3
    decoys = {"a": {"ports": ["4200:4200"]}, "b": {"ports": ["0.0.0.0:1:1", "127.0.0.1:1:1"]}, "c": {"ports": [80]}}
    assert published_beyond_loopback(decoys) == ["a: 4200:4200", "b: 0.0.0.0:1:1", "c: 80"]
    assert all("network_mode" not in one for one in SERVICES.values())


def test_every_secret_comes_from_outside_and_is_refused_when_missing() -> None:
    assert literal_secrets(SERVICES) == []
    decoys = {"a": {"environment": {"PGPASSWORD": "postgres", "STORE_KEY": "${STORE_KEY:-minio}", "TZ": "UTC"}}}
    assert literal_secrets(decoys) == ["a.PGPASSWORD", "a.STORE_KEY"]
    text = COMPOSE.read_text(encoding="utf-8")
    assert set(re.findall(r"\$\{([^}]*)\}", text)) == {f"{name}:?" for name in NEEDED.findall(text)}
    # A password in a URL is shown wherever the URL is.
    assert re.findall(r"://[^\s/@]*:[^\s/@]*@", text) == []


def test_the_example_names_every_variable_and_gives_none() -> None:
    lines = EXAMPLE.read_text(encoding="utf-8").splitlines()
    given = dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))
    assert set(given) == set(NEEDED.findall(COMPOSE.read_text(encoding="utf-8")))
    assert set(given.values()) == {""}


def test_images_are_pinned() -> None:
    assert unpinned_images(SERVICES) == []
    decoys = {"a": {"image": "postgres"}, "b": {"image": "minio/minio:latest"}, "c": {"image": "postgres:17"}}
    assert unpinned_images(decoys) == ["postgres", "minio/minio:latest", "postgres:17"]
    base = re.findall(r"^FROM (\S+)", (ROOT / "deployments" / "Dockerfile").read_text(encoding="utf-8"), re.MULTILINE)
    assert [bool(re.fullmatch(r"python:\d+\.\d+\.\d+-slim-\w+", one)) for one in base] == [True]


def test_what_stays_is_healthy_before_what_needs_it_starts_and_stops_after_it() -> None:
    assert {name for name, one in SERVICES.items() if "healthcheck" in one} == {"postgres", "store", "server", "worker"}
    needs = {
        name: {on: how["condition"] for on, how in one.get("depends_on", {}).items()} for name, one in SERVICES.items()
    }
    assert needs == {
        "postgres": {},
        "store": {},
        "server": {"postgres": "service_healthy"},
        "prepare": {"postgres": "service_healthy", "store": "service_healthy"},
        "worker": {"server": "service_healthy", "prepare": "service_completed_successfully"},
        "deploy": {"worker": "service_healthy"},
    }
    assert "container_name" not in SERVICES["worker"], "a named container cannot be scaled"
    assert "ports" not in SERVICES["worker"], "two workers cannot have one port"


def test_containers_of_ours_run_as_nobody_and_write_nothing_but_temporary_files() -> None:
    ours = [one for one in SERVICES.values() if "build" in one]
    assert [(one["read_only"], one["cap_drop"]) for one in ours] == [(True, ["ALL"])] * 4
    assert "\nUSER archive\n" in (ROOT / "deployments" / "Dockerfile").read_text(encoding="utf-8")


def test_the_image_keeps_what_the_environment_file_sets() -> None:
    image = (ROOT / "deployments" / "Dockerfile").read_text(encoding="utf-8")
    script = (ROOT / "deployments" / "environment.sh").read_text(encoding="utf-8")
    names = "PREFECT_SERVER_ANALYTICS_ENABLED DO_NOT_TRACK PREFECT_SERVER_UI_SHOW_PROMOTIONAL_CONTENT"
    names += " PREFECT_LOGGING_EXTRA_LOGGERS PREFECT_SERVER_SERVICES_DB_VACUUM_ENABLED"
    names += " PREFECT_SERVER_SERVICES_DB_VACUUM_RETENTION_PERIOD"
    names += " PREFECT_SERVER_SERVICES_TASK_RUN_RECORDER_BATCH_SIZE"
    for name in names.split():
        (there,) = re.findall(rf"\b{name}=(\S+)", image)
        here = re.findall(rf"\b{name}:?=([^\s}}]+)", script)
        assert here == [there], name


def test_the_store_is_told_its_keys_in_the_form_it_reads() -> None:
    content = NEEDED.sub(r"\1", WHOLE["configs"]["store"]["content"])
    (identity,) = yaml.safe_load(content)["identities"]
    assert identity["credentials"] == [{"accessKey": "STORE_KEY", "secretKey": "STORE_SECRET"}]
    assert SERVICES["store"]["configs"] == [{"source": "store", "target": "/etc/store.json"}]


@pytest.mark.parametrize("path", ["deployments/.env", "secrets.sh", "reportarchive.toml"])
def test_filled_in_files_are_neither_committed_nor_copied_into_the_image(path: str) -> None:
    assert path in (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    assert path in {line.lstrip("/") for line in (ROOT / ".gitignore").read_text(encoding="utf-8").splitlines()}
