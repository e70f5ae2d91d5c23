"""What stops a backup or a restore, in a sentence fit for the screen and for standard error."""

from __future__ import annotations

import errno
from pathlib import Path

PLAIN_WORDS = {
    errno.ENOSPC: "磁盘已满",
    errno.EACCES: "没有权限",
    errno.EPERM: "没有权限",
    errno.EROFS: "磁盘是只读的",
    errno.ENOENT: "不存在",
    errno.ENOTDIR: "不是文件夹",
    errno.EIO: "磁盘读写出错",
}


class BackupRefused(Exception):
    """The sentence."""


def of_disk(failure: OSError, place: Path) -> BackupRefused:
    """What the operating system said, in our words."""
    why = PLAIN_WORDS.get(failure.errno or 0, f"系统错误 {failure.errno}")
    return BackupRefused(f"不能读写 {failure.filename or place}：{why}。")
