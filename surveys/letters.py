"""What people are told about surveys. Nobody is told who has answered."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from django.urls import reverse
from django.utils import timezone

from branches.calendar import day_label
from members.models import Member
from notices.choices import NoticeKind
from notices.outbox import Message, forget, post, post_all, withdraw
from surveys.models import Participation, Survey

DAYS_BEFORE_THE_END = 3


def sent(*, survey: Survey) -> None:
    """To everybody who is asked and has an account."""
    users = survey.participations.filter(member__user__isnull=False)
    kind = "匿名问卷，系统不记录谁答了什么。" if survey.is_anonymous else "实名问卷。"
    post(
        recipients=users.values_list("member__user_id", flat=True),
        key=f"survey:{survey.pk}:sent",
        kind=NoticeKind.SURVEY,
        subject=f"请填写问卷：{survey.title}",
        body=f"{kind}请在{day_label(survey.last_day)}前交卷。",
        path=_answer(survey.pk),
    )


def last_calls(*, today: date) -> int:
    """Remind those who have not answered, some days before the end; how many that were."""
    rows = (
        Participation.objects.waiting()
        .filter(
            survey__closes_on__range=(today, today + timedelta(days=DAYS_BEFORE_THE_END)),
            survey__opened_on__lt=today,
            member__user__isnull=False,
        )
        .select_related("survey", "member")
        .only("survey__title", "survey__closes_on", "member__user")
    )
    messages = [
        Message(
            recipient_id=row.member.user_id,
            key=f"survey:{row.survey.pk}:last-call",
            kind=NoticeKind.SURVEY,
            subject=f"问卷还没有交：{row.survey.title}",
            body=f"{day_label(row.survey.last_day)}截止。",
            path=_answer(row.survey.pk),
        )
        for row in rows
        if row.member and row.member.user_id
    ]
    post_all(messages=messages)
    return len(messages)


def handed_in(*, participation: Participation, today: date) -> None:
    """Whoever has handed in needs no more reminding.

    The row then says what the participation says, the day, and no moment (docs/adr/0020).
    """
    if participation.member_id is None:
        return
    withdraw(
        prefixes=[_all(participation.survey)],
        recipients=Member.objects.filter(pk=participation.member_id).values("user"),
        now=timezone.make_aware(datetime.combine(today, time.min)),
    )


def over(*, survey: Survey, now: datetime) -> None:
    """Nobody needs to be told any more. Of an anonymous one no row may tell who had handed in."""
    if survey.is_anonymous:
        forget(prefixes=[_all(survey)])
    else:
        withdraw(prefixes=[_all(survey)], now=now)


def _all(survey: Survey) -> str:
    return f"survey:{survey.pk}:"


def _answer(pk: int) -> str:
    return reverse("surveys:answer", args=[pk])
