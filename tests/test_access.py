"""Every named address as every role: exactly who reads and who writes.

The pages that are answered are looked through for what the strict CSP would stop.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator
from urllib.parse import urlencode

import pytest
from django.conf import settings
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests import access
from tests.access.row import Row
from tests.access.world import ROLES, World
from tests.markup import faults

# Namespaces of packages that guard themselves; one test each below instead of a row per address.
GUARDED = {"admin"}
EVERY_ROLE = ("anonymous", *ROLES)


def table() -> dict[str, Row]:
    modules = [
        importlib.import_module(f"tests.access.{found.name}")
        for found in pkgutil.iter_modules(access.__path__)
    ]
    rows = [row for module in modules for row in getattr(module, "ROWS", [])]
    names = [row.name for row in rows]
    doubled = {name for name in names if names.count(name) > 1}
    assert not doubled, f"more than one row for {doubled}"
    return dict(zip(names, rows, strict=True))


def addresses(resolver: URLResolver, prefix: str = "") -> Iterator[str]:
    """Full names of all addresses; one without a name comes as its pattern in angle brackets."""
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLPattern):
            yield prefix + (pattern.name or f"<{pattern.pattern}>")
        elif pattern.namespace not in GUARDED:
            yield from addresses(
                pattern, prefix + (f"{pattern.namespace}:" if pattern.namespace else "")
            )


TABLE = table()


def test_every_address_stands_in_the_table():
    assert set(addresses(get_resolver())) == set(TABLE)


@pytest.mark.django_db
@pytest.mark.parametrize("name", sorted(TABLE))
def test_exactly_who_may(name):
    row, world = TABLE[name], World()
    url = reverse(name, kwargs=row.args(world))
    query = urlencode(row.query(world))
    if query:
        url = f"{url}?{query}"
    data = row.data(world)

    wrong = {}
    for role in EVERY_ROLE:
        for writing in (False, True):
            expected = row.expected(role, writing=writing)
            status = answer(row, world, role, url, data if writing else None)
            if status != expected:
                wrong[role, "writes" if writing else "reads"] = f"{status}, not {expected}"

    assert not wrong


def answer(row: Row, world: World, role: str, url: str, data: dict | None) -> int:
    """The status for ``role``; whatever the request changed is undone."""
    client, user = Client(), world.user(role)
    with transaction.atomic():
        if user.is_authenticated:
            client.force_login(user, "django.contrib.auth.backends.ModelBackend")
        send = client.get if data is None else getattr(client, row.method)
        as_json = {"content_type": "application/json"} if row.json and data is not None else {}
        response = send(url, data, **as_json)
        transaction.set_rollback(True)
    if response.status_code == 200 and response.get("Content-Type", "").startswith("text/html"):
        assert not faults(response.content.decode()), f"{role} at {url}"
    if response.status_code == 302 and role == "anonymous" and not row.public:
        assert response.url.startswith(reverse(settings.LOGIN_URL))
    if response.streaming:
        b"".join(response.streaming_content)  # which closes the file
    return response.status_code


@pytest.mark.django_db
@pytest.mark.parametrize("namespace", sorted(GUARDED & set(get_resolver().namespace_dict)))
def test_only_staff_enter_what_guards_itself(namespace):
    world = World()
    for role in EVERY_ROLE:
        user, client = world.user(role), Client()
        if user.is_authenticated:
            client.force_login(user, "django.contrib.auth.backends.ModelBackend")
        response = client.get(reverse(f"{namespace}:index"))
        assert response.status_code == 302, role
        assert "/login/" in response.url
