"""Making a backup: a folder that appears under its name only when it is whole and verified."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path, PurePosixPath

from django.conf import settings
from django.core.files.storage import Storage, default_storage
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

from accounts import keys
from backups import databases, sealing
from backups.errors import BackupRefused, of_disk
from backups.manifest import Manifest, Stored

PREFIX, PARTIAL = "hongmen-", ".hongmen-partial-"
MEDIA = "media"
PIECE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Made:
    """A backup that lies on disk."""

    place: Path
    manifest: Manifest


def make(*, folder: Path, now: datetime, passphrase: str) -> Made:
    """Database first, files after it: whatever the database names is then among the files."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        place = _free_name(folder, now)
        with _partial(folder) as partial:
            manifest, master = _begun(now, passphrase)
            _store(partial, databases.file_name(), databases.dump(partial), manifest, master)
            for name in _names(default_storage):
                _store(partial, f"{MEDIA}/{name}", _content(name), manifest, master)
            manifest.write(partial)
            verify(partial, manifest, master)
            partial.rename(place)
    except OSError as failure:
        raise of_disk(failure, folder) from failure
    return Made(place, manifest)


def verify(folder: Path, manifest: Manifest, master: bytes | None) -> None:
    """Read everything back from disk: checksums, and the database copy to its end."""
    manifest.verify(folder)
    with plain_database(folder, manifest, master) as copy:
        databases.check(copy)


@contextmanager
def plain_database(folder: Path, manifest: Manifest, master: bytes | None) -> Iterator[Path]:
    """The database copy as a plain file, for as long as it is needed."""
    name = next(name for name in manifest.files if not name.startswith(f"{MEDIA}/"))
    if master is None:
        yield folder / name
        return
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=PARTIAL) as own:
        copy = Path(own) / name
        with (folder / name).open("rb") as sealed, copy.open("wb") as file:
            file.writelines(sealing.unseal(sealed, master, name))
        yield copy


def _begun(now: datetime, passphrase: str) -> tuple[Manifest, bytes | None]:
    salt = os.urandom(sealing.SALT_BYTES) if passphrase else b""
    master = sealing.master_key(passphrase, salt) if passphrase else None
    manifest = Manifest(
        made_at=now.isoformat(),
        version=settings.VERSION,
        engine=connection.vendor,
        engine_version=databases.engine_version(),
        migrations=applied(),
        keys=keys.marks(),
        salt=salt.hex(),
        mark=sealing.mark_of(master) if master else "",
    )
    return manifest, master


def applied() -> dict[str, list[str]]:
    """The migrations of this database, by app."""
    found: dict[str, list[str]] = {}
    for app, name in sorted(MigrationRecorder(connection).applied_migrations()):
        found.setdefault(app, []).append(name)
    return found


def _store(
    folder: Path, name: str, pieces: Iterator[bytes], manifest: Manifest, master: bytes | None
) -> None:
    """Write one file, onto the disk itself, and enter it in the manifest."""
    path, found, size = folder / name, sha256(), 0
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        for piece in sealing.seal(pieces, master, name) if master else pieces:
            file.write(piece)
            found.update(piece)
            size += len(piece)
        file.flush()
        os.fsync(file.fileno())
    manifest.files[name] = Stored(size, found.hexdigest())


def _names(storage: Storage, folder: str = "") -> Iterator[str]:
    """Every file of the storage, whatever storage it is."""
    if folder == "" and not storage.exists(""):
        return
    folders, files = storage.listdir(folder)
    yield from (str(PurePosixPath(folder, file)) for file in sorted(files))
    for inner in sorted(folders):
        yield from _names(storage, str(PurePosixPath(folder, inner)))


def _content(name: str) -> Iterator[bytes]:
    try:
        with default_storage.open(name) as file:
            yield from file.chunks(PIECE)
    except FileNotFoundError as gone:
        raise BackupRefused(
            f"备份途中文件 {name} 被删除，请再备份一次。", "备份途中有文件被删除，请再备份一次。"
        ) from gone


def _free_name(folder: Path, now: datetime) -> Path:
    place = folder / f"{PREFIX}{timezone.localtime(now):%Y%m%d-%H%M%S}"
    if place.exists():
        raise BackupRefused(f"{place} 已经存在。", "同一时刻已有一份备份。")
    return place


@contextmanager
def _partial(folder: Path) -> Iterator[Path]:
    """A folder that is gone unless it was renamed; what a power cut left of others goes too."""
    for left in folder.glob(f"{PARTIAL}*"):
        shutil.rmtree(left, ignore_errors=True)
    partial = Path(tempfile.mkdtemp(dir=folder, prefix=PARTIAL))
    try:
        yield partial
    finally:
        shutil.rmtree(partial, ignore_errors=True)
