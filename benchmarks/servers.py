"""A PostgreSQL and an application server for one run of the benchmarks: real, and thrown away.

The database has its durability off: what is measured is the work per request, and a shared disk
would drown it. Both servers run on this machine and listen on the loopback only.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

PG = Path("/usr/lib/postgresql")
CLUSTER = (
    "-c listen_addresses=127.0.0.1 -c fsync=off -c synchronous_commit=off -c full_page_writes=off "
    "-c shared_buffers=512MB -c shared_preload_libraries=pg_stat_statements -c max_connections=60"
)


@dataclass(frozen=True, slots=True)
class Database:
    """A running cluster: where it listens and the process to read CPU seconds from."""

    port: int
    postmaster: int

    @property
    def url(self) -> str:
        return f"postgres://postgres@127.0.0.1:{self.port}/hongmen"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def pg_bin() -> Path:
    """The newest PostgreSQL that is installed."""
    found = sorted(PG.glob("*/bin/postgres"), key=lambda path: int(path.parts[-3]))
    if not found:
        sys.exit("没有找到 PostgreSQL：请先安装 Debian 软件包 postgresql。")
    return found[-1].parent


@contextmanager
def postgres(folder: Path | None = None) -> Iterator[Database]:
    """A cluster in ``folder`` (kept) or in a temporary one (removed)."""
    place = folder or Path(tempfile.mkdtemp(prefix="hongmen-bench-"))
    place.mkdir(parents=True, exist_ok=True)
    shutil.chown(place, "postgres")
    port, data = free_port(), place / "data"
    as_postgres = ["runuser", "-u", "postgres", "--"] if os.getuid() == 0 else []
    quiet = {"check": True, "stdout": subprocess.DEVNULL, "cwd": "/"}
    if not data.exists():
        initdb = [pg_bin() / "initdb", "-D", data, "-U", "postgres", "-A", "trust"]
        subprocess.run(
            [*as_postgres, *initdb, "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"], **quiet
        )
    control = [*as_postgres, pg_bin() / "pg_ctl", "-D", data, "-w"]
    options = f"-p {port} -k {place} {CLUSTER}"
    subprocess.run([*control, "-l", place / "log", "-o", options, "start"], **quiet)
    try:
        psql(port, "postgres", "CREATE DATABASE hongmen", ok_if_there=True)
        psql(port, "postgres", "CREATE EXTENSION IF NOT EXISTS pg_stat_statements")
        yield Database(port, int((data / "postmaster.pid").read_text().split()[0]))
    finally:
        subprocess.run([*control, "-m", "fast", "stop"], **quiet)
        if folder is None:
            shutil.rmtree(place, ignore_errors=True)


def psql(port: int, database: str, query: str, *, ok_if_there: bool = False) -> str:
    """What ``query`` answers, unaligned; a failure stops the run unless it merely exists."""
    done = subprocess.run(
        [
            pg_bin() / "psql",
            f"host=127.0.0.1 port={port} user=postgres dbname={database}",
            "-Atc",
            query,
        ],
        capture_output=True,
        text=True,
    )
    if done.returncode and not (ok_if_there and "already exists" in done.stderr):
        sys.exit(done.stderr)
    return done.stdout.strip()


@contextmanager
def web(environment: dict[str, str], *, workers: int = 2) -> Iterator[tuple[str, int]]:
    """The application behind granian, as in production: base address and master process."""
    port = free_port()
    command = [
        sys.executable,
        "-m",
        "granian",
        "--interface",
        "wsgi",
        "--host",
        "127.0.0.1",
        "--port",
        str(port),
        "--workers",
        str(workers),
        "--blocking-threads",
        "2",
        "--backpressure",
        "64",
        "--no-ws",
        "config.wsgi:application",
    ]
    with tempfile.NamedTemporaryFile("w", prefix="hongmen-web-", suffix=".log") as log:
        server = subprocess.Popen(command, env=environment, stdout=log, stderr=log)
        try:
            _wait_for(port, server, log.name)
            yield f"http://127.0.0.1:{port}", server.pid
        finally:
            server.terminate()
            server.wait(timeout=20)


def _wait_for(port: int, server: subprocess.Popen, log: str, seconds: float = 30) -> None:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if server.poll() is not None:
            sys.exit(Path(log).read_text())
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    sys.exit(f"应用服务器没有启动：{Path(log).read_text()}")
