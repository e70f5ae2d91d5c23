"""One duty from hand to hand: given, reported done, verified or returned, changed, dropped."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from branches.models import Branch, Unit
from duties import telling
from duties.choices import OWED, DutyAction, DutySource, DutyState
from duties.models import Duty, DutyEvent
from duties.services.files import put_in_report
from duties.services.refusals import DutyRefused
from duties.sources import follow
from members.models import Member


@transaction.atomic
def give_duty(
    *,
    title: str,
    due_on: date,
    by: User,
    now: datetime,
    branch: Branch | None = None,
    unit: Unit | None = None,
    owner: Member | None = None,
    owner_role: str = "",
    detail: str = "",
    source: DutySource = DutySource.FREE,
    source_label: str = "",
    verified_above: bool = False,
    token: UUID | None = None,
) -> Duty:
    """Something is owed from now on; who owes it is told. The same ``token`` again gives the same.

    Without owner and post it is owed by the whole committee (or by a unit's officers). Refused: a
    day that is over, no place or two.
    """
    key = f"given:{token}" if token else None
    known = Duty.objects.filter(key=key, given_by=by).first() if key else None
    if known is not None:
        return known
    if due_on < timezone.localdate(now):
        raise DutyRefused("完成时限不能早于今天。")
    duty = Duty(
        title=title.strip(),
        detail=detail.strip(),
        source=source,
        key=key,
        source_label=source_label.strip(),
        branch=branch,
        unit=unit,
        owner=owner,
        owner_role=owner_role,
        due_on=due_on,
        verified_above=verified_above,
        given_by=by,
        given_at=now,
    )
    _save(duty)
    _note(duty, DutyAction.GIVE, by, now)
    telling.given(duties=[duty], now=now)
    return duty


@transaction.atomic
def report_done(
    *,
    duty: Duty,
    on: date,
    evidence: str,
    by: User,
    now: datetime,
    files: Collection[int] | None = None,
) -> Duty:
    """It is done, with what shows it; another person has to verify that.

    ``files`` are those of the report, uploaded before; ``None`` leaves them as they are.
    Refused: what is not owed (any more), without evidence, a day to come; as `UploadRefused`,
    whatever is wrong with the files.
    """
    current = _locked(duty)
    if not current.is_owed:
        raise DutyRefused(f"这件事{current.get_state_display()}，不用再报告。")
    if not evidence.strip():
        raise DutyRefused("请写明办理情况，核验的人要看。")
    if on > timezone.localdate(now):
        raise DutyRefused("完成日期不能晚于今天。")
    current.state, current.done_on, current.done_by = DutyState.DONE, on, by
    current.evidence = evidence.strip()
    if files is not None:
        put_in_report(duty=current, files=files)
    _change(current, DutyAction.DONE, by, now, evidence.strip())
    telling.done(duty=current, now=now)
    return current


@transaction.atomic
def verify_duty(*, duty: Duty, by: User, now: datetime, remark: str = "") -> Duty:
    """Another person has seen that it is done: it is over. Refused to who reported it."""
    current = _reported(duty, by)
    current.state = DutyState.VERIFIED
    current.verified_on, current.verified_by = timezone.localdate(now), by
    _change(current, DutyAction.VERIFY, by, now, remark.strip())
    telling.over(duty=current, now=now)
    return current


@transaction.atomic
def return_duty(
    *, duty: Duty, by: User, now: datetime, remark: str, due_on: date | None = None
) -> Duty:
    """It is not done yet, and why; it is owed again, by ``due_on`` where another day is given.

    Refused to who reported it, without remark, and another day for what a meeting decided.
    """
    current = _reported(duty, by)
    told = remark.strip()
    if not told:
        raise DutyRefused("请写明退回的原因。")
    if due_on is not None and due_on != current.due_on:
        told = f"{told}（{_postponed(current, due_on, timezone.localdate(now))}）"
    reporter = current.done_by
    current.state, current.done_on, current.done_by = DutyState.RETURNED, None, None
    _change(current, DutyAction.RETURN, by, now, told)
    telling.returned(duty=current, reporter=reporter, remark=told, now=now)
    return current


@transaction.atomic
def reopen_duty(*, duty: Duty, by: User, now: datetime) -> Duty:
    """Take back one's report, or what was verified too early: it is owed again.

    Refused: what is owed or dropped.
    """
    current = _locked(duty)
    if current.state not in (DutyState.DONE, DutyState.VERIFIED):
        raise DutyRefused("这件事还没有办结，不用重新打开。")
    current.state, current.done_on, current.done_by = DutyState.OPEN, None, None
    current.verified_on = current.verified_by = None
    _change(current, DutyAction.REOPEN, by, now, "")
    return current


@transaction.atomic
def change_duty(*, duty: Duty, due_on: date, by: User, now: datetime, reason: str) -> Duty:
    """Another day, with the reason. Refused: what a meeting decided, what is not owed."""
    current = _owed_by_hand(duty)
    if not reason.strip():
        raise DutyRefused("请写明调整的原因。")
    told = f"{_postponed(current, due_on, timezone.localdate(now))}：{reason.strip()}"
    _change(current, DutyAction.CHANGE, by, now, told)
    return current


@transaction.atomic
def drop_duty(*, duty: Duty, by: User, now: datetime, reason: str) -> Duty:
    """It is no longer owed, with the reason. Refused: what a meeting decided, what is not owed."""
    current = _owed_by_hand(duty)
    if not reason.strip():
        raise DutyRefused("请写明撤销的原因。")
    current.state = DutyState.DROPPED
    _change(current, DutyAction.DROP, by, now, reason.strip())
    telling.over(duty=current, now=now)
    return current


def _locked(duty: Duty) -> Duty:
    return Duty.objects.select_for_update(of=("self",)).get(pk=duty.pk)


def _reported(duty: Duty, by: User) -> Duty:
    current = _locked(duty)
    if current.state != DutyState.DONE:
        raise DutyRefused("这件事现在不在等待核验，请刷新页面。")
    if current.done_by_id == by.pk:
        raise DutyRefused("自己报告办结的事，要由另一个人核验。")
    return current


def _postponed(current: Duty, due_on: date, today: date) -> str:
    """Give it another day; what was changed, in words."""
    _by_hand(current)
    if due_on < today:
        raise DutyRefused("完成时限不能早于今天。")
    told = f"时限由 {current.due_on} 改为 {due_on}"
    current.due_on, current.climbed_on = due_on, None
    return told


def _by_hand(duty: Duty) -> None:
    if duty.source == DutySource.DECISION:
        raise DutyRefused("这是会议的决定，请在会议记录里更正。")


def _owed_by_hand(duty: Duty) -> Duty:
    current = _locked(duty)
    _by_hand(current)
    if current.state not in OWED:
        raise DutyRefused(f"这件事{current.get_state_display()}，不能再改。")
    return current


def _change(duty: Duty, action: DutyAction, by: User, now: datetime, remark: str) -> None:
    _save(duty)
    _note(duty, action, by, now, remark)
    follow(duty)


def _note(duty: Duty, action: DutyAction, by: User | None, now: datetime, remark: str = "") -> None:
    DutyEvent.objects.create(duty=duty, action=action, by=by, at=now, remark=remark)


def _save(duty: Any) -> None:
    try:
        duty.full_clean()
    except ValidationError as error:
        raise DutyRefused(" ".join(error.messages)) from error
    duty.save()
