"""Personal data at rest: authenticated encryption and a keyed digest to look values up.

A stored value is ``v1.<key id>.<base64 of nonce + ciphertext>``. ``FIELD_KEYS`` lists the keys as
``id:hex``; the first encrypts, every one decrypts. How keys are changed: accounts/keys.py.
"""

from __future__ import annotations

import base64
import hmac
import os
from functools import lru_cache
from hashlib import sha256

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

VERSION = "v1"
NONCE_BYTES = 12


@lru_cache(maxsize=8)
def _keys(configured: str) -> dict[str, tuple[AESGCM, bytes]]:
    """Key id → (cipher, digest key), in the configured order."""
    pairs = (entry.strip().split(":", 1) for entry in configured.split(",") if entry.strip())
    return {
        key_id: (
            AESGCM(bytes.fromhex(secret)),
            hmac.digest(bytes.fromhex(secret), b"look-up", "sha256"),
        )
        for key_id, secret in pairs
    }


def encrypt(plain: str) -> str:
    """``plain`` under the current key; two calls never give the same text."""
    key_id, (cipher, _) = next(iter(_keys(settings.FIELD_KEYS).items()))
    nonce = os.urandom(NONCE_BYTES)
    sealed = base64.b64encode(nonce + cipher.encrypt(nonce, plain.encode(), None)).decode()
    return f"{VERSION}.{key_id}.{sealed}"


def decrypt(stored: str) -> str:
    """The plain text of a stored value; raises ``KeyError`` when its key is not configured."""
    _, key_id, sealed = stored.split(".", 2)
    cipher, _ = _keys(settings.FIELD_KEYS)[key_id]
    raw = base64.b64decode(sealed)
    return cipher.decrypt(raw[:NONCE_BYTES], raw[NONCE_BYTES:], None).decode()


def seal(plain: bytes) -> bytes:
    """A whole file under the current key: ``v1.<key id>.<nonce + ciphertext>``."""
    key_id, (cipher, _) = next(iter(_keys(settings.FIELD_KEYS).items()))
    nonce = os.urandom(NONCE_BYTES)
    return f"{VERSION}.{key_id}.".encode() + nonce + cipher.encrypt(nonce, plain, None)


def unseal(stored: bytes) -> bytes:
    """The plain bytes of what ``seal`` made; raises ``KeyError`` when its key is not configured."""
    _, key_id, sealed = stored.split(b".", 2)
    cipher, _ = _keys(settings.FIELD_KEYS)[key_id.decode()]
    return cipher.decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], None)


def digest(plain: str, key_id: str | None = None) -> str:
    """Keyed digest (64 hex digits) by which equal values find each other without being readable.

    Made with the *last* configured key, which stays when new ones are put in front.
    """
    keys = _keys(settings.FIELD_KEYS)
    _, key = keys[key_id or next(reversed(keys))]
    return hmac.new(key, plain.encode(), sha256).hexdigest()


def key_ids() -> list[str]:
    """Ids of the configured keys, in their order."""
    return list(_keys(settings.FIELD_KEYS))


def marks() -> dict[str, str]:
    """Id → what a key is recognised by without being known; the same id may be another key."""
    keys = _keys(settings.FIELD_KEYS)
    return {
        key_id: hmac.digest(key, b"mark", "sha256").hex()[:16] for key_id, (_, key) in keys.items()
    }
