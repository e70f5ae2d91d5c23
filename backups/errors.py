"""What stops a backup or a restore, in a sentence for standard error and one for the screen."""

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
    """The sentence. ``on_screen`` is the same for who reads it in the application, where names of
    files and programs of the server say nothing; they stay in the log and on standard error."""

    def __init__(self, sentence: str, on_screen: str = "") -> None:
        super().__init__(sentence)
        self.on_screen = on_screen or sentence


def of_disk(failure: OSError, place: Path) -> BackupRefused:
    """What the operating system said, in our words."""
    why = PLAIN_WORDS.get(failure.errno or 0, f"系统错误 {failure.errno}")
    return BackupRefused(
        f"不能读写 {failure.filename or place}：{why}。", f"不能读写服务器上的文件：{why}。"
    )
