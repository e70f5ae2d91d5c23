"""A sheet of a register, from the upload to the confirmation: all of it, or nothing."""

from __future__ import annotations

import json
import zlib
from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction

from accounts import audit
from accounts.models import User
from members.choices import ImportState
from members.models import DevelopmentCase, DevelopmentStep, RegisterImport
from members.registers import planning
from members.registers.columns import cell_of
from members.registers.nouns import DEVELOPMENT, NOUNS, Noun
from members.registers.planning import CHANGED, NEW, Plan, Planned
from members.registers.reading import read_sheet
from members.services import cases
from members.services.refusals import RegisterImportRefused
from members.sheets import SheetRefused, read_workbook

LONGEST_NAME = 120
KEPT = timedelta(days=7)


def upload_register(
    *, noun: Noun, data: bytes, file_name: str, user: User, today: date
) -> RegisterImport:
    """Read and check the sheet; nothing of it is written. Refused when it can be no register."""
    plan = _plan(noun, data, user, today)
    uploaded = RegisterImport(
        register=noun.register,
        created_by=user,
        file_name=file_name[-LONGEST_NAME:],
        content=data,
    )
    _keep(uploaded, plan)
    return uploaded


def confirm_register(*, uploaded: RegisterImport, now: datetime, today: date, user: User) -> None:
    """Write what was shown, all of it or nothing. A second confirmation changes nothing.

    Refused: rows that cannot be imported, nothing to write, and a plan that somebody's change has
    overtaken since it was shown; then the new one is shown.
    """
    overtaken = _write(uploaded, now, today, user)
    if overtaken is not None:
        _keep(uploaded, overtaken)
        raise RegisterImportRefused("核对之后有人改过相关资料，结果已经更新，请再看一遍后确认。")


@transaction.atomic
def discard_register(*, uploaded: RegisterImport) -> None:
    """Forget the file; nothing of it is written."""
    current = RegisterImport.objects.select_for_update().get(pk=uploaded.pk)
    if current.state == ImportState.DONE:
        raise RegisterImportRefused("已经导入，不能放弃了。")
    current.state, current.content, current.preview = ImportState.DISCARDED, b"", b""
    current.save()


def forget_registers(*, now: datetime) -> int:
    """Drop the files of uploads that nobody has confirmed for a week; how many that were."""
    old = RegisterImport.objects.filter(state=ImportState.CHECKED, created_at__lt=now - KEPT)
    return old.update(state=ImportState.DISCARDED, content=b"", preview=b"")


def _plan(noun: Noun, data: bytes, user: User, today: date) -> Plan:
    try:
        sheet = read_sheet(read_workbook(data).pick(), noun, today=today)
    except SheetRefused as refusal:
        raise RegisterImportRefused(str(refusal)) from refusal
    return planning.plan_register(sheet, user)


def _keep(uploaded: RegisterImport, plan: Plan) -> None:
    shown = json.dumps(planning.shown(plan), ensure_ascii=False)
    uploaded.preview = zlib.compress(shown.encode(), level=1)
    uploaded.counts, uploaded.fingerprint = plan.counts, plan.fingerprint
    uploaded.save()


@transaction.atomic
def _write(uploaded: RegisterImport, now: datetime, today: date, user: User) -> Plan | None:
    """The plan instead, when it is no longer the one that was shown."""
    current = RegisterImport.objects.select_for_update().get(pk=uploaded.pk)
    if current.state == ImportState.DONE:
        return None
    if current.state != ImportState.CHECKED:
        raise RegisterImportRefused("这份文件已经放弃，请重新上传。")
    noun = NOUNS[current.register]
    plan = _plan(noun, bytes(current.content), user, today)
    if plan.fingerprint != current.fingerprint:
        return plan
    counts = plan.counts
    if counts["refused"]:
        raise RegisterImportRefused(f"还有 {counts['refused']} 行不能导入，请改正后重新上传。")
    if not counts["new"] + counts["changed"]:
        raise RegisterImportRefused("没有要新增或变更的内容。")
    try:
        with transaction.atomic():
            _carry_out(noun, plan, user, today)
    except IntegrityError:
        return _plan(noun, bytes(current.content), user, today)
    current.state, current.finished_at = ImportState.DONE, now
    current.content = current.preview = b""
    current.save()
    return None


def _carry_out(noun: Noun, plan: Plan, user: User, today: date) -> None:
    if noun is DEVELOPMENT:
        _write_cases(plan, user)
        return
    new = [_entry(noun, row) for row in plan.of(NEW)]
    noun.model._default_manager.bulk_create(new)
    audit.record_changes(user=user, changes=((one, {}) for one in new), created=True)
    changed = list(plan.of(CHANGED))
    for row in changed:
        for name in row.before:
            setattr(row.entry, name, row.values[name])
    names = sorted({name for row in changed for name in row.before})
    if names:
        noun.model._default_manager.bulk_update([row.entry for row in changed], names)
    audit.record_changes(user=user, changes=((row.entry, _told(noun, row)) for row in changed))


def _entry(noun: Noun, row: Planned) -> Any:
    about = {"branch": row.branch} if noun.of_branches else {}
    return noun.model(member=row.member, **about, **row.values)


def _told(noun: Noun, row: Planned) -> audit.Changes:
    return {
        noun.column(name).label: (before, cell_of(noun.column(name), row.values[name]))
        for name, before in row.before.items()
    }


def _write_cases(plan: Plan, user: User) -> None:
    """Cases that are new, then the steps of all; each case ends in the stage of its steps."""
    new = [
        DevelopmentCase(member=row.member, opened_on=row.values["apply"]) for row in plan.of(NEW)
    ]
    DevelopmentCase.objects.bulk_create(new)
    for case, row in zip(new, plan.of(NEW), strict=True):
        row.entry = case
    rows = list(plan.of(NEW, CHANGED))
    DevelopmentStep.objects.bulk_create(
        _steps(rows),
        update_conflicts=True,
        unique_fields=["case", "code"],
        update_fields=["done_on"],
    )
    cases.restage(cases=[row.entry for row in rows])
    audit.record_changes(user=user, changes=((case, {}) for case in new), created=True)
    audit.record_changes(
        user=user, changes=((row.entry, _told(plan.sheet.noun, row)) for row in plan.of(CHANGED))
    )


def _steps(rows: Iterable[Planned]) -> list[DevelopmentStep]:
    found: defaultdict[tuple[int, str], Any] = defaultdict()
    for row in rows:
        for code, day in row.values.items():
            found[row.entry.pk, code] = DevelopmentStep(case=row.entry, code=code, done_on=day)
    return list(found.values())
