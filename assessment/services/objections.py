"""Objections to a published result: raised by the member, answered by another person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from assessment import letters
from assessment.choices import EntryOrigin, ObjectionState, SettlementState
from assessment.models import Entry, Objection, Rule, Settlement
from assessment.refusals import ObjectionRefused
from assessment.roster import settled_on
from assessment.services.compute import compute_quarter
from branches.calendar import day_label
from branches.models import Branch
from branches.periods import Period
from members.models import Member


@dataclass(frozen=True, slots=True)
class Correction:
    """What an upheld objection changes: so many points under this rule."""

    rule: Rule
    points: Decimal


@transaction.atomic
def raise_objection(
    *,
    settlement: Settlement,
    member: Member,
    text: str,
    by: User,
    now: datetime,
    entry: Entry | None = None,
) -> Objection:
    """Object to a line, or (without ``entry``) to one that is missing.

    Only the member, only to the own published result, only until the last day. Saying it twice
    while it waits gives the same objection.
    """
    settlement = Settlement.objects.select_for_update().get(pk=settlement.pk)
    if member.user_id != by.pk:
        raise ObjectionRefused("只能对自己的积分提出异议。")
    if settlement.state != SettlementState.PUBLISHED or settlement.objections_until is None:
        raise ObjectionRefused("只有公示期内可以提出异议。")
    if not settlement.takes_objections_on(timezone.localdate(now)):
        raise ObjectionRefused(f"异议期已于{day_label(settlement.objections_until)}结束。")
    _check_about(settlement, member, entry)
    same = {"settlement": settlement, "member": member, "entry": entry}
    known = Objection.objects.waiting().filter(**same).first()
    if known is not None:
        return known
    objection = Objection(**same, text=text.strip(), raised_at=now)
    _save(objection)
    letters.objection_raised(objection)
    return objection


@transaction.atomic
def reject(*, objection: Objection, answer: str, by: User, now: datetime) -> Objection:
    """Leave the points as they are, and say why."""
    return _answer(objection, ObjectionState.REJECTED, answer, by, now)


@transaction.atomic
def uphold(
    *,
    objection: Objection,
    answer: str,
    by: User,
    now: datetime,
    correction: Correction | None = None,
) -> Objection:
    """Grant it with a correcting line; without one, by counting the corrected records again.

    Refused when neither would change anything: an objection that is upheld must show.
    """
    objection = _answer(objection, ObjectionState.UPHELD, answer, by, now)
    if correction is not None:
        _append(objection, correction, by, now)
    elif not _recount(objection.settlement, now):
        raise ObjectionRefused("异议成立须有更正：请填写更正分值，或先更正会议记录再答复。")
    return objection


@transaction.atomic
def withdraw(*, objection: Objection, by: User, now: datetime) -> Objection:
    """The member takes it back while nobody has answered. Again changes nothing.

    Refused: somebody else's, and one that was answered.
    """
    objection = Objection.objects.select_for_update().get(pk=objection.pk)
    if objection.member.user_id != by.pk:
        raise ObjectionRefused("只能撤回自己的异议。")
    if objection.state == ObjectionState.WITHDRAWN:
        return objection
    if objection.state != ObjectionState.WAITING:
        raise ObjectionRefused("这条异议已经答复，不能撤回。")
    objection.state = ObjectionState.WITHDRAWN
    _save(objection)
    letters.objection_closed(objection, now)
    return objection


def _answer(
    objection: Objection, state: ObjectionState, answer: str, by: User, now: datetime
) -> Objection:
    objection = Objection.objects.select_for_update().get(pk=objection.pk)
    if objection.state == ObjectionState.WITHDRAWN:
        raise ObjectionRefused("这条异议已由本人撤回。")
    if objection.state != ObjectionState.WAITING:
        raise ObjectionRefused("这条异议已经答复。")
    if objection.member.user_id == by.pk:
        raise ObjectionRefused("不能答复自己的异议。")
    if objection.settlement.state != SettlementState.PUBLISHED:
        raise ObjectionRefused("结算已不在公示中，不能再答复。")
    objection.state, objection.answer = state, answer.strip()
    objection.answered_by, objection.answered_at = by, now
    _save(objection)
    letters.objection_closed(objection, now)
    letters.objection_answered(objection)
    return objection


def _append(objection: Objection, correction: Correction, by: User, now: datetime) -> None:
    if correction.rule.rule_set_id != objection.settlement.rule_set_id:
        raise ObjectionRefused("更正的积分项不在本次结算的规则里。")
    about = objection.entry
    entry = Entry(
        member=objection.member,
        branch=objection.settlement.branch,
        quarter=objection.settlement.quarter,
        rule=correction.rule,
        points=correction.points,
        origin=EntryOrigin.ADJUSTED,
        source=f"objection:{objection.pk}",
        meeting=about.meeting if about else None,
        decision=about.decision if about else None,
        occurred_on=about.occurred_on if about else timezone.localdate(objection.raised_at),
        reason=f"异议成立：{objection.answer}"[:200],
        proposed_by_id=objection.member.user_id,
        approved_by=by,
        created_at=now,
    )
    try:
        entry.full_clean()
    except ValidationError as invalid:
        raise ObjectionRefused("".join(invalid.messages)) from invalid
    entry.save()


def _recount(settlement: Settlement, now: datetime) -> int:
    """Count the branch's corrected records; how many lines that appended."""
    return compute_quarter(
        quarter=settlement.quarter,
        now=now,
        branches=Branch.objects.filter(pk=settlement.branch_id),
        states=[SettlementState.PUBLISHED],
    ).lines


def _check_about(settlement: Settlement, member: Member, entry: Entry | None) -> None:
    here = Branch.objects.filter(pk=settlement.branch_id)
    last_day = Period.parse(settlement.quarter).ends
    if not settled_on(here, last_day).filter(member=member).exists():
        raise ObjectionRefused("你的本季度积分不在这个支部结算。")
    if entry is not None and (entry.member_id, entry.quarter) != (member.pk, settlement.quarter):
        raise ObjectionRefused("这一条不是你本季度的积分。")


def _save(objection: Objection) -> None:
    """Validated and written; a broken constraint speaks its own sentence."""
    try:
        objection.full_clean()
    except ValidationError as invalid:
        raise ObjectionRefused("".join(invalid.messages)) from invalid
    objection.save()
