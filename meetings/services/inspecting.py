"""Inspections of records: drawn by lot, marked one by one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from secrets import token_hex
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.timezone import localdate

from accounts import audit
from accounts.models import User
from branches.models import Unit
from branches.periods import Period
from branches.services.provisions import provisions_for
from meetings.choices import Criterion, Grade, MeetingKind
from meetings.inspections.drawing import Wish, draw, undraw
from meetings.models import InspectedRecord, Inspection, InspectionFinding
from meetings.services.refusals import InspectionRefused, MarkClash

SAMPLE = "DS.inspection_sample"
MOST_FINDINGS = 20
UNEXPLAINED = f"评为“{Grade.POOR.label}”的，请勾选或写明至少一处问题，或者在评语里写明原因。"


@dataclass(frozen=True, slots=True)
class Found:
    """One thing found wanting; with the key of the suggestion that was confirmed."""

    criterion: Criterion
    text: str
    key: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A mark sheet as it was filled in."""

    grade: Grade
    marks: Mapping[str, str]
    remark: str = ""
    practice: str = ""
    findings: Sequence[Found] = ()


def sample_at(*, unit: Unit, now: datetime) -> int:
    """How many records a branch are usual at the unit; one where no number is given."""
    found = provisions_for(unit=unit, codes=[SAMPLE], day=localdate(now)).get(SAMPLE)
    return int(found.value) if found else 1


@transaction.atomic
def start_inspection(
    *,
    unit: Unit,
    name: str,
    period: Period,
    kinds: Sequence[MeetingKind],
    per_branch: int,
    token: UUID,
    by: User,
    now: datetime,
    seed: str = "",
) -> Inspection:
    """Begin an inspection and draw its records; the same token again gives the same inspection.

    Refused: a period that lies ahead, and one in which nothing is left to draw.
    """
    known = Inspection.objects.filter(token=token).first()
    if known:
        return known
    if period.begins > localdate(now):
        raise InspectionRefused("这个时段还没有开始，请选已经开始的月份或季度。", field="period")
    inspection = Inspection(
        token=token,
        unit=unit,
        name=name.strip(),
        period=str(period),
        kinds=[kind.value for kind in kinds],
        per_branch=per_branch,
        seed=seed or token_hex(8),
        started_by=by,
        started_at=now,
    )
    _cleaned(inspection)
    inspection.save()
    if not draw(inspection, Wish(by, unit, period, inspection.kinds, per_branch)):
        raise InspectionRefused(
            "这个范围里没有可抽的记录：没有已上报的，或者都已在别的调阅中抽过。"
        )
    return inspection


@transaction.atomic
def mark_record(
    *, record: InspectedRecord, version: int, sheet: Sheet, by: User, now: datetime
) -> InspectedRecord:
    """Write marks and findings of one record; what was found before is replaced.

    Refused: once the notice is out, for a record that one wrote oneself, and the lowest grade
    without a word why. `MarkClash` when somebody else has marked it since ``version``.
    """
    inspection = Inspection.objects.select_for_update().get(pk=record.inspection_id)
    record = (
        InspectedRecord.objects.select_for_update(of=("self",))
        .select_related("meeting", "marked_by")
        .get(pk=record.pk)
    )
    if not inspection.is_open:
        raise InspectionRefused("通报已经发布，不能再改评定。")
    if record.meeting.recorded_by_id == by.pk:
        raise InspectionRefused("自己录入的记录要由另一个人检查。")
    if record.version != version:
        raise MarkClash(record)
    if len(sheet.findings) > MOST_FINDINGS:
        raise InspectionRefused(f"一份记录最多写 {MOST_FINDINGS} 条问题。")
    if sheet.grade == Grade.POOR and not (_said(sheet.findings) or sheet.remark.strip()):
        raise InspectionRefused(UNEXPLAINED, field="remark")
    record.grade = sheet.grade
    record.marks = {key: value for key, value in sheet.marks.items() if value}
    record.remark, record.practice = sheet.remark.strip(), sheet.practice.strip()
    record.version += 1
    record.marked_by, record.marked_at = by, now
    _cleaned(record)
    record.save()
    _replace_findings(record, sheet.findings, by)
    return record


def _replace_findings(record: InspectedRecord, found: Sequence[Found], by: User) -> None:
    """Those that are found again stay as they are."""
    said = _said(found)
    for row in record.findings.all():
        before = Found(Criterion(row.criterion), row.text, row.key)
        if before in said:
            del said[before]
        else:
            row.delete()
    new = [
        InspectionFinding(record=record, criterion=one.criterion, text=one.text, key=one.key)
        for one in said
    ]
    for row in new:
        _cleaned(row)
    InspectionFinding.objects.bulk_create(new)
    told = ((row, {"criterion": ("", row.criterion), "text": ("", row.text)}) for row in new)
    audit.record_changes(user=by, changes=told, created=True)


def _said(found: Sequence[Found]) -> dict[Found, None]:
    """Those with words, each once, in order."""
    return dict.fromkeys(
        Found(one.criterion, one.text.strip(), one.key) for one in found if one.text.strip()
    )


@transaction.atomic
def discard_inspection(*, inspection: Inspection) -> None:
    """Throw away an inspection that was never published, with its sample and marks."""
    inspection = Inspection.objects.select_for_update().get(pk=inspection.pk)
    if not inspection.is_open:
        raise InspectionRefused("通报已经发布，不能删除，只能发更正通报。")
    undraw(inspection)
    inspection.delete()


def _cleaned(row: Inspection | InspectedRecord | InspectionFinding) -> None:
    try:
        row.full_clean()
    except ValidationError as error:
        raise InspectionRefused("".join(error.messages)) from error
