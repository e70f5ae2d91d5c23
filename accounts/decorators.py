"""What views say about themselves."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any


def open_at_gate(view: Callable[..., Any]) -> Callable[..., Any]:
    """Open to who is logged in but still owes a new password or a second factor."""
    view.open_at_gate = True  # type: ignore[attr-defined]
    return view
