"""What a password must be, in sentences that stand on the page before one types."""

from __future__ import annotations

import secrets
from typing import Any

from django.contrib.auth import password_validation
from django.core.exceptions import ValidationError

KINDS = ("大写字母", "小写字母", "数字", "符号")
KINDS_NEEDED = 3
# Without characters that look alike when read aloud or written down.
UPPER, LOWER, DIGITS = "ABCDEFGHJKLMNPQRSTUVWXYZ", "abcdefghijkmnpqrstuvwxyz", "23456789"


class LongEnough:
    def __init__(self, at_least: int = 10) -> None:
        self.at_least = at_least

    def validate(self, password: str, user: Any = None) -> None:
        if len(password) < self.at_least:
            raise ValidationError(f"密码只有 {len(password)} 位，至少需要 {self.at_least} 位。")

    def get_help_text(self) -> str:
        return f"至少 {self.at_least} 位。"


class MixedKinds:
    def validate(self, password: str, user: Any = None) -> None:
        found = {_kind(character) for character in password}
        if len(found) < KINDS_NEEDED:
            raise ValidationError(self.get_help_text())

    def get_help_text(self) -> str:
        return f"{'、'.join(KINDS)}四种里至少用三种。"


class NotAboutOneself:
    def validate(self, password: str, user: Any = None) -> None:
        known = [getattr(user, name, "") for name in ("staff_number", "name")]
        if any(part and part.lower() in password.lower() for part in known):
            raise ValidationError(self.get_help_text())

    def get_help_text(self) -> str:
        return "不含本人的姓名和工号。"


class NotCommon(password_validation.CommonPasswordValidator):
    def get_error_message(self) -> str:
        return "这个密码太常见，容易被猜到，请换一个。"

    def get_help_text(self) -> str:
        return "不用常见的密码，如 a1234567。"


def _kind(character: str) -> str:
    if character.isdigit():
        return "数字"
    if character.isupper():
        return "大写字母"
    return "小写字母" if character.islower() else "符号"


def first_password() -> str:
    """A random password that satisfies the rules and can be read out: ``Kfp7-mWqd-42Ln``."""
    letters = UPPER + LOWER + DIGITS
    sure = [secrets.choice(UPPER), secrets.choice(LOWER), secrets.choice(DIGITS)]
    drawn = sure + [secrets.choice(letters) for _ in range(9)]
    secrets.SystemRandom().shuffle(drawn)
    text = "".join(drawn)
    return f"{text[:4]}-{text[4:8]}-{text[8:]}"
