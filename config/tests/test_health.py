"""Alive and ready: each part named, and figures only for who brings the token."""

from __future__ import annotations

import pytest
from django.db import OperationalError as DatabaseDown
from django.db import connection

from config import health
from config.broker import Spool

READY = {"database": "ok", "broker": "ok", "worker": "ok", "disk": "ok"}


@pytest.fixture(autouse=True)
def forgotten(monkeypatch):
    """No answer remembered from another test."""
    monkeypatch.setattr(health, "_remembered", (float("-inf"), {}))


@pytest.fixture
def file_broker(settings, tmp_path):
    settings.FILE_BROKER = True
    settings.BROKER_FOLDER = str(tmp_path)
    return Spool(tmp_path)


def ask(client):
    response = client.get("/readyz")
    return response.status_code, response.json()


@pytest.mark.django_db
def test_ready_when_every_part_is_there(client, file_broker):
    file_broker.take("celery")

    assert ask(client) == (200, READY)


@pytest.mark.django_db
def test_not_ready_without_a_worker(client, file_broker):
    assert ask(client) == (503, READY | {"worker": "none"})


@pytest.mark.django_db
def test_not_ready_on_a_full_disk(client, file_broker, monkeypatch):
    file_broker.take("celery")
    monkeypatch.setattr(health, "LEAST_FREE_BYTES", 2**80)
    status, answers = ask(client)

    assert status == 503
    assert answers["disk"].startswith("only")


def test_not_ready_without_the_database_but_alive(client, file_broker, monkeypatch):
    def down(*args):
        raise DatabaseDown("gone")

    file_broker.take("celery")
    monkeypatch.setattr(connection, "cursor", down)

    assert ask(client) == (503, READY | {"database": "unreachable"})
    assert client.get("/healthz").content == b"ok"


@pytest.mark.django_db
def test_a_broker_that_is_away_is_named(client, settings, monkeypatch):
    settings.FILE_BROKER = False
    monkeypatch.setattr(health.app.conf, "broker_url", "redis://127.0.0.1:1/0")
    monkeypatch.setattr(health.app.conf, "broker_read_url", "redis://127.0.0.1:1/0")
    monkeypatch.setattr(health.app.conf, "broker_write_url", "redis://127.0.0.1:1/0")
    status, answers = ask(client)

    assert status == 503
    # a connection from before may still carry the question to the worker, but nobody answers
    assert answers.pop("worker") in ("unknown", "none")
    assert answers == {name: state for name, state in READY.items() if name != "worker"} | {
        "broker": "unreachable"
    }


@pytest.mark.django_db
def test_asking_again_at_once_asks_nobody(client, file_broker, monkeypatch):
    file_broker.take("celery")
    ask(client)
    monkeypatch.setattr(health, "CHECKS", {})

    assert ask(client) == (200, READY)


@pytest.mark.parametrize(
    ("wanted", "given", "status"),
    [
        ("open sesame", "Bearer open sesame", 200),
        ("open sesame", "Bearer open", 404),
        ("open sesame", "", 404),
        ("", "", 404),
        ("", "Bearer ", 404),
    ],
)
def test_figures_are_for_who_brings_the_token(client, settings, wanted, given, status):
    settings.METRICS_TOKEN = wanted
    response = client.get("/metrics", headers={"Authorization": given})

    assert response.status_code == status
    assert (b"python_info" in response.content) is (status == 200)
