"""Rosters that leave the system, in the layout that the import reads."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from accounts import audit
from accounts.models import User
from members.choices import Education, Sex, StaffCategory, Stage
from members.models import Membership
from members.models.member import MemberQuerySet
from members.sheets.writing import write_roster

LABELS = {
    "sex": dict(Sex.choices),
    "category": dict(StaffCategory.choices),
    "stage": dict(Stage.choices),
    "education": dict(Education.choices),
}
# What of a member goes into each column; branch and group come from the memberships.
FIELDS = (
    "name", "sex", "nationality", "id_number", "birth_date", "phone", "staff_number", "category",
    "unit__name", "", "", "stage", "joined_on", "confirmed_on", "education", "post", "work_since",
)  # fmt: skip
BRANCH = FIELDS.index("")
MASKED = {"id_number": ("id_tail", 14), "phone": ("phone_tail", 7)}


def export_roster(*, members: MemberQuerySet, today: date, full: bool, user: User) -> bytes:
    """``members`` in their order. ID numbers and phones are masked; whole ones (``full``) are a
    look at each person's data and stand in the trail."""
    if full:
        audit.record_looks(user=user, objects=members.only("pk", "name"), field="名册导出")
    return write_roster(_rows(members, today, full))


def _rows(members: MemberQuerySet, today: date, full: bool) -> Iterator[list[str]]:
    """Two queries, whatever the number of people."""
    fields = [name if full else MASKED.get(name, (name,))[0] for name in FIELDS if name]
    belonging = Membership.objects.on(today).filter(member__in=members.order_by()).order_by("kind")
    places = {
        pk: (branch, group or "")
        for pk, branch, group in belonging.values_list("member", "branch__name", "group__name")
    }
    for pk, *values in members.values_list("pk", *fields):
        texts = [
            _text(name, value, full)
            for name, value in zip(filter(None, FIELDS), values, strict=True)
        ]
        yield [*texts[:BRANCH], *places.get(pk, ("", "")), *texts[BRANCH:]]


def _text(name: str, value: str | None, full: bool) -> str:
    if not value:
        return ""
    if name in LABELS:
        return LABELS[name].get(value, value)
    if name in MASKED and not full:
        return "*" * MASKED[name][1] + value
    return value
