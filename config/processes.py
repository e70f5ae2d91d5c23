"""The processes that make up an installation, each one command: ``python -m config.processes web``.

docker-compose.yml, ``make run`` and the tests start them from here, so that what runs in
containers is what was tested without. Numbers come from the environment.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

PROGRAMS = Path(sys.executable).parent
Environment = Mapping[str, str]


def migrate(told: Environment) -> list[str]:
    """The schema, and with it the rules and holidays. Ends; run it before the others."""
    return [sys.executable, "manage.py", "migrate", "--no-input", "--verbosity", "1"]


def web(told: Environment) -> list[str]:
    """Answers browsers. Any number of them, behind any proxy: they keep nothing."""
    return [
        str(PROGRAMS / "granian"),
        *("--interface", "wsgi", "--no-ws"),
        *("--host", told.get("HOST", "127.0.0.1"), "--port", told.get("PORT", "8000")),
        *("--workers", told.get("WEB_WORKERS", "1")),
        *("--blocking-threads", told.get("WEB_THREADS", "4")),
        *("--backpressure", told.get("WEB_BACKPRESSURE", "64")),
        *("--respawn-failed-workers", "--no-access-log", "--log-level", "warning"),
        "config.wsgi:application",
    ]


def worker(told: Environment) -> list[str]:
    """Does what is queued. Any number of them."""
    return [
        *(str(PROGRAMS / "celery"), "--app", "config", "--quiet", "worker"),
        *("--pool", "threads", "--concurrency", told.get("WORKER_THREADS", "2")),
        *("--loglevel", told.get("WORKER_LOG_LEVEL", "WARNING")),
    ]


def beat(told: Environment) -> list[str]:
    """Queues what config/schedule.py says. One is enough; a second does no harm."""
    return [
        *(str(PROGRAMS / "celery"), "--app", "config", "--quiet", "beat"),
        *("--loglevel", told.get("WORKER_LOG_LEVEL", "WARNING")),
    ]


def worker_with_beat(told: Environment) -> list[str]:
    """Both in one process, for a machine that has nothing else to do."""
    return [*worker(told), "--beat"]


PROCESSES: dict[str, Callable[[Environment], list[str]]] = {
    "migrate": migrate,
    "web": web,
    "worker": worker,
    "beat": beat,
    "worker-with-beat": worker_with_beat,
}


def main(arguments: list[str]) -> None:
    """Become the process that is named."""
    if len(arguments) != 1 or arguments[0] not in PROCESSES:
        sys.exit(f"用法：python -m config.processes {'|'.join(PROCESSES)}")
    command = PROCESSES[arguments[0]](os.environ)
    os.execv(command[0], command)  # noqa: S606 - our own commands, without a shell


if __name__ == "__main__":
    main(sys.argv[1:])
