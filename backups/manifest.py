"""What lies in a backup: ``manifest.json`` beside the files, one checksum each."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

from backups import sealing
from backups.errors import BackupRefused

NAME = "manifest.json"
PRODUCT, FORMAT = "hongmen", 1
PIECE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Stored:
    """A file as it lies in the backup (sealed, if the backup is)."""

    size: int
    sha256: str


@dataclass(slots=True)
class Manifest:
    made_at: str
    version: str
    engine: str  # sqlite or postgresql
    engine_version: str
    migrations: dict[str, list[str]]
    keys: dict[str, str]  # id of each key of the personal data → its mark
    salt: str = ""  # of the passphrase; empty: not sealed
    mark: str = ""  # by which the passphrase is recognised
    product: str = PRODUCT
    format: int = FORMAT
    files: dict[str, Stored] = field(default_factory=dict)

    @property
    def size(self) -> int:
        return sum(stored.size for stored in self.files.values())

    def write(self, folder: Path) -> None:
        text = json.dumps(asdict(self), ensure_ascii=False, indent=1)
        (folder / NAME).write_text(text, encoding="utf-8")

    @classmethod
    def read(cls, folder: Path) -> Manifest:
        """Raises BackupRefused when ``folder`` is no backup that we know how to read."""
        try:
            told = json.loads((folder / NAME).read_text(encoding="utf-8"))
        except FileNotFoundError as missing:
            raise BackupRefused(f"{folder} 不是一份备份：里面没有 {NAME}。") from missing
        except ValueError as broken:
            raise BackupRefused(f"{folder / NAME} 已损坏，读不出来。") from broken
        if not isinstance(told, dict) or told.get("product") != PRODUCT:
            raise BackupRefused(f"{folder} 不是本系统的备份。")
        if told.get("format") != FORMAT:
            raise BackupRefused(f"{folder} 是更新版本的程序做的备份，请先升级程序再恢复。")
        try:
            files = {name: Stored(**stored) for name, stored in told.pop("files").items()}
            return cls(**told, files=files)
        except (KeyError, TypeError) as broken:
            raise BackupRefused(f"{folder / NAME} 已损坏，内容不全。") from broken

    def master_key(self, passphrase: str) -> bytes | None:
        """The key that opens the files; None for a backup that is not sealed."""
        if not self.salt:
            return None
        if not passphrase:
            raise BackupRefused("这份备份加了密，请用 BACKUP_PASSPHRASE 给出口令。")
        master = sealing.master_key(passphrase, bytes.fromhex(self.salt))
        if sealing.mark_of(master) != self.mark:
            raise BackupRefused("BACKUP_PASSPHRASE 不是这份备份的口令。")
        return master

    def verify(self, folder: Path) -> None:
        """Every file is there, with its size and checksum; raises BackupRefused with the first."""
        for name, stored in self.files.items():
            path = folder / name
            if not path.is_file():
                raise BackupRefused(f"备份不完整：缺少 {name}。", "备份不完整，缺少文件。")
            with path.open("rb") as file:
                whole = path.stat().st_size == stored.size and checksum(file) == stored.sha256
            if not whole:
                raise BackupRefused(
                    f"备份已损坏：{name} 与清单里的校验值不符。", "备份读回来与写下的不符。"
                )


def checksum(file: Any) -> str:
    """Of an open file, to its end."""
    found = sha256()
    while piece := file.read(PIECE):
        found.update(piece)
    return found.hexdigest()
