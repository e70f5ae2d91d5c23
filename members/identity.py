"""What is kept beside a person's name and numbers: how the name sounds, digests and last digits."""

from __future__ import annotations

from typing import Any

from accounts import crypto
from members.pinyin import pinyin_of

TAIL = 4


def beside(values: dict[str, Any]) -> dict[str, Any]:
    """The columns that follow from those of ``values`` that name a person; only what follows."""
    derived: dict[str, Any] = {}
    if "name" in values:
        derived["name_pinyin"] = pinyin_of(values["name"])
    if "id_number" in values:
        number = values["id_number"]
        derived["id_digest"] = crypto.digest(number) if number else None
        derived["id_tail"] = number[-TAIL:]
    if "phone" in values:
        number = values["phone"]
        derived["phone_digest"] = crypto.digest(number) if number else ""
        derived["phone_tail"] = number[-TAIL:]
    return derived
