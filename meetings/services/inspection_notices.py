"""The notice of an inspection: worded, published once, corrected by another, answered."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Count
from django.urls import reverse
from django.utils.timezone import localdate

from accounts.models import User
from branches.choices import Role
from branches.models import Appointment
from meetings.choices import InspectionState
from meetings.inspections.outcome import Outcome
from meetings.inspections.wording import HEADINGS, composed_texts, paragraphs
from meetings.models import Inspection, InspectionCorrection, InspectionFinding
from meetings.services.refusals import InspectionRefused, WordingClash
from notices import outbox
from notices.choices import NoticeKind

LONGEST = 4000


@transaction.atomic
def word_notice(
    *, inspection: Inspection, texts: Mapping[str, str], version: int, by: User, now: datetime
) -> Inspection:
    """Keep the office's own words; a paragraph that is as composed goes on following the figures.

    Refused: once published. `WordingClash` when somebody else has reworded it since ``version``.
    """
    inspection = _open(inspection)
    if inspection.version != version:
        raise WordingClash(inspection.version)
    composed = composed_texts(inspection, Outcome(inspection))
    inspection.paragraphs = {
        code: said
        for code in HEADINGS
        if (said := texts.get(code, "").replace("\r\n", "\n").strip()[:LONGEST])
        and said != composed[code]
    }
    inspection.version += 1
    inspection.save(update_fields=["paragraphs", "version"])
    return inspection


@transaction.atomic
def publish_notice(*, inspection: Inspection, by: User, now: datetime) -> Inspection:
    """Send the notice out and freeze it; publishing again changes nothing.

    Refused: while records are left to mark. Secretaries are told, each of the own branch's part.
    """
    found = Inspection.objects.select_for_update(of=("self",)).select_related("unit")
    inspection = found.get(pk=inspection.pk)
    if not inspection.is_open:
        return inspection
    outcome = Outcome(inspection)
    if outcome.left:
        raise InspectionRefused(f"还有 {outcome.left} 份记录没有评，评完才能发布通报。")
    inspection.paragraphs = {one.code: one.text for one in paragraphs(inspection, outcome)}
    inspection.state = InspectionState.PUBLISHED
    inspection.published_by, inspection.published_at = by, now
    inspection.save()
    outbox.post_all(messages=_told(inspection, now))
    return inspection


@transaction.atomic
def correct_notice(
    *, inspection: Inspection, text: str, withdraws: bool, by: User, now: datetime
) -> InspectionCorrection:
    """Put a published notice right by another one, or take it back by it.

    Refused: what is not published, what was taken back, the same words twice.
    """
    inspection = Inspection.objects.select_for_update().get(pk=inspection.pk)
    if inspection.state != InspectionState.PUBLISHED:
        raise InspectionRefused("只有已发布、没有撤回的通报可以更正。")
    made = InspectionCorrection(
        inspection=inspection, text=text.strip(), withdraws=withdraws, by=by, at=now
    )
    try:
        made.full_clean(exclude=["by"])
    except ValidationError as error:
        raise InspectionRefused("".join(error.messages)) from error
    made.save()
    if withdraws:
        inspection.state = InspectionState.WITHDRAWN
        inspection.save(update_fields=["state"])
    word = "通报撤回" if withdraws else "通报更正"
    outbox.post(
        recipients=list(dict.fromkeys(user for _, user in _secretaries(inspection, now))),
        key=f"inspection-correction:{made.pk}",
        kind=NoticeKind.INSPECTION,
        subject=f"{word}：{inspection.name}"[:120],
        body=made.text,
        path=inspection.get_absolute_url(),
    )
    return made


@transaction.atomic
def answer_finding(
    *, finding: InspectionFinding, answer: str, mended_on: date, by: User, now: datetime
) -> InspectionFinding:
    """The branch says what it did about a finding, or what it will have done by a day that lies
    ahead; it may say so again, better.

    Refused: without words, a day before the meeting, once the notice was taken back.
    """
    rows = InspectionFinding.objects.select_for_update(of=("self",))
    finding = rows.select_related("record__inspection", "record__meeting").get(pk=finding.pk)
    if finding.record.inspection.state != InspectionState.PUBLISHED:
        raise InspectionRefused("通报已撤回，不用再答复。")
    if not answer.strip():
        raise InspectionRefused("请写明整改情况。", field="answer")
    if mended_on < finding.record.meeting.held_on:
        raise InspectionRefused("完成日期不能早于开会的日期。", field="mended_on")
    finding.answer, finding.mended_on = answer.strip(), mended_on
    finding.answered_by, finding.answered_at = by, now
    try:
        finding.full_clean()
    except ValidationError as error:
        raise InspectionRefused("".join(error.messages)) from error
    finding.save()
    return finding


def _open(inspection: Inspection) -> Inspection:
    rows = Inspection.objects.select_for_update(of=("self",)).select_related("unit")
    inspection = rows.get(pk=inspection.pk)
    if not inspection.is_open:
        raise InspectionRefused("通报已经发布，不能再改，只能发更正通报。")
    return inspection


def _secretaries(inspection: Inspection, now: datetime) -> Iterable[tuple[int, int]]:
    """Branch and user of every branch that was covered. One query."""
    posts = Appointment.objects.on(localdate(now)).filter(
        branch__in=inspection.branches.order_by().values("branch"), role=Role.SECRETARY
    )
    return posts.order_by("pk").values_list("branch_id", "user_id")


def _told(inspection: Inspection, now: datetime) -> Iterable[outbox.Message]:
    """A secretary hears of the own branch only."""
    found = InspectionFinding.objects.filter(record__inspection=inspection).order_by()
    findings = Counter(dict(found.values_list("record__branch").annotate(n=Count("pk"))))
    drawn = dict(inspection.records.order_by().values_list("branch").annotate(n=Count("pk")))
    covered = {row.branch_id: row for row in inspection.branches.select_related("branch")}
    for branch, user in _secretaries(inspection, now):
        row = covered[branch]
        yield outbox.Message(
            recipient_id=user,
            key=f"inspection:{inspection.pk}:{branch}",
            kind=NoticeKind.INSPECTION,
            subject=f"记录调阅通报：{inspection.name}"[:120],
            body=_said(row.held, drawn.get(branch, 0), findings[branch]),
            path=reverse("meetings:inspected_branch", args=[row.branch.code]),
        )


def _said(held: int, drawn: int, findings: int) -> str:
    if not held:
        return "本支部在调阅时段内没有已上报的记录，请核实后补录或补开。"
    if not drawn:
        return "本支部的记录都已在以前的调阅中抽过，这次没有再抽。"
    if not findings:
        return f"抽到本支部记录 {drawn} 份，没有需要整改的问题。"
    return f"抽到本支部记录 {drawn} 份，发现问题 {findings} 处，请逐条整改并答复。"
