"""Verbs on the keys of programs."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from secrets import token_urlsafe

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts import crypto
from accounts.models import ApiToken, User

SECRET_BYTES = 32
PREFIX = "hm_"  # by which a scanner finds one that was left in a file
MOST_DAYS = 366
MOST_TOKENS = 10
SEEN_EVERY = timedelta(minutes=1)


class TokenRefused(Exception):
    """The sentence for the screen."""


@transaction.atomic
def create_token(
    *, user: User, name: str, expires_on: date, today: date, now: datetime
) -> tuple[ApiToken, str]:
    """A new key and its secret, which is shown once and cannot be read again.

    Refused: without a name, twice the same name, a day that is past or more than a year ahead,
    more keys than anybody keeps in view.
    """
    if not today <= expires_on <= today + timedelta(days=MOST_DAYS):
        raise TokenRefused("有效期从今天起，最长一年。")
    if ApiToken.objects.filter(user=user).live(today).count() >= MOST_TOKENS:
        raise TokenRefused(f"最多同时有 {MOST_TOKENS} 个令牌，请先停用不再使用的。")
    secret = PREFIX + token_urlsafe(SECRET_BYTES)
    token = ApiToken(
        user=user,
        name=name.strip(),
        digest=crypto.digest(secret),
        expires_on=expires_on,
        created_at=now,
    )
    try:
        token.full_clean()
    except ValidationError as fault:
        raise TokenRefused("".join(fault.messages)) from fault
    token.save()
    return token, secret


@transaction.atomic
def revoke_token(*, token: ApiToken, now: datetime) -> None:
    """From now on it opens nothing. Again: harmless."""
    if token.revoked_at is None:
        token.revoked_at = now
        token.save(update_fields=["revoked_at"])


def revoke_all(*, user: User, now: datetime) -> None:
    """All keys of a person, when the account is no longer trusted."""
    for token in ApiToken.objects.filter(user=user, revoked_at=None):
        revoke_token(token=token, now=now)


def token_of(*, secret: str, today: date, now: datetime) -> ApiToken | None:
    """The live key of a person in service, with the person; notes its use to the minute."""
    tokens = ApiToken.objects.live(today).select_related("user")
    found = tokens.filter(digest=crypto.digest(secret), user__is_active=True).first()
    if found and (found.last_used_at is None or now - found.last_used_at >= SEEN_EVERY):
        ApiToken.objects.filter(pk=found.pk).update(last_used_at=now)
    return found
