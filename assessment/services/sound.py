"""What a claim must be like before it is taken: everything wrong is told at once, at its field."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal

from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone

from accounts.models import User
from accounts.uploads import Upload, UploadRefused, read_upload
from assessment.choices import CLAIMED, Basis
from assessment.models import Rule, Settlement
from assessment.refusals import ClaimRefused, PointsRefused, Problem
from assessment.services.rule_sets import rule_set_for
from assessment.spans import span_of
from assessment.wording import span_of_points
from branches.models import Branch
from branches.periods import Grain, Period
from members.models import Member

PUBLISHED = "该季度积分已经公示，不再受理申报；有不同意见请在公示期内提出异议。"


class Checked:
    """A claim, or as much of it as could be read, with its ``problems`` and the file to keep.

    Wrong: a rule that is counted by itself or not in force, points outside its range, a day that is
    not past or lies in a quarter already published, a file that is not taken, none where points are
    gained. To be used in the transaction that writes.
    """

    def __init__(
        self,
        *,
        member: Member,
        branch: Branch,
        proposed_by: User,
        now: datetime,
        rule: Rule | None = None,
        points: Decimal | None = None,
        occurred_on: date | None = None,
        evidence: UploadedFile | None = None,
    ) -> None:
        self.problems: list[Problem] = []
        self.proof: Upload | None = None
        self.quarter = str(Period.containing(occurred_on or timezone.localdate(now), Grain.QUARTER))
        if rule is not None:
            own = member.user_id == proposed_by.pk
            self._try("rule", lambda: _check_rule(rule, branch, self.quarter, own=own))
            if points is not None:
                self._try("points", lambda: _check_points(rule, points))
        if occurred_on is not None:
            self._try("occurred_on", lambda: _check_day(occurred_on, self.quarter, branch, now))
        if evidence is not None:
            self._try("evidence", lambda: self._read(evidence))
        elif points is not None and points > 0:
            sentence = "请附上佐证材料（证书、通报的照片或文件）。"
            self.problems.append(Problem("evidence", sentence))

    def _try(self, field: str, check: Callable[[], None]) -> None:
        try:
            check()
        except (ClaimRefused, PointsRefused, UploadRefused) as refusal:
            self.problems.append(Problem(field, str(refusal)))

    def _read(self, evidence: UploadedFile) -> None:
        self.proof = read_upload(evidence)


def check_open(*, branch: Branch, quarter: str) -> None:
    """Holds the settlement, so that it is not published while we write."""
    settlements = Settlement.objects.select_for_update().filter(branch=branch, quarter=quarter)
    if any(settlement.is_shown for settlement in settlements):
        raise ClaimRefused(PUBLISHED)


def _check_day(day: date, quarter: str, branch: Branch, now: datetime) -> None:
    if day > timezone.localdate(now):
        raise ClaimRefused("发生日期还没有到。")
    span_of(quarter, now)
    check_open(branch=branch, quarter=quarter)


def _check_rule(rule: Rule, branch: Branch, quarter: str, *, own: bool) -> None:
    if rule.basis not in CLAIMED:
        raise ClaimRefused(f"“{rule.name}”由系统按记录自动计分，不需要申报。")
    if rule.rule_set_id != rule_set_for(branch=branch, quarter=quarter).pk:
        raise ClaimRefused("这一项不在该季度施行的积分规则里。")
    if own and (rule.points < 0 or rule.basis == Basis.VETO):
        raise ClaimRefused("扣分和红线事项由党支部提出，本人不能申报。")


def _check_points(rule: Rule, points: Decimal) -> None:
    """Fixed points, or within the range of the rule."""
    lowest, highest = sorted([rule.points, rule.points_to or rule.points])
    if not lowest <= points <= highest:
        raise ClaimRefused(f"这一项的分值应为 {span_of_points(rule.points, rule.points_to)}。")
