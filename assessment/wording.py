"""How points are written."""

from __future__ import annotations

from decimal import Decimal


def plain(points: Decimal) -> str:
    """``2.0`` as 2, ``2.5`` as 2.5."""
    return f"{points:.1f}".removesuffix(".0")


def span_of_points(points: Decimal, upper: Decimal | None) -> str:
    """``3 分`` or ``3 到 15 分``."""
    return f"{plain(points)} 分" if upper is None else f"{plain(points)} 到 {plain(upper)} 分"
