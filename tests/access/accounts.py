"""Accounts: everybody has one; who keeps them all is the administrator."""

from __future__ import annotations

from tests.access.row import Row
from tests.access.world import EVERYONE

ROWS = [
    Row("home", reads=EVERYONE, shows=302),
    Row(
        "accounts:login",
        reads=EVERYONE,
        shows=302,
        writes=EVERYONE,
        done=200,
        public=True,
        visitors=200,
    ),
    Row("accounts:code", reads=EVERYONE, shows=302, writes=EVERYONE, public=True),
    Row("accounts:logout", writes=EVERYONE),
    Row("accounts:act_as", writes=EVERYONE, args=lambda world: {"pk": 1}),
    Row("accounts:me", reads=EVERYONE),
    Row("accounts:password", reads=EVERYONE, writes=EVERYONE, done=200),
    Row("accounts:end_session", writes=EVERYONE, args=lambda world: {"handle": "0"}),
]
