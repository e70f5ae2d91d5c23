"""Where a request comes from."""

from __future__ import annotations

from ipaddress import ip_address

from django.conf import settings
from django.http import HttpRequest


def client_address(request: HttpRequest) -> str | None:
    """The client's address. Headers count only as far as ``PROXIES`` of ours have written them."""
    hops = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")
    trusted = settings.PROXIES
    said = hops[-trusted] if 0 < trusted <= len(hops) else ""
    try:
        return str(ip_address((said or request.META.get("REMOTE_ADDR", "")).strip()))
    except ValueError:  # a socket without an address
        return None
