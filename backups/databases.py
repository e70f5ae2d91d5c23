"""The database as one file, and back: SQLite copies itself, PostgreSQL by its own programs.

A restore is one transaction on both: either all of the backup is there afterwards, or nothing has
changed.
"""

from __future__ import annotations

import os
import re
import shutil
import sqlite3
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import IO

from django.db import connection

from accounts.models import User
from backups.errors import BackupRefused

DEBIAN = Path("/usr/lib/postgresql")
PIECE = 1024 * 1024
# Everything of ours goes and comes within the transaction that psql commits at the very end.
BEGIN = b"BEGIN;\nSET lock_timeout = '30s';\nDROP SCHEMA public CASCADE;\nCREATE SCHEMA public;\n"
COMMIT = b"\nCOMMIT;\n"


def file_name() -> str:
    return "database.dump" if connection.vendor == "postgresql" else "database.sqlite3"


def engine_version() -> str:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SHOW server_version")
            return str(cursor.fetchone()[0])
    return sqlite3.sqlite_version


def is_empty() -> bool:
    """No accounts, or not even their table: nothing here that a restore could destroy."""
    tables = connection.introspection.table_names()
    return User._meta.db_table not in tables or not User.objects.exists()


def dump(to: Path) -> Iterator[bytes]:
    """The database of this moment, in pieces; ``to`` is a folder for what needs a place."""
    if connection.vendor == "postgresql":
        yield from _pg_dump()
    else:
        yield from _sqlite_copy(to)


def check(path: Path) -> None:
    """Whether a plain copy can be read to its end; raises BackupRefused."""
    if connection.vendor == "postgresql":
        with tempfile.TemporaryFile() as said:
            done = subprocess.run(
                [program("pg_restore"), "--list", path], stdout=subprocess.DEVNULL, stderr=said
            )
            if done.returncode:
                raise BackupRefused(
                    f"数据库副本读不出来：{_last_line(said)}", "数据库副本读不出来。"
                )
    else:
        with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as copy:
            try:
                sound = copy.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
            except sqlite3.DatabaseError:
                sound = False
        if not sound:
            raise BackupRefused("数据库副本没有通过完整性检查。")


def load(path: Path) -> None:
    """Put a plain copy in the place of the whole database, in one transaction."""
    vendor = connection.vendor
    connection.close()
    if vendor == "postgresql":
        _pg_restore(path)
    else:
        _sqlite_load(path)


def _sqlite_copy(folder: Path) -> Iterator[bytes]:
    copy = folder / ".copy.sqlite3"
    with connection.cursor() as cursor:
        cursor.execute("VACUUM INTO %s", [str(copy)])
    check(copy)
    with copy.open("rb") as file:
        while piece := file.read(PIECE):
            yield piece
    copy.unlink()


def _sqlite_load(path: Path) -> None:
    """By SQLite's own means: who has the database open sees the old or the new one, never half."""
    place = Path(connection.settings_dict["NAME"])
    with closing(sqlite3.connect(path)) as copy, closing(sqlite3.connect(place, timeout=30)) as own:
        own.execute("PRAGMA journal_mode=WAL")
        try:
            copy.backup(own)
        except sqlite3.OperationalError as busy:
            raise BackupRefused("数据库正在使用，请先停用网页和后台，再恢复。") from busy


def _pg_dump() -> Iterator[bytes]:
    command = [program("pg_dump"), "--format=custom", "--no-owner", "--no-privileges"]
    with tempfile.TemporaryFile() as said:
        with subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=said, env=_environment()
        ) as dumping:
            assert dumping.stdout is not None
            while piece := dumping.stdout.read(PIECE):
                yield piece
        if dumping.returncode:
            raise BackupRefused(f"pg_dump 没有完成：{_last_line(said)}", "数据库没有导出完。")


def _pg_restore(path: Path) -> None:
    """The script of the dump, fed to psql; COMMIT follows only when the script is whole."""
    script = [program("pg_restore"), "--no-owner", "--no-privileges", "--file=-", str(path)]
    run = [program("psql"), "--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1", "--output=/dev/null"]
    with tempfile.TemporaryFile() as said:
        psql = subprocess.Popen(run, stdin=subprocess.PIPE, stderr=said, env=_environment())
        writing = subprocess.Popen(script, stdout=subprocess.PIPE, stderr=said)
        assert psql.stdin is not None
        assert writing.stdout is not None
        try:
            psql.stdin.write(BEGIN)
            shutil.copyfileobj(writing.stdout, psql.stdin, PIECE)
            whole = writing.wait() == 0
            psql.stdin.write(COMMIT if whole else b"\nROLLBACK;\n")
            psql.stdin.close()
        except BrokenPipeError:  # psql met a fault and left; what it said follows
            whole = False
        finally:
            writing.stdout.close()
            writing.wait()
            psql.wait()
        if psql.returncode or not whole:
            raise BackupRefused(f"数据库没有恢复，保持原样：{_last_line(said)}")


def program(name: str) -> str:
    """The newest of PostgreSQL's programs; refused when it is older than the server."""
    found = sorted(DEBIAN.glob(f"*/bin/{name}"), key=lambda path: int(path.parts[-3]))
    path = str(found[-1]) if found else shutil.which(name)
    if not path:
        raise BackupRefused(
            f"本机没有 {name}，请安装 postgresql-client。", "服务器上没有数据库的备份程序。"
        )
    own, server = _major(_version_of(path)), _major(engine_version())
    if own < server:
        raise BackupRefused(
            f"{name} 是 {own} 版，数据库是 {server} 版：请安装不低于它的客户端。",
            f"备份程序是 {own} 版，低于数据库的 {server} 版。",
        )
    return path


def _version_of(path: str) -> str:
    return subprocess.run([path, "--version"], capture_output=True, text=True, check=True).stdout


def _major(told: str) -> int:
    found = re.search(r"\d+", told)
    return int(found[0]) if found else 0


def _environment() -> dict[str, str]:
    """How libpq finds the database: by the environment, so that no password is seen in a list."""
    parts, options = connection.settings_dict, connection.settings_dict.get("OPTIONS", {})
    told = {
        "PGHOST": parts["HOST"],
        "PGPORT": str(parts["PORT"]),
        "PGUSER": parts["USER"],
        "PGPASSWORD": parts["PASSWORD"],
        "PGDATABASE": parts["NAME"],
        "PGSSLMODE": options.get("sslmode", ""),
        "PGOPTIONS": "",
        "PGCLIENTENCODING": "UTF8",
    }
    return os.environ | {name: value for name, value in told.items() if value}


def _last_line(said: IO[bytes]) -> str:
    """What the program said last, for the sentence."""
    said.seek(0)
    lines = said.read().decode(errors="replace").split("\n")
    return next((line for line in reversed(lines) if line.strip()), "没有说明原因")[:200]
