"""A settlement on its way: compute, publish, confirm, lock; reopened only with a reason.

Every verb takes a queryset of settlements of one quarter, of one branch or of thousands, takes
along those that are ready in a few statements, and says how many went. For a single one, `one`
refuses in words when it is not ready.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils import timezone

from accounts.models import User
from assessment import letters, totals
from assessment.choices import LIVE, ClaimState, SettlementState
from assessment.models import Claim, Settlement, Standing
from assessment.models.settlement import SettlementQuerySet
from assessment.refusals import SettlementRefused
from assessment.services.compute import compute_quarter
from assessment.spans import span_of
from assessment.statements import Statement
from branches.calendar import day_label
from branches.models import Branch
from branches.services.holidays import work_calendar

STEPS = """
INSERT INTO assessment_settlementstep (settlement_id, state, by_id, at, reason)
SELECT s.id, {state}, {by}, {at}, {reason} FROM assessment_settlement s
WHERE s.id IN ({settlements})
"""
ALREADY = "当前是“{}”，不能再{}。"


@transaction.atomic
def compute(*, settlements: SettlementQuerySet, by: User | None, now: datetime) -> int:
    """Bring the ledgers up to the records and close the counting; how many branches.

    Refused while the quarter runs: then the ledger follows the records by itself every day.
    """
    ready = _held(settlements.live())
    for quarter in _quarters(ready):
        span = span_of(quarter, now)
        if not span.is_over:
            raise SettlementRefused(
                f"{span.quarter.label}还没有结束。积分每天自动更新，"
                f"{day_label(span.quarter.ends)}之后才能结算。"
            )
        compute_quarter(quarter=quarter, now=now, branches=_branches(ready), states=LIVE)
    return _move(ready, SettlementState.COMPUTED, by, now)


def close(*, settlements: SettlementQuerySet, by: User | None, now: datetime) -> int:
    """Close the counting of branches whose ledgers were just brought up to the records."""
    return _move(_held(settlements.counting()), SettlementState.COMPUTED, by, now)


@transaction.atomic
def publish(*, settlements: SettlementQuerySet, by: User | None, now: datetime) -> int:
    """Count once more, write the standings, open the days for objections; how many branches.

    Branches with claims that wait are left behind: what is published must be complete.
    """
    ready = _held(settlements.publishable())
    for quarter in _quarters(ready):
        compute_quarter(quarter=quarter, now=now, branches=_branches(ready), states=LIVE)
    _write_standings(ready, now)
    moved = 0
    for days in set(ready.order_by().values_list("rule_set__publish_days", flat=True)):
        alike = ready.filter(rule_set__publish_days=days)
        until = _deadline(days, timezone.localdate(now))
        letters.published(alike, until=until)
        moved += _move(
            alike, SettlementState.PUBLISHED, by, now, published_at=now, objections_until=until
        )
    return moved


@transaction.atomic
def confirm(*, settlements: SettlementQuerySet, by: User | None, now: datetime) -> int:
    """Make the result final: the days are over and every objection is answered; how many."""
    ready = _held(settlements.confirmable(timezone.localdate(now)))
    _write_standings(ready, now)
    return _move(ready, SettlementState.CONFIRMED, by, now, confirmed_at=now)


@transaction.atomic
def lock(*, settlements: SettlementQuerySet, by: User | None, now: datetime) -> int:
    """Lock what is confirmed; how many."""
    ready = _held(settlements.filter(state=SettlementState.CONFIRMED))
    return _move(ready, SettlementState.LOCKED, by, now, locked_at=now)


@transaction.atomic
def reopen(*, settlement: Settlement, by: User, reason: str, now: datetime) -> Settlement:
    """Take a published, confirmed or locked settlement back to computed, for a reason.

    The ledger follows the records again, and the result has to be published anew.
    """
    reason = reason.strip()
    if not reason:
        raise SettlementRefused("请写明重开的原因。")
    ready = _held(Settlement.objects.filter(pk=settlement.pk).shown())
    nothing = dict.fromkeys(["published_at", "objections_until", "confirmed_at", "locked_at"], None)
    if not _move(
        ready, SettlementState.COMPUTED, by, now, reason, reopened_reason=reason, **nothing
    ):
        raise SettlementRefused("只有已公示、已确认或已锁定的结算可以重开。")
    settlement.refresh_from_db()
    return settlement


def one(
    *, verb: Callable[..., int], settlement: Settlement, by: User | None, now: datetime
) -> Settlement:
    """Do ``verb`` to this settlement, or refuse with what stands in its way."""
    moved = verb(settlements=Settlement.objects.filter(pk=settlement.pk), by=by, now=now)
    settlement.refresh_from_db()
    if not moved:
        raise SettlementRefused(hindrance(verb=verb, settlement=settlement, now=now))
    return settlement


def hindrance(*, verb: Callable[..., int], settlement: Settlement, now: datetime) -> str:
    """Why the verb cannot be done to the settlement now; empty when it can."""
    return HINDRANCES[verb](settlement, timezone.localdate(now))


def _not_computed(settlement: Settlement, today: date) -> str:
    if settlement.is_live:
        return ""
    return (
        f"已{settlement.get_state_display().removeprefix('已')}，不能再计算；确需更正，请先重开。"
    )


def _not_published(settlement: Settlement, today: date) -> str:
    if settlement.state == SettlementState.OPEN:
        return "请先计算，再公示。"
    if settlement.state != SettlementState.COMPUTED:
        return ALREADY.format(settlement.get_state_display(), "公示")
    waiting = Claim.objects.filter(
        branch=settlement.branch_id, quarter=settlement.quarter, state=ClaimState.WAITING
    ).count()
    return f"还有 {waiting} 项申报待审核，审核完才能公示。" if waiting else ""


def _not_confirmed(settlement: Settlement, today: date) -> str:
    if settlement.state != SettlementState.PUBLISHED:
        return ALREADY.format(settlement.get_state_display(), "确认")
    waiting = settlement.objections.waiting().count()
    if waiting:
        return f"还有 {waiting} 条异议没有答复。"
    until = settlement.objections_until
    if until is not None and today <= until:
        return f"异议期到{day_label(until)}，之后才能确认。"
    return ""


def _not_locked(settlement: Settlement, today: date) -> str:
    if settlement.state == SettlementState.CONFIRMED:
        return ""
    return ALREADY.format(settlement.get_state_display(), "锁定")


HINDRANCES: dict[Callable[..., int], Callable[[Settlement, date], str]] = {
    compute: _not_computed,
    publish: _not_published,
    confirm: _not_confirmed,
    lock: _not_locked,
}


def _held(ready: QuerySet[Settlement]) -> QuerySet[Settlement]:
    """``ready``, locked until the end of the transaction, so that nobody else moves them."""
    list(ready.order_by("pk").select_for_update(of=("self",)).values_list("pk"))
    return ready


def _quarters(settlements: QuerySet[Settlement]) -> list[str]:
    return list(settlements.order_by().values_list("quarter", flat=True).distinct())


def _branches(settlements: QuerySet[Settlement]) -> Any:
    return Branch.objects.filter(pk__in=settlements.order_by().values("branch"))


def _deadline(days: int, today: date) -> date:
    """The last of so many working days, today among them (起始日计入)."""
    calendar = work_calendar(first_year=today.year, last_year=today.year + 1)
    return calendar.add_workdays(today, max(1, days))


def _write_standings(settlements: QuerySet[Settlement], now: datetime) -> None:
    """What the ledger gives now, in place of what was written before."""
    Standing.objects.filter(settlement__in=settlements.order_by().values("pk")).delete()
    for quarter in _quarters(settlements):
        totals.snapshot(_branches(settlements.filter(quarter=quarter)), span_of(quarter, now))


def _move(
    ready: QuerySet[Settlement],
    state: SettlementState,
    by: User | None,
    now: datetime,
    reason: str = "",
    **fields: Any,
) -> int:
    """Note who takes them where, then take them there; how many."""
    at = connection.ops.adapt_datetimefield_value(now)
    Statement(STEPS).filled(
        state=Statement("%s", (state.value,)),
        by=Statement("%s", (by.pk if by else None,)),
        at=Statement("%s", (at,)),
        reason=Statement("%s", (reason,)),
        settlements=Statement.of(ready.order_by().values_list("pk")),
    ).run()
    return ready.update(state=state, **fields)
