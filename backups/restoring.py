"""Restoring: everything is checked before anything is touched, and the database comes last."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO

from django.core.files import File
from django.core.files.storage import default_storage
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader

from accounts import crypto
from backups import databases, making, sealing
from backups.errors import BackupRefused, of_disk
from backups.making import MEDIA, PREFIX
from backups.manifest import Manifest, checksum


def newest(folder: Path) -> Path:
    """``folder`` itself when it is a backup, else the newest backup in it."""
    if (folder / "manifest.json").is_file():
        return folder
    found = sorted(place for place in folder.glob(f"{PREFIX}*") if place.is_dir())
    if not found:
        raise BackupRefused(f"{folder} 里没有备份。")
    return found[-1]


def restore(*, folder: Path, passphrase: str, replace: bool, without_keys: bool) -> Manifest:
    """Put a backup into an empty place, or in place of everything when told to ``replace``."""
    try:
        manifest = Manifest.read(folder)
        master = manifest.master_key(passphrase)
        manifest.verify(folder)
        _refuse_what_does_not_fit(manifest, replace=replace, without_keys=without_keys)
        with making.plain_database(folder, manifest, master) as copy:
            databases.check(copy)
            _put_in_place(copy, Files(folder, manifest, master), replace=replace)
    except OSError as failure:
        raise of_disk(failure, folder) from failure
    return manifest


def is_behind() -> bool:
    """Whether the restored database waits for migrations of this program."""
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


@dataclass(frozen=True, slots=True)
class Files:
    """The uploaded files of a backup beside those of this place."""

    folder: Path
    manifest: Manifest
    master: bytes | None

    def names(self) -> list[str]:
        return [
            name.removeprefix(f"{MEDIA}/")
            for name in self.manifest.files
            if name.startswith(f"{MEDIA}/")
        ]

    @contextmanager
    def opened(self, name: str) -> Iterator[IO[bytes]]:
        """The plain content."""
        stored = f"{MEDIA}/{name}"
        with (self.folder / stored).open("rb") as file:
            if self.master is None:
                yield file
                return
            with TemporaryFile() as plain:
                plain.writelines(sealing.unseal(file, self.master, stored))
                plain.seek(0)
                yield plain

    def is_same(self, name: str) -> bool:
        """Whether the file of this place has the content of the backup's."""
        with self.opened(name) as ours, default_storage.open(name) as theirs:
            return checksum(ours) == checksum(theirs)

    def add(self, name: str) -> None:
        with self.opened(name) as content:
            default_storage.save(name, File(content))


def _put_in_place(copy: Path, files: Files, *, replace: bool) -> None:
    """New files, then the database in one transaction; files that were others at the very end."""
    there = [name for name in files.names() if default_storage.exists(name)]
    others = [name for name in there if not files.is_same(name)]
    if others and not replace:
        raise BackupRefused(
            f"文件 {others[0]} 已经存在，内容与备份不同。要换掉它，请加 --replace。"
        )
    added = list[str]()
    try:
        for name in sorted(set(files.names()) - set(there)):
            added.append(name)
            files.add(name)
        databases.load(copy)
    except BaseException:  # also Ctrl-C: as it was before
        for name in added:
            default_storage.delete(name)
        raise
    for name in others:
        default_storage.delete(name)
        files.add(name)


def _refuse_what_does_not_fit(manifest: Manifest, *, replace: bool, without_keys: bool) -> None:
    if manifest.engine != connection.vendor:
        raise BackupRefused(
            f"这是 {manifest.engine} 数据库的备份，不能恢复到 {connection.vendor}。"
        )
    known = set(MigrationLoader(None).disk_migrations)
    apps = {app for app, _ in known}
    for app, names in manifest.migrations.items():
        if app in apps and any((app, name) not in known for name in names):
            raise BackupRefused(f"这份备份来自更新版本的程序（{app}），请先升级程序再恢复。")
    if not without_keys:
        _refuse_without_keys(manifest)
    if not replace and not databases.is_empty():
        raise BackupRefused("这个数据库里已有账号。要用备份换掉现有的全部内容，请加 --replace。")


def _refuse_without_keys(manifest: Manifest) -> None:
    marks = crypto.marks()
    for key_id, mark in manifest.keys.items():
        if marks.get(key_id) != mark:
            raise BackupRefused(
                f"备份里的个人信息要用密钥 {key_id} 打开，FIELD_KEYS 里没有这一把"
                "（密钥不在备份里，须另行保管）。没有密钥也要恢复，请加 --without-keys。"
            )
