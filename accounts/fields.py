"""Columns that are encrypted at rest."""

from __future__ import annotations

from typing import Any

from django.db import models

from accounts import crypto


class EncryptedTextField(models.TextField):
    """Plain text in Python, ciphertext in the database; empty stays empty.

    Not searchable but by the column named ``digest``, which holds the keyed digest of the value.
    """

    def __init__(self, *args: Any, digest: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.digest = digest

    def get_prep_value(self, value: Any) -> Any:
        value = super().get_prep_value(value)
        return crypto.encrypt(value) if value else value

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Any:
        return crypto.decrypt(value) if value else value


class EncryptedBinaryField(models.BinaryField):
    """Plain bytes in Python (a file that waits to be read), ciphertext in the database."""

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        sealed = crypto.seal(bytes(value)) if value else value
        return super().get_db_prep_value(sealed, connection, prepared)

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Any:
        return crypto.unseal(bytes(value)) if value else b""
