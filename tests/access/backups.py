"""Backups: whoever keeps the system, and nobody who works with its content."""

from __future__ import annotations

from tests.access.row import Row

KEEPER = "administrator"

ROWS = [
    Row("backups:list", reads=KEEPER, refuses=403),
    Row("backups:now", writes=KEEPER, refuses=403),
]
