"""What waits for a branch's word: gatherings at which another says that it was there too."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date

from django.db.models import F, prefetch_related_objects

from accounts.models import User
from branches.models import Branch
from branches.periods import Grain, Period
from meetings.choices import MeetingState
from meetings.circles import TOGETHER
from meetings.models import Credit, Partner
from meetings.models.partner import PartnerQuerySet
from members.models import Member


def waiting_for(user: User) -> PartnerQuerySet:
    """Of the branches that ``user`` writes for, the oldest first; `compared` before it is shown."""
    return _oldest_first(Partner.objects.answerable_by(user))


def like_this(*, branch: Branch, kinds: Collection[str], day: date) -> list[Partner]:
    """What another branch recorded for the month of ``day`` as one of these ``kinds`` and the
    branch has yet to confirm: recording it once more would count the month twice."""
    alike = TOGETHER.intersection(kinds)
    if not alike:
        return []
    month = Period.containing(day, Grain.MONTH)
    rows = Partner.objects.waiting().filter(
        branch=branch,
        meeting__held_on__range=(month.begins, month.ends),
        meeting__credits__branch=F("meeting__branch"),
        meeting__credits__kind__in=alike,
    )
    return compared(_oldest_first(rows.distinct()))


def compared(partners: Iterable[Partner]) -> list[Partner]:
    """With what each counts as, and the ``twin``: what the branch has on record of the same kind
    and month, so that confirming would count the month twice. Two queries where any wait."""
    found = list(partners)
    if not found:
        return found
    prefetch_related_objects(found, "meeting__credits")
    months = [_month(partner) for partner in found]
    first, last = min(each.begins for each in months), max(each.ends for each in months)
    standing = (
        Credit.objects.filter(
            branch__in={partner.branch_id for partner in found},
            kind__in=TOGETHER,
            held_on__range=(first, last),
        )
        .exclude(state=MeetingState.CANCELLED)
        .select_related("meeting")
        .order_by("held_on", "pk")
    )
    credits = list(standing)
    for partner in found:
        partner.twin = next((credit for credit in credits if _same(partner, credit)), None)
    return found


def with_names(partners: Iterable[Partner]) -> list[Partner]:
    """With the ``names`` of those of the branch who were expected, and where each was. One query
    where any wait."""
    found = list(partners)
    marks = {row[0]: row[1] for partner in found for row in partner.roll}
    if not marks:
        return found
    people = Member.objects.filter(pk__in=marks).order_by("name_pinyin", "pk")
    names = dict(people.values_list("pk", "name"))
    for partner in found:
        here = {row[0] for row in partner.roll}
        partner.names = [(name, marks[pk]) for pk, name in names.items() if pk in here]
    return found


def _same(partner: Partner, credit: Credit) -> bool:
    """The same branch, month and kind, and another record."""
    return (
        credit.branch_id == partner.branch_id
        and credit.meeting_id != partner.meeting_id
        and credit.meeting.held_on in _month(partner)
        and credit.kind in {each.kind for each in partner.meeting.credits.all()}
    )


def _month(partner: Partner) -> Period:
    return Period.containing(partner.meeting.held_on, Grain.MONTH)


def _oldest_first(rows: PartnerQuerySet) -> PartnerQuerySet:
    rows = rows.select_related("meeting__branch")
    return rows.order_by("meeting__held_on", "pk")
