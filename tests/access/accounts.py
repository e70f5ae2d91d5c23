"""Accounts: everybody has one; who keeps them all is the administrator."""

from __future__ import annotations

from django.utils import timezone

from accounts.models import ApiToken
from tests.access.row import Row
from tests.access.world import EVERYONE, World
from tests.factories import UserFactory

KEEPER, AUDITOR = "administrator", "auditor"


def somebody(world: World):
    return {"pk": UserFactory().pk}


def token(world):
    made = ApiToken.objects.create(
        user=world.user("secretary"), name="同步", digest="0" * 64, expires_on=timezone.localdate()
    )
    return {"pk": made.pk}


ROWS = [
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
    Row("accounts:second_factor", reads=EVERYONE, writes=EVERYONE, done=200),
    Row("accounts:second_factor_off", reads=EVERYONE, writes=EVERYONE, done=200),
    Row("accounts:recovery_codes", writes=EVERYONE),
    Row("accounts:tokens", reads=EVERYONE, writes=EVERYONE, done=200),
    Row("accounts:revoke_token", writes="secretary", args=token),
    Row("accounts:looks", reads=EVERYONE),
    Row("accounts:audit", reads=AUDITOR, refuses=403),
    Row("accounts:audit_file", reads=AUDITOR, refuses=403),
    Row("accounts:logins", reads=AUDITOR, refuses=403),
    Row("accounts:failed_logins", reads=AUDITOR, refuses=403),
    Row("accounts:people", reads=KEEPER, refuses=403),
    Row("accounts:new", reads=KEEPER, writes=KEEPER, done=200, refuses=403),
    Row("accounts:person", reads=KEEPER, args=somebody),
    Row("accounts:reset_password", writes=KEEPER, args=somebody, done=200),
    Row("accounts:unlock", writes=KEEPER, args=somebody),
    Row("accounts:take_factor", writes=KEEPER, args=somebody),
    Row("accounts:deactivate", writes=KEEPER, args=somebody, data=lambda world: {"reason": "退休"}),
    Row("accounts:activate", writes=KEEPER, args=somebody),
]
