"""Cases of developing members: opened, moved on step by step, confirmed or ended."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction

from members import development
from members.choices import PARTY_STAGES, CaseState, Stage
from members.models import (
    DevelopmentCase,
    DevelopmentMaterial,
    DevelopmentStep,
    Member,
)
from members.services import people
from members.services.refusals import CaseRefused

ORDER = list(Stage)


@transaction.atomic
def open_case(*, member: Member, applied_on: date, today: date) -> DevelopmentCase:
    """Somebody has applied. Refused: a Party member, a second open case, a day to come."""
    if member.stage in PARTY_STAGES:
        raise CaseRefused(f"{member}已经是党员。")
    if applied_on > today:
        raise CaseRefused("申请日期不能晚于今天。")
    case = DevelopmentCase(member=member, opened_on=applied_on)
    try:
        case.full_clean()
    except ValidationError as error:
        raise CaseRefused(" ".join(error.messages)) from error
    case.save()
    record_step(case=case, code=development.FIRST, done_on=applied_on, today=today)
    return case


@transaction.atomic
def record_step(
    *, case: DevelopmentCase, code: str, done_on: date, today: date, note: str = ""
) -> DevelopmentStep:
    """A step of the 25 was done on that day; a second time corrects the day.

    The case moves to the stage of what comes next. A step by which somebody becomes an activist, a
    candidate, probationary or full moves the person, too, never backwards. Refused: a closed case,
    an unknown step, a day to come or before the step that this one follows upon.
    """
    current = _open(case)
    if code not in development.BY_CODE:
        raise CaseRefused("没有这个步骤。")
    if done_on > today:
        raise CaseRefused("办理日期不能晚于今天。")
    done = _done(current)
    for name, reason in development.faults_of(done | {code: done_on}):
        if name == code:
            raise CaseRefused(f"「{development.BY_CODE[code].name}」{reason}。")
    step = DevelopmentStep.objects.filter(case=current, code=code).first()
    step = step or DevelopmentStep(case=current, code=code)
    step.done_on, step.note = done_on, note.strip()
    step.full_clean()
    step.save()
    done[code] = done_on
    _follow(current, code, done, today)
    return step


@transaction.atomic
def undo_step(*, case: DevelopmentCase, code: str) -> None:
    """Take out a step that was entered by mistake; the person stays where they stand."""
    current = _open(case)
    if code == development.FIRST:
        raise CaseRefused("递交入党申请书是档案的开始，不能去掉。")
    for step in DevelopmentStep.objects.filter(case=current, code=code):
        step.delete()
    restage(cases=[current])


@transaction.atomic
def keep_materials(*, case: DevelopmentCase, codes: Iterable[str], today: date) -> None:
    """These papers are in the file, and no others; those that were there keep their day."""
    current = _open(case)
    wanted = set(codes) & {material.code for material in development.MATERIALS}
    held = {row.code: row for row in current.materials.all()}
    for code in held.keys() - wanted:
        held[code].delete()
    for code in sorted(wanted - held.keys()):
        DevelopmentMaterial.objects.create(case=current, code=code, received_on=today)


@transaction.atomic
def end_case(*, case: DevelopmentCase, on: date, reason: str, today: date) -> DevelopmentCase:
    """It is not gone on with. Refused without a reason, or on a day out of order."""
    current = _open(case)
    if not reason.strip():
        raise CaseRefused("请写明终止的原因。")
    if on > today:
        raise CaseRefused("终止日期不能晚于今天。")
    return _close(current, CaseState.ENDED, on, reason.strip())


def restage(*, cases: Iterable[DevelopmentCase]) -> None:
    """Each case stands in the stage of its next step, opened on the day of the application."""
    known = {case.pk: case for case in cases}
    done: defaultdict[int, dict[str, date]] = defaultdict(dict)
    rows = DevelopmentStep.objects.filter(case__in=known)
    for pk, code, day in rows.values_list("case_id", "code", "done_on"):
        done[pk][code] = day
    for pk, case in known.items():
        case.stage = development.stage_of(done[pk])
        case.opened_on = done[pk].get(development.FIRST, case.opened_on)
    DevelopmentCase.objects.bulk_update(known.values(), ["stage", "opened_on"])


def _follow(case: DevelopmentCase, code: str, done: dict[str, date], today: date) -> None:
    """The case's own stage, the person's standing, and the end of the way."""
    case.stage = development.stage_of(done)
    case.opened_on = done[development.FIRST]
    case.save()
    reached = development.BY_CODE[code].stage
    if reached is not None:
        _promote(case.member, reached, done, today)
    if code == development.LAST and development.CONFIRMED in done:
        _close(case, CaseState.CONFIRMED, done[code], "")


def _promote(member: Member, reached: Stage, done: dict[str, date], today: date) -> None:
    current = Member.objects.get(pk=member.pk)
    if ORDER.index(Stage(current.stage)) >= ORDER.index(reached):
        return
    values: dict[str, str] = {"stage": reached.value}
    if reached in PARTY_STAGES:
        accepted = done.get(development.ACCEPTED) or done[development.APPROVED]
        values["joined_on"] = current.joined_on or f"{accepted}"
    if reached == Stage.FULL:
        confirmed = done.get(development.CONFIRMED_BY) or done[development.CONFIRMED]
        values["confirmed_on"] = f"{confirmed}"
    try:
        people.edit_member(member=current, version=current.version, values=values, today=today)
    except people.MemberRefused as refusal:
        raise CaseRefused(str(refusal)) from refusal


def _open(case: DevelopmentCase) -> DevelopmentCase:
    current = DevelopmentCase.objects.select_for_update().get(pk=case.pk)
    if current.state != CaseState.OPEN:
        raise CaseRefused("这份档案已经办结，不能再改。")
    return current


def _done(case: DevelopmentCase) -> dict[str, date]:
    return dict(case.steps.values_list("code", "done_on"))


def _close(case: DevelopmentCase, state: CaseState, on: date, reason: str) -> DevelopmentCase:
    case.state, case.closed_on, case.reason = state, on, reason
    try:
        case.full_clean()
    except ValidationError as error:
        raise CaseRefused(" ".join(error.messages)) from error
    case.save()
    return case
