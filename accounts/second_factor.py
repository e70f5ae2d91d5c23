"""The second factor: a code that changes every half minute, and recovery codes on paper."""

from __future__ import annotations

import secrets
from base64 import b32encode
from typing import TYPE_CHECKING

import segno
from django.db import transaction
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.models import TOTPDevice

if TYPE_CHECKING:
    from accounts.models import User

SESSION_FLAG = "second_factor"
RECOVERY_CODES = 10
RECOVERY_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"


class SecondFactorRefused(Exception):
    """The sentence for the screen."""


def has_second_factor(user: User) -> bool:
    return TOTPDevice.objects.filter(user=user, confirmed=True).exists()


@transaction.atomic
def begin(*, user: User) -> TOTPDevice:
    """The device that waits to be confirmed; the same one until it is."""
    if has_second_factor(user):
        raise SecondFactorRefused("动态口令已启用。要换手机，请先停用。")
    device, _ = TOTPDevice.objects.get_or_create(
        user=user, confirmed=False, defaults={"name": "手机动态口令"}
    )
    return device


def picture(device: TOTPDevice) -> str:
    """The QR code to scan, as the address of a picture."""
    return segno.make(device.config_url, error="m").svg_data_uri(scale=5, border=2)


def secret(device: TOTPDevice) -> str:
    """The same for typing, in groups of four."""
    text = b32encode(device.bin_key).decode().rstrip("=")
    return " ".join(text[start : start + 4] for start in range(0, len(text), 4))


@transaction.atomic
def confirm(*, user: User, code: str) -> list[str]:
    """Switch it on with a code from the phone. Returns the recovery codes, shown this once."""
    device = begin(user=user)
    if not device.verify_token(code):
        raise SecondFactorRefused("动态口令不对，请输入手机上现在显示的 6 位数字。")
    device.confirmed = True
    device.save(update_fields=["confirmed"])
    return renew_recovery_codes(user=user)


@transaction.atomic
def renew_recovery_codes(*, user: User) -> list[str]:
    """New codes for a lost phone, each good once; the old ones end."""
    StaticDevice.objects.filter(user=user).delete()
    device = StaticDevice.objects.create(user=user, name="备用码")
    codes = [_recovery_code() for _ in range(RECOVERY_CODES)]
    for code in codes:
        device.token_set.create(token=code)
    return codes


def _recovery_code() -> str:
    return "".join(secrets.choice(RECOVERY_ALPHABET) for _ in range(10))


def check(*, user: User, code: str) -> None:
    """Refuse unless ``code`` is the phone's present one or an unused recovery code.

    Wrong codes make both devices wait longer and longer (django-otp's throttling).
    """
    devices = [
        *TOTPDevice.objects.filter(user=user, confirmed=True),
        *StaticDevice.objects.filter(user=user, confirmed=True),
    ]
    typed = code.replace(" ", "").replace("-", "").lower()
    if any(device.verify_token(typed) for device in devices):
        return
    raise SecondFactorRefused("动态口令不对。如刚才连续输错，请等一分钟再试。")


def switch_off(*, user: User, code: str) -> None:
    """Only who can still show a code may switch it off. (A wrong code is counted, not undone.)"""
    check(user=user, code=code)
    forget(user=user)


@transaction.atomic
def forget(*, user: User) -> None:
    """Take the second factor away: for a lost phone, by who keeps the accounts."""
    TOTPDevice.objects.filter(user=user).delete()
    StaticDevice.objects.filter(user=user).delete()
