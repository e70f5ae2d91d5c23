"""The commands of docker-compose.yml, run without containers."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest
import yaml
from django.conf import settings

from config.processes import PROCESSES
from tests.jobs.conftest import database_url, until
from tests.servers import free_port

COMPOSE = yaml.safe_load((settings.BASE_DIR / "docker-compose.yml").read_text(encoding="utf-8"))
OURS = {name: each for name, each in COMPOSE["services"].items() if each.get("build")}
DOCKERFILE = (settings.BASE_DIR / "Dockerfile").read_text(encoding="utf-8")


def start(name, tmp_path, **environment):
    """The process as its container starts it."""
    log = (tmp_path / f"{name}.log").open("w")
    told = {"DJANGO_SETTINGS_MODULE": "config.settings", "VAR_DIR": str(tmp_path)}
    with log:
        return subprocess.Popen(
            [sys.executable, "-m", "config.processes", name],
            cwd=settings.BASE_DIR,
            env=os.environ | told | environment,
            stdout=log,
            stderr=log,
        )


def test_compose_names_our_processes_and_settings_that_exist():
    assert sorted(OURS) == ["beat", "migrate", "web", "worker"]
    assert {tuple(each["command"]) for each in OURS.values()} <= {(name,) for name in PROCESSES}
    assert 'ENTRYPOINT ["python", "-m", "config.processes"]' in DOCKERFILE
    read = "".join(
        (settings.BASE_DIR / "config" / name).read_text(encoding="utf-8")
        for name in ("settings.py", "processes.py")
    )
    known = set(re.findall(r'"([A-Z_]{3,})"', read))
    told = {name.removesuffix("_FILE") for each in OURS.values() for name in each["environment"]}
    told |= set(re.findall(r"(?:VAR_DIR|BACKUP_DIR|STATIC_ROOT|HOST|PORT)(?==)", DOCKERFILE))
    assert told <= known


def test_who_runs_in_the_container_is_not_root():
    assert DOCKERFILE.index("USER hongmen") < DOCKERFILE.index("ENTRYPOINT")
    assert all(each["read_only"] and each["cap_drop"] == ["ALL"] for each in OURS.values())


@pytest.mark.django_db(transaction=True)
def test_web_and_beat_start_and_stop_when_told(tmp_path):
    port = str(free_port())
    web = start("web", tmp_path, DATABASE_URL=database_url(), PORT=port)
    beat = start("beat", tmp_path, DATABASE_URL=database_url(), WORKER_LOG_LEVEL="INFO")
    try:
        until(lambda: alive(port), "the web server answers")
        until(lambda: "beat: Starting" in log(tmp_path, "beat"), "the timetable runs")
    finally:
        for process in (web, beat):
            process.send_signal(signal.SIGTERM)
    assert [process.wait(30) for process in (web, beat)] == [0, 0], log(tmp_path, "web")


@pytest.mark.django_db(transaction=True)
def test_migrate_sets_up_an_empty_database_or_finds_nothing_to_do(tmp_path):
    assert start("migrate", tmp_path, DATABASE_URL=database_url()).wait(120) == 0
    assert "No migrations to apply" in log(tmp_path, "migrate")


def test_a_process_that_does_not_exist_is_refused(tmp_path):
    assert start("mail", tmp_path).wait(30) == 1
    assert "web|worker|beat" in log(tmp_path, "mail")


def log(folder: Path, name: str) -> str:
    return (folder / f"{name}.log").read_text(encoding="utf-8")


def alive(port: str) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=1) as answer:
            return answer.read() == b"ok"
    except OSError:
        return False
