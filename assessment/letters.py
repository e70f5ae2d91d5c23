"""What people are told about points, to whom, in which words."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from assessment.choices import ClaimState, ObjectionState
from assessment.models import Claim, Objection, Settlement
from assessment.roster import settled_on
from assessment.wording import plain
from branches.calendar import day_label
from branches.choices import COMMITTEE_ROLES
from branches.models import Appointment, Branch
from branches.periods import Period
from notices.choices import NoticeKind
from notices.outbox import Message, post, post_all, withdraw

LONGEST_NAME = 32
BETWEEN_PHRASES = "，；。：（、"


def claim_waits(claim: Claim) -> None:
    """To the branch's committee, less whoever proposed it and whom it is about."""
    own = {claim.proposed_by_id, claim.member.user_id}
    post(
        recipients=_committee(claim.branch, timezone.localdate(claim.proposed_at)) - own,
        key=f"claim:{claim.pk}:waits",
        kind=NoticeKind.POINTS,
        subject=f"待审核积分申报：{claim.member.name}，{shortened(claim.rule.name)}",
        body=f"申报 {plain(claim.points)} 分。事由：{claim.reason}",
        path=_claims(),
    )


def claim_closed(claim: Claim, now: datetime) -> None:
    """Nobody needs to look at it any more."""
    withdraw(keys=[f"claim:{claim.pk}:waits"], now=now)


def claim_decided(claim: Claim) -> None:
    """To whoever proposed it and to the member."""
    words = {
        ClaimState.APPROVED: "已认定",
        ClaimState.REFUSED: "未认定",
        ClaimState.REVOKED: "认定已撤销",
    }[ClaimState(claim.state)]
    post(
        recipients=_known(claim.proposed_by_id, claim.member.user_id),
        key=f"claim:{claim.pk}:{claim.state}",
        kind=NoticeKind.POINTS,
        subject=f"积分申报{words}：{claim.member.name}，{shortened(claim.rule.name)}",
        body=claim.remark,
        path=_claims(),
    )


def published(settlements: QuerySet[Settlement], *, until: date) -> None:
    """To the members of the branches: the result is up, and until when one may object."""
    by_branch = {row.branch_id: row for row in settlements}
    if by_branch:
        post_all(messages=_publication(by_branch, until))


def objection_raised(objection: Objection) -> None:
    """To the branch's committee, less the member."""
    settlement = objection.settlement
    day = timezone.localdate(objection.raised_at)
    post(
        recipients=_committee(settlement.branch, day) - {objection.member.user_id},
        key=f"objection:{objection.pk}:raised",
        kind=NoticeKind.POINTS,
        subject=f"{objection.member.name}对{_quarter(settlement)}积分提出异议",
        body=objection.text,
        path=settlement.get_absolute_url(),
        urgent=True,
    )


def objection_closed(objection: Objection, now: datetime) -> None:
    """Nobody needs to answer it any more."""
    withdraw(keys=[f"objection:{objection.pk}:raised"], now=now)


def objection_answered(objection: Objection) -> None:
    """To the member."""
    upheld = objection.state == ObjectionState.UPHELD
    post(
        recipients=_known(objection.member.user_id),
        key=f"objection:{objection.pk}:answered",
        kind=NoticeKind.POINTS,
        subject=f"你的积分异议{'成立，已更正' if upheld else '已答复，维持原分'}",
        body=objection.answer,
        path=f"{reverse('assessment:mine')}?period={objection.settlement.quarter}",
    )


def shortened(name: str) -> str:
    """The name of a rule for the end of a title: whole, or its first phrases and an ellipsis."""
    if len(name) <= LONGEST_NAME:
        return name
    begin = name[:LONGEST_NAME]
    phrases = begin[: max(0, *map(begin.rfind, BETWEEN_PHRASES))]
    return f"{phrases or begin}…"


def _publication(by_branch: dict[int, Settlement], until: date) -> Iterable[Message]:
    """One message for each settled member with an account."""
    last_day = max(Period.parse(row.quarter).ends for row in by_branch.values())
    roster = settled_on(Branch.objects.filter(pk__in=by_branch), last_day)
    accounts = roster.filter(member__user__isnull=False)
    for branch_id, user_id in accounts.values_list("branch_id", "member__user_id"):
        settlement = by_branch[branch_id]
        yield Message(
            recipient_id=user_id,
            key=f"points-published:{settlement.pk}:{until}",
            kind=NoticeKind.POINTS,
            subject=f"{_quarter(settlement)}积分已公示",
            body=f"如有不同意见，请在{day_label(until)}前提出。",
            path=f"{reverse('assessment:mine')}?period={settlement.quarter}",
        )


def _committee(branch: Branch, day: date) -> set[int]:
    posts = Appointment.objects.on(day).filter(branch=branch, role__in=COMMITTEE_ROLES)
    return set(posts.values_list("user_id", flat=True))


def _known(*users: int | None) -> set[int]:
    return {user for user in users if user is not None}


def _quarter(settlement: Settlement) -> str:
    return Period.parse(settlement.quarter).label


def _claims() -> str:
    return reverse("assessment:claims")
