"""Whom to tell of a duty: given, waiting to be verified, returned, near its day, long overdue.

Everything is keyed, so that a person is told of a matter once; what is over is taken back.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from branches.calendar import day_label
from branches.choices import Role
from branches.models import Appointment
from branches.officers import nearest, officers_by_path
from branches.paths import above
from branches.services.provisions import rule_book
from duties.choices import DutyAction
from duties.models import Duty, DutyEvent
from duties.owners import owners_of
from notices import outbox
from notices.choices import NoticeKind

NOTICE, CLIMB = "DS.duty_notice", "DS.duty_climb"
MOST_NAMED = 10
SHOWN = 60  # characters of a title in a subject


def given(*, duties: Iterable[Duty], now: datetime) -> None:
    """Tell who owes these that they do; not who gave it to themselves."""
    rows = list(duties)
    owners = owners_of(rows, timezone.localdate(now))
    messages = [
        _message(duty, user, "given", f"有一件事交您办理：{duty.title[:SHOWN]}", _until(duty))
        for duty in rows
        for user in sorted(owners[duty.pk] - {duty.given_by_id or 0})
    ]
    if messages:
        outbox.post_all(messages=messages)


def done(*, duty: Duty, now: datetime) -> None:
    """Tell who verifies, the officers above or the secretary of the branch, and who gave it."""
    today = timezone.localdate(now)
    people = {*_verifiers(duty, today), duty.given_by_id or 0} - {duty.done_by_id or 0, 0}
    number = DutyEvent.objects.filter(duty=duty, action=DutyAction.DONE).count()
    outbox.post_all(
        messages=[
            _message(duty, user, f"done:{number}", f"请核验：{duty.title[:SHOWN]}", duty.evidence)
            for user in sorted(people)
        ]
    )
    outbox.withdraw(keys=[f"duty-due:{duty.pk}", f"duty:{duty.pk}:given"], now=now)


def returned(*, duty: Duty, reporter: User | None, remark: str, now: datetime) -> None:
    """Tell who reported it done that it is not."""
    number = DutyEvent.objects.filter(duty=duty, action=DutyAction.RETURN).count()
    outbox.withdraw(prefixes=[f"duty:{duty.pk}:done"], now=now)
    if reporter is not None:
        subject = f"退回，请接着办：{duty.title[:SHOWN]}"
        outbox.post_all(
            messages=[_message(duty, reporter.pk, f"returned:{number}", subject, remark)]
        )


def over(*, duty: Duty, now: datetime) -> None:
    """Verified or dropped: take back what was said of it."""
    outbox.withdraw(keys=[f"duty-due:{duty.pk}"], prefixes=[f"duty:{duty.pk}:"], now=now)


@transaction.atomic
def remind(*, today: date, now: datetime) -> int:
    """Tell who owes what is near its day or over it, once for each; of how many duties."""
    days = _days(NOTICE, today)
    due = _read(Duty.objects.owed().filter(due_on__lte=today + timedelta(days=days)))
    owners = owners_of(due, today)
    messages = [
        outbox.Message(
            recipient_id=user,
            key=f"duty-due:{duty.pk}",
            kind=NoticeKind.DUTY_DUE,
            subject=f"{day_label(duty.due_on, with_year=False)}到期：{duty.title[:SHOWN]}",
            body="办好后写明办理情况，由另一个人核验。",
            path=duty.get_absolute_url(),
        )
        for duty in due
        for user in sorted(owners[duty.pk])
    ]
    outbox.say_exactly(kind=NoticeKind.DUTY_DUE, messages=messages, now=now)
    return len(due)


@transaction.atomic
def climb(*, today: date, now: datetime) -> int:
    """Tell the officers one level up of what is long overdue, each duty once; how many those are.

    One notice a person and day, whatever the number of duties.
    """
    since = today - timedelta(days=_days(CLIMB, today))
    late = _read(Duty.objects.overdue(since).filter(climbed_on=None))
    officers = officers_by_path(today)
    for_user: defaultdict[int, list[Duty]] = defaultdict(list)
    for duty in late:
        for user in nearest(_above(duty), officers):
            for_user[user].append(duty)
    outbox.post_all(
        messages=[_climbed(user, duties, today) for user, duties in sorted(for_user.items())]
    )
    Duty.objects.filter(pk__in=[duty.pk for duty in late]).update(climbed_on=today)
    DutyEvent.objects.bulk_create(
        [DutyEvent(duty=duty, action=DutyAction.CLIMB, at=now) for duty in late]
    )
    return len(late)


def _days(code: str, today: date) -> int:
    provision = rule_book(codes=[code], day=today).at("").get(code)
    return int(provision.value) if provision else 0


def _read(duties: QuerySet[Duty]) -> list[Duty]:
    related = duties.select_related("owner", "branch__unit", "unit")
    return list(related.defer("owner__id_number", "owner__phone").order_by("due_on", "pk"))


def _above(duty: Duty) -> str:
    """Path from which to look upwards: a branch's unit, or the unit above a unit."""
    if duty.branch is not None:
        return duty.branch.unit.path
    return above(duty.unit.path) if duty.unit else ""


def _verifiers(duty: Duty, today: date) -> Iterable[int]:
    if duty.verified_above or duty.branch is None:
        return nearest(_above(duty), officers_by_path(today))
    posts = Appointment.objects.on(today).filter(branch=duty.branch, role=Role.SECRETARY)
    return posts.values_list("user_id", flat=True)


def _until(duty: Duty) -> str:
    return f"完成时限{day_label(duty.due_on)}。{duty.detail}"


def _message(duty: Duty, user: int, what: str, subject: str, body: str) -> outbox.Message:
    return outbox.Message(
        recipient_id=user,
        key=f"duty:{duty.pk}:{what}",
        kind=NoticeKind.DUTY,
        subject=subject,
        body=body,
        path=duty.get_absolute_url(),
    )


def _climbed(user: int, duties: list[Duty], today: date) -> outbox.Message:
    lines = [f"{duty.place}：{duty.title[:SHOWN]}（{duty.due_on}）" for duty in duties[:MOST_NAMED]]
    if len(duties) > MOST_NAMED:
        lines.append(f"……等 {len(duties)} 件")
    return outbox.Message(
        recipient_id=user,
        key=f"duty-climb:{today}",
        kind=NoticeKind.DUTY,
        subject=f"{len(duties)} 件督办事项逾期未办结",
        body="\n".join(lines),
        path=f"{reverse('duties:list')}?show=late",
    )
