"""Finding people by what one knows of them: name, pinyin, staff number, ends of numbers.

ID numbers and phones are encrypted; whole ones are found by their keyed digest, parts only by the
last four characters, which are kept in the open.
"""

from __future__ import annotations

import re
import unicodedata

from django.db.models import CharField, F, Q, Value
from django.db.models.functions import Replace

from accounts import crypto
from members import id_numbers
from members.models.member import MemberQuerySet

LONGEST_INITIALS = 4
MOBILE = re.compile(r"1[3-9]\d{9}")
TAIL = re.compile(r"\d{3}[\dX]")
LETTERS = re.compile(r"[a-z' ]+")


def matching(members: MemberQuerySet, typed: str) -> MemberQuerySet:
    """Those of ``members`` that ``typed`` may mean; all when nothing was typed."""
    words = unicodedata.normalize("NFKC", typed).strip()
    if not words:
        return members
    joined = Replace(F("name_pinyin"), Value(" "), Value(""), output_field=CharField())
    return members.alias(pinyin_joined=joined).filter(_meaning(words))


def _meaning(words: str) -> Q:
    number = words.replace(" ", "").upper()
    if not id_numbers.fault_of(number):
        return Q(id_digest=crypto.digest(number))
    if MOBILE.fullmatch(number):
        return Q(phone_digest=crypto.digest(number))
    found = Q(staff_number__istartswith=number)
    if TAIL.fullmatch(number):
        found |= Q(id_tail=number)
    if LETTERS.fullmatch(words.lower()):
        return found | _sound(words.lower())
    return found | Q(name__contains=words.replace(" ", ""))


def _sound(words: str) -> Q:
    """``zhangwei``, ``zhang wei`` and ``zw`` all mean 张伟."""
    letters = re.sub(r"[^a-z]", "", words)
    found = Q(pinyin_joined__startswith=letters)
    if len(letters) <= LONGEST_INITIALS:
        found |= Q(name_pinyin__regex="^" + r"\S* ".join(letters))
    return found
