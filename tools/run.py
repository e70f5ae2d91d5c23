"""Everything on this machine: database, demo data, web server, worker with the timetable.

What the environment does not say is embedded: SQLite, broker of files, all below var/. Web server
and worker live together: one that dies is started again, and Ctrl-C ends both.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
HOST, PORT = "127.0.0.1", os.environ.get("PORT", "8000")
SHORT_LIFE, SHORT_LIVES = 5.0, 3  # a child that dies so soon, so often, will not get better
PATIENCE = 15.0


@dataclass
class Child:
    name: str
    command: str  # of config/processes.py
    process: subprocess.Popen[bytes] | None = None
    started: float = 0
    short_lives: int = field(default=0)

    def start(self) -> None:
        self.started = time.monotonic()
        self.process = subprocess.Popen(
            [sys.executable, "-m", "config.processes", self.command],
            cwd=ROOT,
            start_new_session=True,
        )

    def see_to(self) -> bool:
        """Start it again if it died; False when that has been no use."""
        if self.process is None or self.process.poll() is None:
            return True
        self.sweep()
        lived = time.monotonic() - self.started
        self.short_lives = self.short_lives + 1 if lived < SHORT_LIFE else 0
        if self.short_lives >= SHORT_LIVES:
            return False
        say(f"{self.name}退出了（{self.process.returncode}），重新启动。")
        self.start()
        return True

    def stop(self) -> None:
        if self.process and self.process.poll() is None:
            self.process.terminate()

    def wait(self) -> None:
        if self.process is None:
            return
        try:
            self.process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.sweep()

    def sweep(self) -> None:
        """End what the child itself had started (the timetable, server processes)."""
        if self.process:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def prepare() -> None:
    """The schema with its rules and holidays, and demo data where the database is empty."""
    for command in (
        ["migrate", "--verbosity", "0"],
        ["demo", "--scale", "detachment", "--if-empty"],
    ):
        done = subprocess.run([sys.executable, "manage.py", *command], cwd=ROOT, check=False)
        if done.returncode:
            sys.exit(done.returncode)


def answers() -> bool:
    try:
        with urllib.request.urlopen(f"http://{HOST}:{PORT}/healthz", timeout=1) as response:
            return response.status == 200
    except (urllib.error.URLError, OSError):
        return False


def supervise(children: list[Child]) -> None:
    announced = False
    while True:
        for child in children:
            if not child.see_to():
                sys.exit(f"{child.name}一再退出，原因见上方。端口 {PORT} 是否被占用？")
        if not announced and answers():
            announced = True
            say(f"已就绪：http://{HOST}:{PORT} （Ctrl-C 停止）")
        time.sleep(0.5)


def main() -> None:
    os.environ.setdefault("DEBUG", "1")
    os.environ.setdefault("EMBEDDED", "1")
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    prepare()
    children = [Child("网页服务", "web"), Child("后台任务", "worker-with-beat")]
    try:
        for child in children:
            child.start()
        supervise(children)
    except KeyboardInterrupt:
        say("正在停止……")
    finally:
        for child in children:
            child.stop()
        for child in children:
            child.wait()


if __name__ == "__main__":
    main()
