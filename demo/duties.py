"""Supervised matters: what meetings decided, what the office handed down, responsibility lists."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random

from accounts.models import User
from branches.choices import Role
from demo.moments import at
from demo.tree import Detachment, Plan
from duties.choices import DutyAction, DutySource, DutyState, Every, ListFor
from duties.models import Duty, DutyEvent
from duties.recurring import span_of
from duties.services import lists
from meetings.models import Decision

AT_ONCE = 5_000
ISSUED = (1, 12)  # month and day on which the lists of a year went out
WAITING = 0.02  # of what was reported lately, nobody has verified: a handful in a detachment
REPORTED = "已按要求办理，情况已在支部党员中通报。"
LISTS = (
    (
        ListFor.SECRETARY,
        "党支部书记责任清单",
        (
            ("主持研究一次支部工作，检查上次决定的办理情况", Every.MONTH, "支委会会议记录"),
            ("给支部党员讲一次党课", Every.QUARTER, "党课记录"),
            ("与支部委员、党员各谈心一遍", Every.YEAR, "谈心谈话记录"),
        ),
    ),
    (
        ListFor.COMMITTEE,
        "党支部委员会责任清单",
        (
            ("分析一次党员思想状况", Every.QUARTER, "分析材料"),
            ("对入党积极分子考察一次", Every.HALF, "培养考察登记表"),
        ),
    ),
    (
        ListFor.MEMBER,
        "党员责任清单",
        (("向党小组汇报一次思想和工作", Every.HALF, "思想汇报"),),
    ),
)
HANDED_DOWN = (
    ("报送国庆战备执勤期间党员先锋岗设置情况", "支队政治处通知", -12),
    ("组织学习新修订的发展党员工作细则并报送情况", "支队党委会议精神", 9),
    ("排查流动党员和组织关系不在本支部的党员", "支队政治处通知", 25),
)


def supervise(made: Detachment, seed: int, today: date, *, rich: bool) -> None:
    """All duties of one detachment. Its own chance: the rest of the force stays as it was."""
    chance = Random(f"duties {seed} {made.unit.code}")
    office = made.leads[made.unit.pk].user
    rows = list(_decided(chance, made, office, today))
    if rich and office is not None:
        rows += _handed_down(chance, made, office, today)
    Duty.objects.bulk_create(rows, batch_size=AT_ONCE)
    _note(rows)
    if rich:
        _lists(chance, made, office, today)


def _decided(chance: Random, made: Detachment, office: User | None, today: date) -> Iterator[Duty]:
    secretaries = {plan.branch.pk: _secretary(plan) for plan in made.plans}
    decisions = Decision.objects.filter(
        branch__in=secretaries, owner__isnull=False, due_on__isnull=False
    ).select_related("item__meeting")
    for decision in decisions.iterator(AT_ONCE):
        meeting, secretary = decision.item.meeting, secretaries[decision.branch_id]
        if decision.done_on and not (secretary and office):
            continue  # nobody can have reported it
        duty = Duty(
            title=decision.text[:200],
            source=DutySource.DECISION,
            key=f"decision:{decision.pk}",
            source_label=f"{meeting.title} {decision}",
            source_path=meeting.get_absolute_url(),
            branch_id=decision.branch_id,
            owner_id=decision.owner_id,
            due_on=decision.due_on,
            given_at=meeting.recorded_at,
        )
        if decision.done_on and secretary and office:
            lately = decision.done_on >= today - timedelta(days=8)
            waits = lately and chance.random() < 2 * WAITING
            _done(duty, secretary, decision.done_on, None if waits else office, today)
        yield duty


def _secretary(plan: Plan) -> User | None:
    return plan.full_members[0].user if plan.full_members else None


def _done(duty: Duty, by: User, on: date, verifier: User | None, today: date) -> None:
    duty.state, duty.done_on, duty.done_by, duty.evidence = DutyState.DONE, on, by, REPORTED
    if verifier is not None and verifier.pk != by.pk:
        duty.state, duty.verified_by = DutyState.VERIFIED, verifier
        duty.verified_on = min(on + timedelta(days=3), today)


def _handed_down(chance: Random, made: Detachment, office: User, today: date) -> list[Duty]:
    rows = []
    for title, label, days in HANDED_DOWN:
        for plan in made.plans[2::3]:
            secretary = _secretary(plan)
            duty = Duty(
                title=title,
                source=DutySource.DIRECTIVE,
                source_label=label,
                branch=plan.branch,
                owner_role=Role.SECRETARY,
                due_on=today + timedelta(days=days),
                verified_above=True,
                given_by=office,
                given_at=at(today - timedelta(days=20)),
            )
            if secretary and chance.random() < (0.8 if days < 0 else 0.3):
                on = today - timedelta(days=chance.randint(13, 17))
                _done(duty, secretary, on, office if chance.random() > 2 * WAITING else None, today)
            rows.append(duty)
    return rows


def _note(rows: list[Duty]) -> None:
    """What happened to them, as it would have been noted."""
    given = [
        DutyEvent(duty=duty, action=DutyAction.GIVE, by=duty.given_by, at=duty.given_at)
        for duty in rows
    ]
    DutyEvent.objects.bulk_create(given, batch_size=AT_ONCE)
    _note_done(rows)


def _note_done(rows: list[Duty]) -> None:
    events = []
    for duty in rows:
        if duty.done_on:
            reported = max(at(duty.done_on), duty.given_at)
            events.append(
                DutyEvent(
                    duty=duty, action=DutyAction.DONE, by=duty.done_by, at=reported, remark=REPORTED
                )
            )
        if duty.verified_on:
            verified = max(at(duty.verified_on, 18), duty.given_at)
            events.append(
                DutyEvent(duty=duty, action=DutyAction.VERIFY, by=duty.verified_by, at=verified)
            )
    DutyEvent.objects.bulk_create(events, batch_size=AT_ONCE)


def _lists(chance: Random, made: Detachment, office: User | None, today: date) -> None:
    """Issued in January; of what they owe now about half is done."""
    for whose, title, items in LISTS:
        drawn = lists.draw_up(
            unit=made.unit, year=today.year, whose=whose, title=f"{today.year}年{title}"
        )
        for text, every, evidence in items:
            lists.add_item(responsibility_list=drawn, text=text, every=every, evidence=evidence)
        lists.issue_list(responsibility_list=drawn, today=today, now=at(today))
        drawn.issued_on = min(date(today.year, *ISSUED), today)
        drawn.save(update_fields=["issued_on"])
    by_branch = {plan.branch.pk: _secretary(plan) for plan in made.plans}
    owed = list(Duty.objects.filter(item__list__unit=made.unit).select_related("item__list"))
    for duty in owed:
        since = max(span_of(Every(duty.item.every), today).begins, duty.item.list.issued_on)
        duty.given_at = at(since)
        secretary = by_branch.get(duty.branch_id)
        if secretary and office and chance.random() < 0.45:
            on = max(since, today - timedelta(days=chance.randint(0, 20)))
            _done(duty, secretary, on, office if chance.random() > WAITING / 2 else None, today)
    Duty.objects.bulk_update(
        owed,
        ["given_at", "state", "done_on", "done_by", "evidence", "verified_by", "verified_on"],
        batch_size=500,
    )
    _note_done(owed)
