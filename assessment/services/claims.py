"""Points claimed with evidence: proposed by one person, decided by another, undone by a line."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Max, Sum

from accounts.models import User
from assessment import letters
from assessment.choices import ClaimState, EntryOrigin
from assessment.models import Claim, Entry, Rule
from assessment.refusals import ClaimRefused, Problem
from assessment.services import sound
from branches.models import Branch
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

    Refused, all at once: what `sound.Checked` finds wrong with it.
    """
    known = Claim.objects.filter(token=token).first()
    if known is not None:
        return known
    checked = sound.Checked(
        member=member,
        branch=branch,
        proposed_by=proposed_by,
        now=now,
        rule=rule,
        points=points,
        occurred_on=occurred_on,
        evidence=evidence,
    )
    if checked.problems:
        raise ClaimRefused(problems=checked.problems)
    claim = Claim(
        token=token,
        member=member,
        branch=branch,
        rule=rule,
        quarter=checked.quarter,
        points=points,
        occurred_on=occurred_on,
        reason=reason.strip(),
        proposed_by=proposed_by,
        proposed_at=now,
    )
    if checked.proof is not None:
        claim.evidence_name, claim.evidence = checked.proof.name, checked.proof.file
    _save(claim)
    letters.claim_waits(claim)
    return claim


@transaction.atomic
def problems(*, token: UUID | None = None, reason: str = "", **given: Any) -> list[Problem]:
    """What is wrong with a claim of which some fields could not be read: nothing is written."""
    return sound.Checked(**given).problems


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
    sound.check_open(branch=claim.branch, quarter=claim.quarter)
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
    sound.check_open(branch=claim.branch, quarter=claim.quarter)
    claim.state, claim.remark = state, remark.strip()
    claim.decided_by, claim.decided_at = decided_by, now
    _save(claim)
    letters.claim_closed(claim, now)
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
