"""Responsibility lists: written by an office, issued to those below, making duties each period."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max, Q

from branches.choices import BranchKind, Role
from branches.models import Branch, Unit
from duties.choices import DutySource, Every, ListFor
from duties.models import Duty, ResponsibilityItem, ResponsibilityList
from duties.recurring import Span, span_of
from duties.services.refusals import ListRefused
from members.choices import MembershipKind
from members.models import Membership

AT_ONCE = 2_000
ROLE_OF = {ListFor.SECRETARY: Role.SECRETARY.value, ListFor.COMMITTEE: ""}


@transaction.atomic
def draw_up(*, unit: Unit, year: int, whose: str, title: str) -> ResponsibilityList:
    """A new list of a unit for a year, not yet issued. Refused: a second one for the same."""
    drawn = ResponsibilityList(unit=unit, year=year, whose=ListFor(whose), title=title.strip())
    _save(drawn)
    return drawn


@transaction.atomic
def add_item(
    *,
    responsibility_list: ResponsibilityList,
    text: str,
    every: str,
    due_on: date | None = None,
    evidence: str = "",
) -> ResponsibilityItem:
    """One more item, last in order. Owed from the period in which it is added."""
    last = responsibility_list.items.aggregate(last=Max("number"))["last"] or 0
    if every == Every.ONCE and (due_on is None or due_on.year != responsibility_list.year):
        raise ListRefused(f"一次性的事项要填完成时限，并在{responsibility_list.year}年内。")
    item = ResponsibilityItem(
        list=responsibility_list,
        number=last + 1,
        text=text.strip(),
        every=Every(every),
        due_on=due_on if every == Every.ONCE else None,
        evidence=evidence.strip(),
    )
    _save(item)
    return item


@transaction.atomic
def retire_item(*, item: ResponsibilityItem, today: date) -> None:
    """No more duties of it; those that there are stay. Of a list not yet issued it goes."""
    if not ResponsibilityList.objects.issued().filter(pk=item.list_id).exists():
        item.delete()
        return
    item.retired_on = today
    _save(item)


@transaction.atomic
def issue_list(*, responsibility_list: ResponsibilityList, today: date, now: datetime) -> int:
    """From today it is owed; how many duties that makes at once. Refused: a list without items."""
    current = ResponsibilityList.objects.select_for_update().get(pk=responsibility_list.pk)
    if not current.items.exists():
        raise ListRefused("清单里还没有事项。")
    if current.issued_on is None:
        current.issued_on = today
        _save(current)
    return make_duties(today=today, now=now, only=current)


def make_duties(*, today: date, now: datetime, only: ResponsibilityList | None = None) -> int:
    """Every item of an issued list makes its duty of the running period, per branch or member.

    How many were new. Safe to run again: a key in the database stands against doubles, and only
    what is missing is written. Statements grow with the items, not with the branches.
    """
    items = ResponsibilityItem.objects.filter(
        Q(retired_on=None) | Q(retired_on__gt=today),
        list__issued_on__lte=today,
        list__year=today.year,
    ).select_related("list__unit")
    if only is not None:
        items = items.filter(list=only)
    return sum(_make(item, today, now) for item in items.order_by("pk"))


def _make(item: ResponsibilityItem, today: date, now: datetime) -> int:
    span = span_of(Every(item.every), today)
    rows = (
        _of_members(item, span, today)
        if item.list.whose == ListFor.MEMBER
        else _of_branches(item, span, today)
    )
    duties = [_duty(item, span, now, **place) for place in rows]
    with transaction.atomic():
        Duty.objects.bulk_create(duties, batch_size=AT_ONCE, ignore_conflicts=True)
    return len(duties)


def _branches(item: ResponsibilityItem, today: date) -> Any:
    return (
        Branch.objects.holding_meetings()
        .exclude(kind=BranchKind.TEMPORARY)
        .under(item.list.unit)
        .existing_on(today)
    )


def _of_branches(item: ResponsibilityItem, span: Span, today: date) -> Iterator[dict[str, Any]]:
    have = Duty.objects.filter(item=item, period=span.period).values("branch")
    role = ROLE_OF[ListFor(item.list.whose)]
    missing = _branches(item, today).exclude(pk__in=have).order_by("pk")
    for pk in missing.values_list("pk", flat=True):
        yield {"branch_id": pk, "owner_role": role, "key": f"item:{item.pk}:branch:{pk}"}


def _of_members(item: ResponsibilityItem, span: Span, today: date) -> Iterator[dict[str, Any]]:
    have = Duty.objects.filter(item=item, period=span.period).values("owner")
    rows = (
        Membership.objects.rosters_on(list(_branches(item, today)), today)
        .filter(kind=MembershipKind.FULL)
        .exclude(member__in=have)
    )
    for branch, member in rows.values_list("branch_id", "member_id"):
        key = f"item:{item.pk}:member:{member}"
        yield {"branch_id": branch, "owner_id": member, "key": key}


def _duty(item: ResponsibilityItem, span: Span, now: datetime, key: str, **place: Any) -> Duty:
    return Duty(
        title=item.text,
        detail=f"佐证：{item.evidence}" if item.evidence else "",
        source=DutySource.LIST,
        source_label=item.list.title,
        source_path=item.list.get_absolute_url(),
        key=f"{key}:{span.period}",
        item=item,
        period=span.period,
        due_on=item.due_on or span.ends,
        verified_above=item.list.whose != ListFor.MEMBER,
        given_at=now,
        **place,
    )


def _save(row: Any) -> None:
    try:
        row.full_clean()
    except ValidationError as error:
        raise ListRefused(" ".join(error.messages)) from error
    row.save()
