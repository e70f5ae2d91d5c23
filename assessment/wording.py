"""How points are written."""

from __future__ import annotations

from decimal import Decimal


def plain(points: Decimal) -> str:
    """``2.0`` as 2, ``2.5`` as 2.5."""
    return f"{points:.1f}".removesuffix(".0")
