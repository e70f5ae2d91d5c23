"""What a branch reports of a directive, and what the level above says to it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from branches.models import Branch
from duties.choices import STEPS_OWED, Stage, StepState
from duties.directives import pointing, telling
from duties.models import Directive, DirectiveStep
from duties.services.refusals import DirectiveRefused


@transaction.atomic
def report_step(
    *, step: DirectiveStep, by: User, now: datetime, said: str = "", meeting: str = ""
) -> DirectiveStep:
    """The stage is done: by the meeting of that key, or by what is said; or better words for it.

    What has been reported may be corrected until the level above has looked at it; the day on
    which it was first reported stays, unless the meeting was held after it: that counts as reported
    now. The last report asks the issuer to decide. Refused: a directive that is over, an earlier
    stage that is still owed, a meeting that does not count.
    """
    directive, current = _of_running(step), _locked(step)
    today = timezone.localdate(now)
    if current.state not in STEPS_OWED and not current.is_correctable:
        raise DirectiveRefused("上级已经看过，不能再改。要改请联系上级退回。")
    if current.branch.dissolved_on and current.branch.dissolved_on < today:
        raise DirectiveRefused("党支部已撤销，不用再报告。")
    _in_order(current)
    current.said = said.strip()
    met = _point(current, directive, meeting, now) if current.at_a_meeting else None
    if current.is_owed or _held_since(met, current):
        current.reported_on = today
    current.state, current.reported_by = StepState.REPORTED, by
    _save(current)
    if current.stage == Stage.REPORT:
        telling.reported(directive=directive, today=today)
    return current


@transaction.atomic
def see_steps(*, directive: Directive, branch: Branch, by: User, now: datetime) -> int:
    """The level above has looked at what the branch has reported so far; how many stages.

    From now on they stand. What the user reported is passed over.
    """
    return (
        DirectiveStep.objects.filter(
            directive=directive, branch=branch, state=StepState.REPORTED, seen_on=None
        )
        .exclude(reported_by=by)
        .update(seen_on=timezone.localdate(now), seen_by=by)
    )


@transaction.atomic
def accept_report(*, step: DirectiveStep, by: User, now: datetime) -> DirectiveStep:
    """The issuer takes the report: the branch is through. Refused to who reported it."""
    current = _to_decide(step, by)
    current.state, current.remark = StepState.ACCEPTED, ""
    current.seen_on, current.seen_by = timezone.localdate(now), by
    _save(current)
    see_steps(directive=current.directive, branch=current.branch, by=by, now=now)
    return current


@transaction.atomic
def return_report(*, step: DirectiveStep, by: User, now: datetime, remark: str) -> DirectiveStep:
    """The issuer wants it again, and why: the report is owed, all stages may be corrected.

    Refused to who reported it, and without a remark.
    """
    current = _to_decide(step, by)
    if not remark.strip():
        raise DirectiveRefused("请写明退回的原因。")
    reporter = current.reported_by
    current.state, current.remark = StepState.RETURNED, remark.strip()
    current.reported_on = current.reported_by = current.seen_on = current.seen_by = None
    current.returns += 1
    _save(current)
    DirectiveStep.objects.filter(directive=current.directive_id, branch=current.branch_id).update(
        seen_on=None, seen_by=None
    )
    telling.returned(step=current, reporter=reporter, today=timezone.localdate(now))
    return current


def _of_running(step: DirectiveStep) -> Directive:
    """Locked, so that one report after the other sees whether it is the last."""
    directive = Directive.objects.select_for_update().get(pk=step.directive_id)
    if not directive.is_running:
        raise DirectiveRefused(f"这份部署{directive.get_state_display()}，不用再报告。")
    return directive


def _locked(step: DirectiveStep) -> DirectiveStep:
    rows = DirectiveStep.objects.select_for_update(of=("self",))
    return rows.select_related("branch", "directive").get(pk=step.pk)


def _in_order(step: DirectiveStep) -> None:
    earlier = DirectiveStep.objects.filter(
        directive=step.directive_id, branch=step.branch_id, place__lt=step.place
    )
    first = earlier.owed().order_by("place").first()
    if first is not None:
        raise DirectiveRefused(f"请先报告{Stage(first.stage).label}。")


def _point(
    step: DirectiveStep, directive: Directive, key: str, now: datetime
) -> pointing.Meeting | None:
    """Copy what the meeting is called. One that was pointed at before may stay as long as it
    counts, also when it is older than what is offered."""
    offered = pointing.held_since(
        branch_id=step.branch_id,
        since=directive.issued_on or timezone.localdate(now),
        until=timezone.localdate(now),
        words=(),
    )
    found = next((meeting for meeting in offered if meeting.key == key), None)
    if found is not None:
        step.meeting_key, step.meeting_path = found.key, found.path
        step.meeting_label = found.label
    elif not key or key != step.meeting_key:
        raise DirectiveRefused("请选一次下发以后开的、已上报的会议。")
    return found


def _held_since(met: pointing.Meeting | None, step: DirectiveStep) -> bool:
    """Whether the meeting was held after the day on which the stage was reported."""
    return bool(met and step.reported_on and met.held_on > step.reported_on)


def _to_decide(step: DirectiveStep, by: User) -> DirectiveStep:
    _of_running(step)
    current = _locked(step)
    if current.stage != Stage.REPORT or current.state != StepState.REPORTED:
        raise DirectiveRefused("这份报告现在不在等待审阅，请刷新页面。")
    if current.reported_by_id == by.pk:
        raise DirectiveRefused("自己交的报告，要由另一个人审阅。")
    return current


def _save(step: Any) -> None:
    try:
        step.full_clean()
    except ValidationError as error:
        raise DirectiveRefused(" ".join(error.messages)) from error
    step.save()
