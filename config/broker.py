"""The embedded broker: messages are files in a folder, so that jobs run without any server.

kombu's own ``filesystem`` transport lets a worker die on a half-written file and loses what a
killed worker had taken. Here a message is written under another name and renamed when it is
complete; who takes one moves it into a folder of its own, which it holds locked as long as it
lives; done means unlinked; and what a dead worker had taken is taken back by any living one.

    <folder>/new/        complete messages, oldest first by name
    <folder>/writing/    messages being written
    <folder>/taken/<n>/  messages that one process has taken and not finished
    <folder>/corrupt/    what could not be read, for a look

POSIX only (flock, atomic rename). No fanout, hence no remote control of workers.
"""

from __future__ import annotations

import contextlib
import fcntl
import logging
import os
import shutil
import time
from collections.abc import Iterator
from pathlib import Path
from queue import Empty
from typing import Any
from uuid import uuid4

from kombu.transport import virtual
from kombu.utils.json import dumps, loads

log = logging.getLogger(__name__)

LOCK = "lock"
STALE_SECONDS = 3600  # a message half-written for so long has lost its writer


class Spool:
    """The folder. Safe for any number of processes and threads on one machine."""

    look_around_seconds = 5.0

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.new, self.writing = folder / "new", folder / "writing"
        self.taken, self.corrupt = folder / "taken", folder / "corrupt"
        self._own: Path | None = None
        self._lock_handle: int | None = None
        self._looked_around = float("-inf")
        self.make_folders()

    def make_folders(self) -> None:
        for part in (self.new, self.writing, self.taken, self.corrupt):
            part.mkdir(parents=True, exist_ok=True)

    def put(self, queue: str, payload: bytes) -> None:
        """Add a message; it is on the disk, whole, before anyone can see it."""
        name = f"{time.time_ns():020}-{uuid4().hex}.{queue}"
        draft = self.writing / name
        self.make_folders()
        with draft.open("xb") as file:
            file.write(payload)
            file.flush()
            os.fsync(file.fileno())
        draft.rename(self.new / name)
        handle = os.open(self.new, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)

    def take(self, queue: str) -> Path | None:
        """Move the oldest message of ``queue`` into one's own folder; None when there is none."""
        self.make_folders()
        own = self._settle()
        if time.monotonic() - self._looked_around > self.look_around_seconds:
            self._looked_around = time.monotonic()
            self.take_back()
        for name in self._waiting(queue):
            with contextlib.suppress(FileNotFoundError):  # another one was faster
                (self.new / name).rename(own / name)
                return own / name
        return None

    def give_back(self, message: Path) -> None:
        """Put a taken message where it was, in its old place."""
        with contextlib.suppress(FileNotFoundError):
            message.rename(self.new / message.name)

    def set_aside(self, message: Path) -> None:
        log.error("unreadable message set aside: %s", message.name)
        message.rename(self.corrupt / message.name)

    def size(self, queue: str) -> int:
        return sum(1 for _ in self._waiting(queue))

    def purge(self, queue: str) -> int:
        names = list(self._waiting(queue))
        for name in names:
            (self.new / name).unlink(missing_ok=True)
        return len(names)

    def has_takers(self) -> bool:
        """Whether any living process takes messages from here."""
        return any(_is_held(folder / LOCK) for folder in self._folders())

    def take_back(self) -> None:
        """Put what dead processes had taken back into its place, and clear half-written files."""
        for folder in self._folders():
            if folder != self._own:
                _empty_if_dead(folder, self.new)
        for draft in self.writing.iterdir():
            with contextlib.suppress(FileNotFoundError):
                if time.time() - draft.stat().st_mtime > STALE_SECONDS:
                    draft.unlink()

    def _waiting(self, queue: str) -> Iterator[str]:
        ending = f".{queue}"
        return (name for name in sorted(os.listdir(self.new)) if name.endswith(ending))

    def _folders(self) -> Iterator[Path]:
        return (path for path in self.taken.iterdir() if not path.name.startswith("."))

    def _settle(self) -> Path:
        """The process's own folder. It is locked before others can see it."""
        if self._own is None or not self._own.exists():
            if self._lock_handle is not None:  # someone emptied the whole folder
                os.close(self._lock_handle)
            name = f"{os.getpid()}-{uuid4().hex}"
            folder = self.taken / f".{name}"
            folder.mkdir()
            self._lock_handle = os.open(folder / LOCK, os.O_WRONLY | os.O_CREAT)
            fcntl.flock(self._lock_handle, fcntl.LOCK_EX)
            self._own = folder.rename(self.taken / name)
        return self._own


def _is_held(lock: Path) -> bool:
    try:
        handle = os.open(lock, os.O_WRONLY)
    except FileNotFoundError:
        return False
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    else:
        return False
    finally:
        os.close(handle)


def _empty_if_dead(folder: Path, target: Path) -> None:
    try:
        handle = os.open(folder / LOCK, os.O_WRONLY)
    except FileNotFoundError:
        return
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return
    else:
        for message in folder.glob("[0-9]*"):
            message.rename(target / message.name)
        shutil.rmtree(folder)
    finally:
        os.close(handle)


_spools: dict[tuple[int, str], Spool] = {}


def spool_at(folder: str) -> Spool:
    """The one spool of this process on ``folder``; a fork gets its own."""
    key = (os.getpid(), folder)
    return _spools.setdefault(key, _spools.get(key) or Spool(Path(folder)))


class QoS(virtual.QoS):
    def ack(self, delivery_tag: str) -> None:
        super().ack(delivery_tag)
        self.channel.finish(delivery_tag)

    def reject(self, delivery_tag: str, requeue: bool = False) -> None:
        super().reject(delivery_tag, requeue=requeue)
        if not requeue:
            self.channel.finish(delivery_tag)


class Channel(virtual.Channel):
    QoS = QoS

    def __init__(self, connection: Any, **kwargs: Any) -> None:
        super().__init__(connection, **kwargs)
        self.spool = spool_at(connection.client.transport_options["folder"])
        self._files: dict[str, Path] = {}
        self._unacknowledged_queues: set[str] = set()

    def finish(self, delivery_tag: str) -> None:
        """The message is dealt with for good."""
        if file := self._files.pop(delivery_tag, None):
            file.unlink(missing_ok=True)

    def basic_consume(self, queue: str, no_ack: bool, *args: Any, **kwargs: Any) -> None:
        if no_ack:
            self._unacknowledged_queues.add(queue)
        super().basic_consume(queue, no_ack, *args, **kwargs)

    def basic_get(self, queue: str, no_ack: bool = False, **kwargs: Any) -> Any:
        message = super().basic_get(queue, no_ack=no_ack, **kwargs)
        if message and no_ack:
            self.finish(message.delivery_tag)
        return message

    def _put(self, queue: str, message: dict[str, Any], **kwargs: Any) -> None:
        self.spool.put(queue, dumps(message).encode())

    def _get(self, queue: str, timeout: float | None = None) -> dict[str, Any]:
        while file := self.spool.take(queue):
            try:
                message = loads(file.read_bytes().decode())
                delivery_tag = message["properties"]["delivery_tag"]
            except (ValueError, KeyError, TypeError):
                self.spool.set_aside(file)
                continue
            self._files[delivery_tag] = file
            if queue in self._unacknowledged_queues:
                self.finish(delivery_tag)
            return message
        raise Empty

    def _restore(self, message: Any) -> None:
        if file := self._files.pop(message.delivery_tag, None):
            self.spool.give_back(file)

    def _size(self, queue: str) -> int:
        return self.spool.size(queue)

    def _purge(self, queue: str) -> int:
        return self.spool.purge(queue)


class Transport(virtual.Transport):
    """What ``CELERY_BROKER_URL=filesystem://`` stands for (see config/celery.py)."""

    Channel = Channel
    driver_type = driver_name = "filesystem"
    # Declared once a process, whatever connection did it.
    global_state = virtual.BrokerState()

    def __init__(self, client: Any, **kwargs: Any) -> None:
        super().__init__(client, **kwargs)
        self.state = self.global_state

    def driver_version(self) -> str:
        return "1"
