"""Throw-away PostgreSQL and Redis for a command: ``python -m tests.servers pytest …``.

Both live in temporary folders on free ports and are gone when the command ends. A server whose
address already stands in the environment is used as it is.
"""

from __future__ import annotations

import contextlib
import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

POSTGRES_OPTIONS = (
    "fsync=off",
    "synchronous_commit=off",
    "full_page_writes=off",
    "max_connections=100",
    "shared_buffers=256MB",
    "listen_addresses=127.0.0.1",
)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def postgres_programs() -> Path:
    """The folder of the newest PostgreSQL that Debian has installed."""
    folders = Path("/usr/lib/postgresql").glob("*/bin/initdb")
    newest = max(folders, key=lambda path: int(path.parts[-3]), default=None)
    if newest is None:
        sys.exit("PostgreSQL is missing: install the package postgresql (see `make needs`).")
    return newest.parent


@contextlib.contextmanager
def postgres(*options: str) -> Iterator[str]:
    """A cluster without durability; yields its DATABASE_URL."""
    folder = Path(tempfile.mkdtemp(prefix="hongmen-pg-"))
    user = _servant(folder)
    programs, data, port = postgres_programs(), folder / "data", free_port()
    settings = " ".join(f"-c {option}" for option in (*POSTGRES_OPTIONS, *options))

    def run(program: str, *arguments: str) -> None:
        command = [*user, str(programs / program), "-D", str(data), *arguments]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd="/")

    try:
        run(
            "initdb", "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"
        )
        run(
            "pg_ctl",
            "-w",
            "-l",
            str(folder / "log"),
            "-o",
            f"-p {port} -k {folder} {settings}",
            "start",
        )
        try:
            yield f"postgres://postgres@127.0.0.1:{port}/postgres"
        finally:
            run("pg_ctl", "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


class Standby:
    """A streaming replica of the cluster at an address; may be stopped and started again."""

    def __init__(self, primary: str, folder: Path) -> None:
        parts, port = urlsplit(primary), free_port()
        user, self.programs, self.data = _servant(folder), postgres_programs(), folder / "data"
        self.address = parts._replace(netloc=f"{parts.username}@127.0.0.1:{port}").geturl()
        self.control = [*user, self.programs / "pg_ctl", "-D", self.data, "-w"]
        self.listening = f"-p {port} -k {folder} -c listen_addresses=127.0.0.1 -c fsync=off"
        source = ["-h", parts.hostname, "-p", str(parts.port), "-U", parts.username]
        options = ["-D", self.data, "-R", "-X", "stream", "-c", "fast", "-N"]
        self._run(*user, self.programs / "pg_basebackup", *options, *source)

    def start(self) -> None:
        log = self.data.parent / "log"
        self._run(*self.control, "-l", log, "-o", self.listening, "start")

    def stop(self) -> None:
        if (self.data / "postmaster.pid").exists():
            self._run(*self.control, "-m", "immediate", "stop")

    def _run(self, *command: Any) -> None:
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd="/")


@contextlib.contextmanager
def standby(primary: str) -> Iterator[Standby]:
    """A running one; gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="hongmen-standby-") as folder:
        server = Standby(primary, Path(folder))
        try:
            server.start()
            yield server
        finally:
            server.stop()


def _servant(folder: Path) -> list[str]:
    """PostgreSQL refuses to run as root: how to run as somebody else, who then owns ``folder``."""
    if os.geteuid() != 0:
        return []
    shutil.chown(folder, "postgres", pwd.getpwnam("postgres").pw_gid)
    return ["runuser", "-u", "postgres", "--"]


@contextlib.contextmanager
def redis() -> Iterator[str]:
    """A server that keeps nothing; yields its address without a database number."""
    program = shutil.which("redis-server")
    if program is None:
        sys.exit("Redis is missing: install the package redis-server (see `make needs`).")
    with tempfile.TemporaryDirectory(prefix="hongmen-redis-") as folder:
        port = free_port()
        command = [program, "--port", str(port), "--save", "", "--bind", "127.0.0.1"]
        server = subprocess.Popen([*command, "--dir", folder], stdout=subprocess.DEVNULL)
        try:
            wait_for(port)
            yield f"redis://127.0.0.1:{port}"
        finally:
            server.terminate()
            server.wait()


def wait_for(port: int, seconds: float = 10) -> None:
    """Return as soon as something listens on ``port``."""
    until = time.monotonic() + seconds
    while True:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        if time.monotonic() > until:
            raise TimeoutError(f"nothing listens on port {port}")
        time.sleep(0.02)


def main(command: list[str]) -> int:
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    with contextlib.ExitStack() as servers:
        if "DATABASE_URL" not in os.environ:
            os.environ["DATABASE_URL"] = servers.enter_context(postgres())
        if "CELERY_BROKER_URL" not in os.environ:
            address = servers.enter_context(redis())
            os.environ["CELERY_BROKER_URL"] = f"{address}/0"
            os.environ["CACHE_URL"] = f"{address}/1"
        return subprocess.run(command, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
