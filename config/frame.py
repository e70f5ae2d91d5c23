"""What the frame of every page shows: navigation, the post one acts in, unread notices."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest


def frame(request: HttpRequest) -> dict[str, Any]:
    """Context processor. Empty for who is not logged in."""
    return {"frame": None}
