"""Reading settings from the environment, or from files named by ``NAME_FILE``."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import environ

env = environ.FileAwareEnv()


def secret(name: str, *, debug: bool, fallback: str) -> str:
    """A value that production must be given; in debug ``fallback`` serves.

    Stops the process with a sentence that names the missing setting.
    """
    value = env.str(name, default="")
    if value:
        return value
    if debug:
        return fallback
    sys.exit(f"缺少必需的设置 {name}：请设置环境变量 {name} 或 {name}_FILE 后再启动。")


def kept_secret(path: Path) -> str:
    """A secret made once and kept in ``path`` (mode 600), for the embedded trial installation."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w") as file:
            file.write(os.urandom(32).hex())
    return path.read_text().strip()
