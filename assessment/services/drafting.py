"""Rule sets as the office edits them: copied, changed as drafts, tried out, put in force."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max, Model
from django.utils import timezone

from accounts.models import User
from assessment import totals
from assessment.choices import CLAIMED, ClaimState, EntryOrigin, RuleSetState
from assessment.models import Band, Claim, Entry, Rule, RuleSet, Settlement
from assessment.refusals import PointsRefused, RuleSetRefused
from assessment.services.rule_sets import governed_by
from assessment.spans import quarter_from, span_of
from branches.models import Unit

TERMS = ("name", "base", "bonus_cap", "floor", "publish_days", "note")
RULE_FIELDS = ("code", "name", "group", "basis", "points", "points_to", "cap", "kinds", "source")


@transaction.atomic
def copy_rule_set(*, source: RuleSet, unit: Unit) -> RuleSet:
    """A draft of ``unit`` with the rules and bands of ``source``, as its next version."""
    newest = RuleSet.objects.filter(unit=unit).aggregate(version=Max("version"))["version"] or 0
    draft = RuleSet(
        unit=unit,
        version=newest + 1,
        effective_from=source.effective_from,
        **{field: getattr(source, field) for field in TERMS},
    )
    draft.name = draft.name.removesuffix("〔建议〕")
    _save(draft)
    for rule in source.rules.all():
        given = {field: getattr(rule, field) for field in RULE_FIELDS}
        Rule.objects.create(rule_set=draft, **given)
    for band in source.bands.all():
        Band.objects.create(rule_set=draft, name=band.name, at_least=band.at_least)
    return draft


@transaction.atomic
def change_terms(*, rule_set: RuleSet, bands: dict[str, Decimal], **terms: Any) -> RuleSet:
    """Change the numbers of a draft and its ``bands`` (name: lowest total)."""
    _check_draft(rule_set)
    for field in TERMS:
        setattr(rule_set, field, terms.get(field, getattr(rule_set, field)))
    _save(rule_set)
    if min(bands.values(), default=Decimal(1)) > rule_set.floor:
        raise RuleSetRefused("最低一个等次要从最低分开始，否则有人没有等次。")
    rule_set.bands.all().delete()
    for name, at_least in bands.items():
        _save(Band(rule_set=rule_set, name=name, at_least=at_least))
    return rule_set


@transaction.atomic
def save_rule(*, rule_set: RuleSet, rule: Rule | None = None, **fields: Any) -> Rule:
    """Change a rule of a draft, or add one; what is counted by itself cannot be added."""
    _check_draft(rule_set)
    if rule is None:
        rule = Rule(rule_set=rule_set, basis=fields.get("basis", ""))
        if rule.basis not in CLAIMED:
            raise RuleSetRefused("新增的积分项只能是申报或红线；自动项随系统提供。")
    for field in RULE_FIELDS:
        setattr(rule, field, fields.get(field, getattr(rule, field)))
    _save(rule)
    return rule


@transaction.atomic
def remove_rule(*, rule: Rule) -> None:
    """Take a rule out of a draft."""
    _check_draft(rule.rule_set)
    rule.delete()


@transaction.atomic
def discard(*, rule_set: RuleSet) -> None:
    """Throw a draft away."""
    _check_draft(rule_set)
    rule_set.delete()


def simulate(*, rule_set: RuleSet, quarter: str, now: datetime) -> list[totals.Shift]:
    """Whom the draft would give another total or band in ``quarter``. Nothing is written."""
    try:
        span = span_of(quarter, now)
    except PointsRefused as refusal:
        raise RuleSetRefused(str(refusal)) from refusal
    return totals.shifts(rule_set, governed_by(rule_set=rule_set), span)


@transaction.atomic
def enact(*, rule_set: RuleSet, effective_from: str, by: User, now: datetime) -> RuleSet:
    """Put a draft in force from a quarter in which nobody has yet relied on the old rules.

    Refused for a quarter that is over, is published anywhere below, or has claims: people filed
    those under the rules that they read.
    """
    _check_draft(rule_set)
    _check_quarter(rule_set, effective_from, now)
    rule_set.state, rule_set.effective_from = RuleSetState.IN_FORCE, effective_from
    rule_set.enacted_by, rule_set.enacted_at = by, now
    _save(rule_set)
    return rule_set


def _check_quarter(rule_set: RuleSet, effective_from: str, now: datetime) -> None:
    try:
        quarter = quarter_from(effective_from)
    except PointsRefused as refusal:
        raise RuleSetRefused(str(refusal)) from refusal
    if quarter.ends < timezone.localdate(now):
        raise RuleSetRefused(f"{quarter.label}已经结束，新规则最早从本季度起施行。")
    branches = governed_by(rule_set=rule_set)
    later = {"branch__in": branches, "quarter__gte": effective_from}
    if Settlement.objects.filter(**later).shown().exists():
        raise RuleSetRefused(f"{quarter.label}已有支部公示积分，请从下一季度起施行。")
    relied_on = (
        Claim.objects.filter(**later, state__in=[ClaimState.WAITING, ClaimState.APPROVED]).count()
        + Entry.objects.filter(**later, origin=EntryOrigin.ADJUSTED).count()
    )
    if relied_on:
        raise RuleSetRefused(
            f"{quarter.label}已有 {relied_on} 项申报按原规则提出，请从下一季度起施行。"
        )


def _check_draft(rule_set: RuleSet) -> None:
    if rule_set.state != RuleSetState.DRAFT:
        raise RuleSetRefused("施行过的规则不能修改，请复制为新的一版。")


def _save(row: Model) -> None:
    """Validated and written; a broken constraint speaks its own sentence."""
    try:
        row.full_clean()
    except ValidationError as invalid:
        raise RuleSetRefused("".join(invalid.messages)) from invalid
    row.save()
