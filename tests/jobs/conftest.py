"""Real workers of this installation's broker, on the database of the test.

The suite runs once with the broker of files and once with Redis; these tests take whichever is
there. What a worker mails lands in a folder, one line a letter.
"""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection

from config.broker import spool_at
from config.celery import app
from config.processes import PROCESSES

QUEUE = "celery"
HELD_SECONDS = 3  # after which Redis gives a message back that a dead worker had taken
PATIENCE = 120.0  # on a busy machine; nothing waits longer than it has to


def until(condition: Callable[[], Any], what: str) -> Any:
    """Wait for what another process does; the test fails when it never happens."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        if found := condition():
            return found
        time.sleep(0.05)
    raise AssertionError(f"never happened: {what}")


def database_url() -> str:
    """The test's database, for another process."""
    parts = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{parts['NAME']}"
    return f"postgres://{parts['USER']}@{parts['HOST']}:{parts['PORT']}/{parts['NAME']}"


class Worker:
    """A Celery worker in a process of its own."""

    def __init__(self, folder: Path, mails: Path) -> None:
        self.log = folder / f"worker-{time.monotonic_ns()}.log"
        environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "DATABASE_URL": database_url(),
            "REDIS_VISIBILITY_SECONDS": str(HELD_SECONDS),
            "EMAIL_URL": f"filemail:///{mails}",
            "WORKER_LOG_LEVEL": "INFO",
        }
        command = [*PROCESSES["worker"](environment), "--hostname", f"{self.log.stem}@test"]
        with self.log.open("w") as log:
            self.process = subprocess.Popen(
                command, cwd=settings.BASE_DIR, env=environment, stdout=log, stderr=log
            )

    def ready(self) -> Worker:
        until(lambda: " ready." in self.log.read_text(), f"the worker starts, {self.log}")
        return self

    def kill(self) -> None:
        """As a power cut would."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def stop(self) -> None:
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(PATIENCE)
            except subprocess.TimeoutExpired:
                self.kill()


class Mails:
    """What the workers have mailed: the receivers, in no order."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def receivers(self) -> list[str]:
        return [
            line.removeprefix("To: ")
            for path in self.folder.glob("*.log")
            for line in path.read_text(encoding="utf-8").splitlines()
            if line.startswith("To: ")
        ]


@pytest.fixture
def mails(tmp_path) -> Mails:
    folder = tmp_path / "mails"
    folder.mkdir()
    return Mails(folder)


@pytest.fixture
def start_worker(transactional_db, mails, tmp_path) -> Iterator[Callable[[], Worker]]:
    """Start a worker on an empty broker; ends all of them after the test."""
    lose_everything()
    workers: list[Worker] = []

    def start() -> Worker:
        workers.append(Worker(tmp_path, mails.folder))
        return workers[-1]

    yield start
    for worker in workers:
        worker.stop()


def waiting_messages() -> int:
    """How many messages nobody has taken."""
    with app.connection_for_read() as broker:
        return broker.default_channel._size(QUEUE)


def let_messages_go() -> None:
    """Until Redis may give back what a dead worker had taken: a worker looks for that when it
    starts, and then only every hundred seconds."""
    if not settings.FILE_BROKER:
        time.sleep(HELD_SECONDS + 1)


def lose_everything() -> None:
    """The broker forgets all messages, also those that a worker had taken."""
    if settings.FILE_BROKER:
        spool = spool_at(settings.BROKER_FOLDER)
        for path in (*spool.new.iterdir(), *spool.taken.glob("*/[0-9]*")):
            path.unlink(missing_ok=True)
        return
    with app.connection_for_write() as broker:
        broker.default_channel.client.flushdb()
