"""The product as ``make run`` starts it, on demo data in a throw-away folder."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

from tests.servers import free_port
from tests.source import ROOT

PROGRAMS = Path(sys.executable).parent
PATIENCE = 60.0
SERVERS = ("DATABASE_URL", "CELERY_BROKER_URL", "CACHE_URL", "DJANGO_SETTINGS_MODULE")


def environment(folder: Path) -> dict[str, str]:
    """An embedded installation below ``folder``, whatever the suite itself runs on."""
    kept = {name: value for name, value in os.environ.items() if name not in SERVERS}
    for name in ("SECRET_KEY", "FIELD_KEYS"):
        kept.pop(name, None)
    return {**kept, "DEBUG": "1", "EMBEDDED": "1", "VAR_DIR": str(folder)}


def fill(folder: Path, *, scale: str, months: int, seed: int = 119) -> None:
    """Make the database and its demo data."""
    folder.mkdir(parents=True, exist_ok=True)
    size = ["--scale", scale, "--months", str(months), "--seed", str(seed)]
    for command in (["migrate", "--verbosity", "0"], ["demo", *size]):
        subprocess.run(
            [sys.executable, "manage.py", *command],
            cwd=ROOT,
            env=environment(folder),
            check=True,
            stdout=subprocess.DEVNULL,
        )


@contextlib.contextmanager
def served(folder: Path) -> Iterator[str]:
    """A web server on that database; yields its address."""
    port = free_port()
    command = [str(PROGRAMS / "granian"), "--interface", "wsgi", "--host", "127.0.0.1"]
    command += ["--port", str(port), "--workers", "1", "--blocking-threads", "4"]
    command += ["--no-access-log", "--log-level", "warning", "config.wsgi:application"]
    with (folder / "web.log").open("w") as log:
        server = subprocess.Popen(
            command, cwd=ROOT, env=environment(folder), stdout=log, stderr=log
        )
        try:
            _wait_for(f"http://127.0.0.1:{port}/healthz", server, folder / "web.log")
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()
            server.wait(timeout=20)


@contextlib.contextmanager
def working(folder: Path) -> Iterator[None]:
    """A worker on the same installation, for what is not done while the page waits."""
    command = [str(PROGRAMS / "celery"), "--app", "config", "--quiet", "worker"]
    command += ["--pool", "threads", "--concurrency", "1", "--loglevel", "WARNING"]
    worker = subprocess.Popen(command, cwd=ROOT, env=environment(folder))
    try:
        yield
    finally:
        worker.terminate()
        worker.wait(timeout=20)


def _wait_for(address: str, server: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + PATIENCE
    while server.poll() is None and time.monotonic() < until:
        with contextlib.suppress(OSError), urllib.request.urlopen(address, timeout=2):
            return
        time.sleep(0.1)
    raise RuntimeError(f"the web server did not start: {log.read_text()}")
