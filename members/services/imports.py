"""An uploaded roster, from the file to the confirmation. The work itself is done by a worker."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date, datetime
from functools import partial

import structlog
from django.db import transaction
from kombu.exceptions import OperationalError

from accounts.models import User
from members import tasks
from members.choices import ImportState
from members.imports import jobs
from members.imports.preview import refused_sheet
from members.models import RosterImport
from members.reach import Reach
from members.sheets import SheetRefused
from members.sheets.contents import recognise

log = structlog.get_logger(__name__)

LONGEST_NAME = 120
# A sheet this short is checked again at once, while its uploader waits.
SHORT = 500
FIXABLE = (ImportState.CHECKED, ImportState.UNDECIDED)


class ImportRefused(Exception):
    """The sentence for the screen."""


@transaction.atomic
def upload_roster(
    *, data: bytes, file_name: str, reach: Reach, since: date, user: User
) -> RosterImport:
    """Take the file; a worker checks it. Refused at once when it can be no roster."""
    try:
        recognise(data)
    except SheetRefused as refusal:
        raise ImportRefused(str(refusal)) from refusal
    roster_import = RosterImport.objects.create(
        content=data,
        file_name=file_name[-LONGEST_NAME:],
        unit=reach.unit,
        branch=reach.branch,
        since=since,
        created_by=user,
    )
    _hand_over(roster_import)
    return roster_import


@transaction.atomic
def choose_sheet(*, roster_import: RosterImport, sheet: str, now: datetime) -> None:
    """Of several sheets, this is the roster."""
    current = _locked(roster_import)
    if sheet not in current.sheets:
        raise ImportRefused("请选择要导入的工作表。")
    current.sheet = sheet
    _check_again(current, now)


@transaction.atomic
def fix_cells(*, roster_import: RosterImport, texts: Mapping[str, str], now: datetime) -> None:
    """Read these texts, by cell, instead of what the file says; the file stays as it is.

    Only cells about which something was said, or that were fixed before.
    """
    current = _locked(roster_import)
    if not texts:
        raise ImportRefused("没有改动，请先填写改正的内容。")
    if texts.keys() - current.doubtful_cells:
        raise ImportRefused("这个单元格没有要改正的内容，请刷新页面。")
    fixed = {cell: text.strip() for cell, text in texts.items()}
    current.fixes = json.dumps(current.fixed_cells | fixed)
    _check_again(current, now)


@transaction.atomic
def create_missing(*, roster_import: RosterImport, create: bool, now: datetime) -> None:
    """Whether unknown units and branches are created, or their rows refused."""
    current = _locked(roster_import)
    current.create_missing = create
    _check_again(current, now)


@transaction.atomic
def confirm(
    *, roster_import: RosterImport, revision: int, all_or_nothing: bool, now: datetime
) -> None:
    """Write what was shown at ``revision``. A second confirmation changes nothing."""
    current = RosterImport.objects.select_for_update().get(pk=roster_import.pk)
    if current.state in (ImportState.WRITING, ImportState.DONE):
        return
    if current.state != ImportState.CHECKED or current.revision != revision:
        raise ImportRefused("核对结果已经更新，请再看一遍后确认。")
    if all_or_nothing and current.counts["refused"]:
        raise ImportRefused(
            f"还有 {current.counts['refused']} 行不能导入，按要求全部没有导入。请先改正。"
        )
    if not current.counts["new"] + current.counts["changed"]:
        raise ImportRefused("没有要新增或变更的人员。")
    current.state, current.refusal, current.progress = ImportState.WRITING, "", 0
    current.confirmed_at = current.touched_at = now
    current.save()
    _hand_over(current)


@transaction.atomic
def discard(*, roster_import: RosterImport) -> None:
    """Forget the file; nothing of it is written."""
    current = RosterImport.objects.select_for_update().get(pk=roster_import.pk)
    if current.state in (ImportState.WRITING, ImportState.DONE):
        raise ImportRefused("已经确认导入，不能放弃了。")
    current.state, current.content, current.fixes = ImportState.DISCARDED, b"", ""
    current.preview, current.revision = b"", current.revision + 1
    current.save()


def refused_rows(*, roster_import: RosterImport, today: date) -> bytes:
    """A sheet of the rows that are refused, as they were uploaded, each with its reasons."""
    if not roster_import.content:
        raise ImportRefused("上传的文件已经清理，请用原来的名册重新导入。")
    return refused_sheet(jobs.plan_of(roster_import, today))


def _locked(roster_import: RosterImport) -> RosterImport:
    current = RosterImport.objects.select_for_update().get(pk=roster_import.pk)
    if current.state not in FIXABLE or not current.content:
        raise ImportRefused("现在不能改动，请刷新页面查看进展。")
    return current


def _check_again(current: RosterImport, now: datetime) -> None:
    current.revision += 1
    current.state, current.refusal, current.progress = ImportState.CHECKING, "", 0
    current.touched_at = now
    current.save()
    if current.counts.get("rows", SHORT + 1) <= SHORT:
        transaction.on_commit(partial(jobs.work_on, pk=current.pk))
    else:
        _hand_over(current)


def _hand_over(roster_import: RosterImport) -> None:
    transaction.on_commit(partial(_wake_worker, roster_import.pk))


def _wake_worker(pk: int) -> None:
    try:
        tasks.work_on_roster.delay(pk)
    except OperationalError as failure:
        log.warning("broker unreachable, the next sweep goes on", error=str(failure))
