"""The ledger of the demonstration's year: past quarters settled, the running one with claims."""

from __future__ import annotations

import uuid
from datetime import date, timedelta
from random import Random

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from assessment.models import Claim, Rule, Settlement
from assessment.services import claims, settling
from assessment.services.compute import compute_quarter
from branches.models import Branch, Unit
from branches.periods import Grain, Period
from demo.moments import at
from demo.photos import draw
from demo.tree import Plan
from notices.models import Notice

COMMENDED = ("跨区域增援中受支队通报表扬", "高层火灾扑救中受大队通报表扬", "水域救援中受嘉奖")
LEARNED = ("取得无人机驾驶执照", "取得消防设施操作员（中级）证书", "取得B2驾驶证")


def settle(unit: Unit, first_month: date, today: date) -> None:
    """All quarters since ``first_month``: old ones locked, the last one on its way."""
    running = Period.containing(today, Grain.QUARTER)
    quarter = Period.containing(first_month, Grain.QUARTER)
    if quarter.begins < first_month:
        quarter = quarter.next
    while quarter.begins < running.begins:
        _settle(unit, quarter, today, last=quarter.next == running)
        quarter = quarter.next


def count(today: date) -> None:
    """Bring the ledgers of the running quarter up to the records, everywhere at once."""
    running = Period.containing(today, Grain.QUARTER)
    for root in Unit.objects.filter(depth=1):
        compute_quarter(quarter=str(running), now=timezone.now(), unit=root)


def _settle(unit: Unit, quarter: Period, today: date, *, last: bool) -> None:
    """Settle one quarter as far as its days have come; of the last one some branches are behind."""
    days = [quarter.ends + timedelta(days=number) for number in (5, 7, 20)]
    counted, told, final = (at(day, 10) for day in days)
    compute_quarter(quarter=str(quarter), now=counted, unit=unit)
    of_unit = Settlement.objects.of_quarter(str(quarter)).filter(
        branch__in=Branch.objects.under(unit)
    )
    settling.close(settlements=of_unit, by=None, now=counted)
    behind = of_unit.order_by("-pk").values("pk")[: 6 if last else 0]
    ready = of_unit.exclude(pk__in=list(behind.values_list("pk", flat=True)))
    if today > days[1]:
        settling.publish(settlements=ready, by=None, now=told)
    if today > days[2]:
        settling.confirm(settlements=ready, by=None, now=final)
        settling.lock(settlements=ready, by=None, now=final)
    Notice.objects.filter(read_at=None).update(created_at=told, read_at=final)


def claim(plans: list[Plan], chance: Random, today: date) -> None:
    """Claims of the running quarter with evidence: some approved, some waiting."""
    rules = {rule.code: rule for rule in Rule.objects.filter(code__in=["B1", "B2"])}
    since = (today - Period.containing(today, Grain.QUARTER).begins).days
    for number, plan in enumerate(plan for plan in plans if len(plan.full_members) > 3):
        code, reasons = ("B1", COMMENDED) if number % 2 else ("B2", LEARNED)
        member = plan.full_members[-1]
        secretary = plan.full_members[0]
        if number > 24 or not rules or since < 2 or member.user is None or secretary.user is None:
            return
        made = claims.propose(
            token=uuid.UUID(int=chance.getrandbits(128), version=4),
            member=member,
            branch=plan.branch,
            rule=rules[code],
            points=rules[code].points,
            occurred_on=today - timedelta(days=chance.randint(1, min(since, 40))),
            reason=chance.choice(reasons),
            proposed_by=member.user,
            now=timezone.now(),
            evidence=SimpleUploadedFile("佐证.jpg", draw(chance), "image/jpeg"),
        )
        _decide(made, secretary.user, number)


def _decide(made: Claim, by: object, number: int) -> None:
    if number % 3:
        claims.approve(claim=made, decided_by=by, now=timezone.now(), remark="已核对佐证")
