"""What a worker does with an uploaded roster: check it, or write it. Each safe to repeat.

What must be done stands in the row (state and revision), so a lost message or a killed worker loses
nothing: the sweep finds rows that nobody has touched for a while.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts import audit
from members.choices import ImportState
from members.imports.plan import Plan
from members.imports.planner import plan_import
from members.imports.preview import packed
from members.imports.writing import PlanOutdated, write_plan
from members.models import RosterImport
from members.reach import Reach
from members.sheets import SheetRefused, SheetUndecided, read_roster, read_workbook

OUTDATED = "核对之后有人改动了名册，已重新核对，请再看一遍后确认。"
LEFT_BEHIND_AFTER = timedelta(minutes=2)
FILE_KEPT = timedelta(days=7)
PREVIEW_KEPT = timedelta(days=30)
READ, UNDERSTOOD, COMPARED = 30, 60, 90


def work_on(*, pk: int) -> None:
    """Do what the row waits for; nothing when it waits for nothing any more."""
    waiting = RosterImport.objects.select_related("unit", "branch", "created_by").filter(pk=pk)
    roster_import = waiting.first()
    if roster_import is None:
        return
    if roster_import.state == ImportState.CHECKING:
        _check(roster_import, timezone.localdate())
    elif roster_import.state == ImportState.WRITING:
        _write(roster_import, timezone.localdate())


def plan_of(roster_import: RosterImport, today: date) -> Plan:
    """What importing the upload would do as of now; says how far it is."""
    workbook = read_workbook(bytes(roster_import.content))
    _progress(roster_import, READ)
    grid = workbook.pick(roster_import.sheet)
    roster = read_roster(grid, today=today, fixes=roster_import.fixed_cells)
    _progress(roster_import, UNDERSTOOD)
    reach = Reach(roster_import.unit, roster_import.branch)
    plan = plan_import(
        roster=roster, reach=reach, today=today, create_missing=roster_import.create_missing
    )
    _progress(roster_import, COMPARED)
    return plan


def left_behind(*, now: datetime) -> list[int]:
    """Rows that a worker should have finished: their message or their worker was lost."""
    found = RosterImport.objects.left_behind(now - LEFT_BEHIND_AFTER)
    keys = list(found.values_list("pk", flat=True))
    RosterImport.objects.filter(pk__in=keys).update(touched_at=now)
    return keys


def forget_old(*, now: datetime) -> None:
    """Files go after a week, what was shown of them after a month."""
    RosterImport.objects.filter(created_at__lt=now - FILE_KEPT).exclude(content=b"").update(
        content=b"", fixes=""
    )
    RosterImport.objects.filter(created_at__lt=now - PREVIEW_KEPT).update(preview=b"")


def _check(roster_import: RosterImport, today: date) -> None:
    """Plan the import and keep what the page shows of the plan."""
    try:
        plan = plan_of(roster_import, today)
    except SheetUndecided as undecided:
        _finish(roster_import, state=ImportState.UNDECIDED, sheets=list(undecided.names))
    except SheetRefused as refusal:
        _finish(roster_import, state=ImportState.UNREADABLE, refusal=str(refusal))
    else:
        _show(roster_import, plan, roster_import.refusal)


def _write(roster_import: RosterImport, today: date) -> None:
    """Write what was confirmed; when the database has moved on, show the new plan instead."""
    plan = plan_of(roster_import, today)
    if plan.fingerprint == roster_import.fingerprint:
        try:
            _carry_out(roster_import, plan)
        except (PlanOutdated, IntegrityError):
            plan = plan_of(roster_import, today)
        else:
            return
    _show(roster_import, plan, OUTDATED)


def _carry_out(roster_import: RosterImport, plan: Plan) -> None:
    """Exactly once: whoever finds the row no longer waiting has nothing to do."""
    user, reason = roster_import.created_by, f"导入名册：{roster_import.file_name}"
    with transaction.atomic(), audit.on_behalf_of(user, reason=reason):
        locked = RosterImport.objects.select_for_update().filter(pk=roster_import.pk)
        waiting = locked.filter(state=ImportState.WRITING, revision=roster_import.revision)
        if not waiting.exists():
            return
        reach = Reach(roster_import.unit, roster_import.branch)
        write_plan(plan=plan, reach=reach, since=roster_import.since, user=user, reason=reason)
        done = {"state": ImportState.DONE, "finished_at": timezone.now(), "counts": plan.counts}
        if not plan.counts["refused"]:
            done |= {"content": b"", "fixes": ""}
        locked.update(**done)


def _show(roster_import: RosterImport, plan: Plan, note: str) -> None:
    _finish(
        roster_import,
        state=ImportState.CHECKED,
        refusal=note,
        counts=plan.counts,
        fingerprint=plan.fingerprint,
        preview=packed(plan),
    )


def _progress(roster_import: RosterImport, percent: int) -> None:
    same = RosterImport.objects.filter(pk=roster_import.pk, revision=roster_import.revision)
    same.update(progress=percent, touched_at=timezone.now())


def _finish(roster_import: RosterImport, **result: object) -> None:
    """Keep the result, unless the uploader has changed something or somebody else was faster."""
    waiting = RosterImport.objects.filter(
        pk=roster_import.pk, revision=roster_import.revision, state=roster_import.state
    )
    waiting.update(progress=100, touched_at=timezone.now(), **result)
