"""A directive from draft to end: written, issued, extended to new branches, closed, withdrawn."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from itertools import pairwise
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from branches.models import Branch, Unit
from duties.choices import DirectiveState, Stage
from duties.directives import telling
from duties.directives.audience import not_yet_reached
from duties.models import Directive, DirectiveStep
from duties.services.refusals import DirectiveRefused

AT_ONCE = 2_000


@transaction.atomic
def draft_directive(
    *,
    token: UUID,
    unit: Unit,
    by: User,
    units: Collection[Unit] = (),
    branches: Collection[Branch] = (),
    **said: Any,
) -> Directive:
    """A directive that nobody below sees yet. The same ``token`` again gives the same.

    ``said`` are its other fields. Refused: days that go backwards from stage to stage.
    """
    known = Directive.objects.filter(token=token, drafted_by=by).first()
    if known is not None:
        return known
    directive = Directive(token=token, unit=unit, drafted_by=by, **said)
    _save(directive)
    directive.units.set(units)
    directive.branches.set(branches)
    return directive


@transaction.atomic
def change_draft(
    *,
    directive: Directive,
    unit: Unit,
    units: Collection[Unit] = (),
    branches: Collection[Branch] = (),
    **said: Any,
) -> Directive:
    """Other words, days or places. Refused: what has been issued."""
    current = _draft(directive)
    for name, value in {"unit": unit, **said}.items():
        setattr(current, name, value)
    _save(current)
    current.units.set(units)
    current.branches.set(branches)
    return current


@transaction.atomic
def drop_draft(*, directive: Directive) -> None:
    """Throw a draft away. Refused: what has been issued."""
    _draft(directive).delete()


@transaction.atomic
def issue_directive(*, directive: Directive, by: User, now: datetime) -> Directive:
    """From now on every branch that it reaches owes the five stages; secretaries are told.

    A second call changes nothing. Refused: no branch is reached, its last day is over.
    """
    current, today = _locked(directive), timezone.localdate(now)
    if current.is_running:
        return current
    _only_draft(current)
    if current.due_on < today:
        raise DirectiveRefused("报告期限已经过了，请改期限再下发。")
    current.state, current.issued_by, current.issued_on = DirectiveState.ISSUED, by, today
    _save(current)
    if not _reach(current, today):
        raise DirectiveRefused("范围内没有党支部，请改下发范围。")
    return current


@transaction.atomic
def extend_directive(*, directive: Directive, now: datetime) -> int:
    """To branches founded since, or moved into its places; how many. Safe to run again.

    What would have been due by now is due there today.
    """
    current = _running(directive)
    return _reach(current, timezone.localdate(now))


@transaction.atomic
def close_directive(*, directive: Directive, by: User, now: datetime) -> Directive:
    """It is over; nothing is owed any more, what was reported stays. Refused: if not running."""
    return _end(directive, DirectiveState.CLOSED, by, now)


@transaction.atomic
def withdraw_directive(*, directive: Directive, by: User, now: datetime, reason: str) -> Directive:
    """It no longer holds, and why; what was reported stays to be read. Refused: without reason."""
    if not reason.strip():
        raise DirectiveRefused("请写明撤回的原因。")
    current = _end(directive, DirectiveState.WITHDRAWN, by, now, reason.strip())
    telling.withdrawn(directive=current, now=now)
    return current


def _end(
    directive: Directive, state: DirectiveState, by: User, now: datetime, reason: str = ""
) -> Directive:
    current = _running(directive)
    current.state, current.reason = state, reason
    current.ended_by, current.ended_on = by, timezone.localdate(now)
    _save(current)
    telling.over(directive=current, now=now)
    return current


def _reach(directive: Directive, today: date) -> int:
    """Write the steps of branches that have none, and tell their secretaries; how many branches."""
    branches = list(not_yet_reached(directive, today).order_by("pk").values_list("pk", flat=True))
    DirectiveStep.objects.bulk_create(
        (
            DirectiveStep(
                directive=directive,
                branch_id=branch,
                stage=stage,
                place=place,
                due_on=max(day, today),
            )
            for branch in branches
            for place, (stage, day) in enumerate(directive.days)
        ),
        batch_size=AT_ONCE,
        ignore_conflicts=True,
    )
    telling.issued(directive=directive, branches=branches, today=today)
    return len(branches)


def _locked(directive: Directive) -> Directive:
    rows = Directive.objects.select_for_update(of=("self",)).select_related("unit")
    found = rows.filter(pk=directive.pk).first()
    if found is None:
        raise DirectiveRefused("这份草稿已被删除。")
    return found


def _draft(directive: Directive) -> Directive:
    current = _locked(directive)
    _only_draft(current)
    return current


def _only_draft(current: Directive) -> None:
    if current.state != DirectiveState.DRAFT:
        raise DirectiveRefused(f"这份部署{current.get_state_display()}，不能再改。")


def _running(directive: Directive) -> Directive:
    current = _locked(directive)
    if not current.is_running:
        raise DirectiveRefused(f"这份部署{current.get_state_display()}，请刷新页面。")
    return current


def _save(directive: Directive) -> None:
    """Refused: what the database would refuse, and days that go backwards."""
    for (former, ends), (stage, day) in pairwise(directive.days):
        if day < ends:
            raise DirectiveRefused(
                f"{Stage(stage).label}的期限不能早于{Stage(former).label}的期限。"
            )
    try:
        directive.full_clean()
    except ValidationError as error:
        raise DirectiveRefused(" ".join(error.messages)) from error
    directive.save()
