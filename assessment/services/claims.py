"""Points claimed with evidence: proposed by one person, decided by another, undone by a line."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Max, Sum
from django.utils import timezone

from accounts.models import User
from assessment import evidence as proofs
from assessment import letters
from assessment.choices import CLAIMED, Basis, ClaimState, EntryOrigin
from assessment.models import Claim, Entry, Rule, Settlement
from assessment.refusals import ClaimRefused, EvidenceRefused, PointsRefused
from assessment.services.rule_sets import rule_set_for
from assessment.spans import span_of
from assessment.wording import plain
from branches.models import Branch
from branches.periods import Grain, Period
from members.models import Member


@transaction.atomic
def propose(
    *,
    token: UUID,
    member: Member,
    branch: Branch,
    rule: Rule,
    points: Decimal,
    occurred_on: date,
    reason: str,
    proposed_by: User,
    now: datetime,
    evidence: UploadedFile | None = None,
) -> Claim:
    """Claim ``points`` for ``member`` under ``rule``; the same ``token`` gives the same claim.

    Refused: a rule that is counted by itself or not in force, points outside its range, a day that
    is not past or lies in a quarter already published, no evidence where points are gained.
    """
    known = Claim.objects.filter(token=token).first()
    if known is not None:
        return known
    quarter = str(Period.containing(occurred_on, Grain.QUARTER))
    _check_day(occurred_on, quarter, branch, now)
    _check_rule(rule, branch, quarter, member, proposed_by)
    _check_points(rule, points)
    if evidence is None and points > 0:
        raise ClaimRefused("请附上佐证材料（证书、通报的照片或文件）。")
    claim = Claim(
        token=token,
        member=member,
        branch=branch,
        rule=rule,
        quarter=quarter,
        points=points,
        occurred_on=occurred_on,
        reason=reason.strip(),
        proposed_by=proposed_by,
        proposed_at=now,
    )
    if evidence is not None:
        _attach(claim, evidence)
    _save(claim)
    letters.claim_waits(claim)
    return claim


@transaction.atomic
def approve(*, claim: Claim, decided_by: User, now: datetime, remark: str = "") -> Claim:
    """Grant it: the claim is closed and its line stands in the ledger."""
    claim = _decide(claim, ClaimState.APPROVED, decided_by, now, remark)
    _append(claim, claim.points, line=1, approved_by=decided_by, now=now, reason=claim.reason)
    return claim


@transaction.atomic
def refuse(*, claim: Claim, decided_by: User, now: datetime, remark: str) -> Claim:
    """Turn it down, with words that help the member."""
    if not remark.strip():
        raise ClaimRefused("请写明未认定的原因，让申报人知道差在哪里。")
    return _decide(claim, ClaimState.REFUSED, decided_by, now, remark)


@transaction.atomic
def withdraw(*, claim: Claim, by: User, now: datetime) -> Claim:
    """The proposer takes it back while it waits."""
    claim = _held(claim)
    if claim.state == ClaimState.WITHDRAWN:
        return claim
    if claim.proposed_by_id != by.pk:
        raise ClaimRefused("只有申报人本人可以撤回。")
    if claim.state != ClaimState.WAITING:
        raise ClaimRefused(f"这项申报{claim.get_state_display()}，不能再撤回。")
    claim.state = ClaimState.WITHDRAWN
    _save(claim)
    letters.claim_closed(claim, now)
    return claim


@transaction.atomic
def revoke(*, claim: Claim, by: User, now: datetime, reason: str) -> Claim:
    """Undo an approval: a line of the same points with the opposite sign, and why.

    Refused to the member whom it is about, and once the quarter is published.
    """
    claim = _held(claim)
    if claim.state == ClaimState.REVOKED:
        return claim
    if claim.state != ClaimState.APPROVED:
        raise ClaimRefused("只有已认定的申报可以撤销认定。")
    if not reason.strip():
        raise ClaimRefused("请写明撤销认定的原因。")
    _check_not_own(claim.member, by)
    _check_open(claim.branch, claim.quarter)
    claim.state, claim.remark = ClaimState.REVOKED, reason.strip()
    _save(claim)
    stands = Entry.objects.filter(claim=claim).aggregate(sum=Sum("points"), line=Max("line"))
    _append(
        claim, -stands["sum"], line=stands["line"] + 1, approved_by=by, now=now,
        reason=f"撤销认定：{claim.remark}", proposed_by=None,
    )  # fmt: skip
    letters.claim_decided(claim)
    return claim


def counts_towards(*, claim: Claim) -> Decimal | None:
    """How much of the claim would still count under the cap of its rule; None without a cap."""
    if claim.rule.cap is None:
        return None
    stands = Entry.objects.filter(member=claim.member, quarter=claim.quarter, rule=claim.rule)
    room = claim.rule.cap - abs(stands.aggregate(sum=Sum("points"))["sum"] or Decimal(0))
    return max(Decimal(0), min(abs(claim.points), room))


def _decide(claim: Claim, state: ClaimState, decided_by: User, now: datetime, remark: str) -> Claim:
    claim = _held(claim)
    if claim.state == state and claim.decided_by_id == decided_by.pk:
        return claim
    if claim.state != ClaimState.WAITING:
        raise ClaimRefused(f"这项申报{claim.get_state_display()}，无需再审核。")
    if claim.proposed_by_id == decided_by.pk:
        raise ClaimRefused("申报和审核不能是同一个人。")
    _check_not_own(claim.member, decided_by)
    _check_open(claim.branch, claim.quarter)
    claim.state, claim.remark = state, remark.strip()
    claim.decided_by, claim.decided_at = decided_by, now
    _save(claim)
    letters.claim_decided(claim)
    return claim


def _held(claim: Claim) -> Claim:
    """The claim as it stands, nobody else deciding on it until we are done."""
    return Claim.objects.select_for_update().get(pk=claim.pk)


def _append(
    claim: Claim,
    points: Decimal,
    *,
    line: int,
    approved_by: User,
    now: datetime,
    reason: str,
    **details: User | None,
) -> None:
    known = {"member": claim.member, "quarter": claim.quarter, "rule": claim.rule}
    source = f"claim:{claim.pk}"
    if Entry.objects.filter(**known, source=source, line=line).exists():
        return
    entry = Entry(
        **known,
        source=source,
        line=line,
        claim=claim,
        branch=claim.branch,
        points=points,
        origin=EntryOrigin.CLAIMED,
        occurred_on=claim.occurred_on,
        reason=reason[:200],
        approved_by=approved_by,
        created_at=now,
        **{"proposed_by": claim.proposed_by, **details},
    )
    entry.full_clean()
    entry.save()


def _attach(claim: Claim, upload: UploadedFile) -> None:
    try:
        proof = proofs.accepted(upload)
    except EvidenceRefused as refusal:
        raise ClaimRefused(str(refusal)) from refusal
    claim.evidence_name = proof.name
    claim.evidence.save(f"{claim.token}{proof.suffix}", proof.content, save=False)


def _check_day(day: date, quarter: str, branch: Branch, now: datetime) -> None:
    if day > timezone.localdate(now):
        raise ClaimRefused("发生日期还没有到。")
    try:
        span_of(quarter, now)
    except PointsRefused as refusal:
        raise ClaimRefused(str(refusal)) from refusal
    _check_open(branch, quarter)


def _check_open(branch: Branch, quarter: str) -> None:
    """Holds the settlement, so that it is not published while we write."""
    settlements = Settlement.objects.select_for_update().filter(branch=branch, quarter=quarter)
    if any(settlement.is_shown for settlement in settlements):
        raise ClaimRefused("该季度积分已经公示，不再受理申报；有不同意见请在公示期内提出异议。")


def _check_rule(rule: Rule, branch: Branch, quarter: str, member: Member, by: User) -> None:
    if rule.basis not in CLAIMED:
        raise ClaimRefused(f"“{rule.name}”由系统按记录自动计分，不需要申报。")
    if rule.rule_set_id != rule_set_for(branch=branch, quarter=quarter).pk:
        raise ClaimRefused("这一项不在该季度施行的积分规则里。")
    own = member.user_id == by.pk
    if own and (rule.points < 0 or rule.basis == Basis.VETO):
        raise ClaimRefused("扣分和红线事项由党支部提出，本人不能申报。")


def _check_points(rule: Rule, points: Decimal) -> None:
    """Fixed points, or within the range of the rule."""
    ends = sorted([rule.points, rule.points if rule.points_to is None else rule.points_to])
    if not ends[0] <= points <= ends[1]:
        lowest, highest = map(plain, ends)
        allowed = lowest if lowest == highest else f"{lowest} 到 {highest}"
        raise ClaimRefused(f"“{rule.name}”的分值应为 {allowed}。")


def _check_not_own(member: Member, by: User) -> None:
    if member.user_id == by.pk:
        raise ClaimRefused("不能审核自己的积分。")


def _save(claim: Claim) -> None:
    """Validated and written; a broken constraint speaks its own sentence."""
    try:
        claim.full_clean()
    except ValidationError as invalid:
        raise ClaimRefused("".join(invalid.messages)) from invalid
    claim.save()
