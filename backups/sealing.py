"""Files under a passphrase: AES-256-GCM in pieces, so that a file of any size is a stream.

The passphrase becomes the master key by scrypt with the backup's salt, and the master key becomes
the key of one file by HKDF with the file's own salt and name. Each piece carries its number and
whether it is the last, so that pieces cannot be left out, swapped or cut off unnoticed.
"""

from __future__ import annotations

import hmac
import os
from collections.abc import Iterator
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from backups.errors import BackupRefused

MAGIC = b"HMB1"
SALT_BYTES = 16
PIECE = 1024 * 1024
TAG_BYTES = 16
DAMAGED = "备份里的 {} 解不开：文件被改动过或不完整。"


def master_key(passphrase: str, salt: bytes) -> bytes:
    """32 MiB and a tenth of a second for each guess."""
    return Scrypt(salt=salt, length=32, n=2**15, r=8, p=1).derive(passphrase.encode())


def mark_of(master: bytes) -> str:
    """By which a passphrase is recognised without opening a file."""
    return hmac.digest(master, b"hongmen backup", "sha256").hex()[:16]


def _cipher(master: bytes, salt: bytes, name: str) -> AESGCM:
    return AESGCM(HKDF(SHA256(), 32, salt, name.encode()).derive(master))


def _nonce(number: int, *, last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes([last])


def seal(pieces: Iterator[bytes], master: bytes, name: str) -> Iterator[bytes]:
    """Ciphertext of a file that comes in pieces of any size."""
    salt = os.urandom(SALT_BYTES)
    cipher = _cipher(master, salt, name)
    yield MAGIC + salt
    number, waiting = 0, b""
    for piece in pieces:
        waiting += piece
        while len(waiting) > PIECE:  # the last one is never empty unless the file is
            yield cipher.encrypt(_nonce(number, last=False), waiting[:PIECE], None)
            number, waiting = number + 1, waiting[PIECE:]
    yield cipher.encrypt(_nonce(number, last=True), waiting, None)


def unseal(file: BinaryIO, master: bytes, name: str) -> Iterator[bytes]:
    """Plain pieces; raises BackupRefused as soon as something is not as it was written."""
    head = file.read(len(MAGIC) + SALT_BYTES)
    if not head.startswith(MAGIC):
        raise BackupRefused(DAMAGED.format(name))
    cipher = _cipher(master, head[len(MAGIC) :], name)
    number, piece = 0, file.read(PIECE + TAG_BYTES)
    while True:
        following = file.read(PIECE + TAG_BYTES)
        try:
            yield cipher.decrypt(_nonce(number, last=not following), piece, None)
        except InvalidTag as wrong:
            raise BackupRefused(DAMAGED.format(name)) from wrong
        if not following:
            return
        number, piece = number + 1, following
