"""Inspections of this month, and the way to their pages."""

from __future__ import annotations

from uuid import uuid4

from django.urls import reverse
from django.utils import timezone

from branches.periods import Grain, Period
from meetings.choices import Criterion, Grade
from meetings.services.inspecting import Found, Sheet, mark_record, start_inspection
from meetings.services.inspection_notices import publish_notice
from tests.factories import MeetingFactory

TODAY = timezone.localdate()
DAY = TODAY.replace(day=1)
MONTH = Period.containing(DAY, Grain.MONTH)


def started(place, records: int = 1):
    for number in range(records):
        MeetingFactory(branch=place.branch, held_on=DAY, title=f"会议{number}")
    return start_inspection(
        unit=place.brigade, name="本月调阅", period=MONTH, kinds=[], per_branch=10,
        token=uuid4(), by=place.users["office"], now=timezone.now(),
    )  # fmt: skip


def published(place, records: int = 1):
    made = started(place, records)
    sheet = Sheet(
        Grade.FAIR, {}, remark="评语在此", findings=[Found(Criterion.EVIDENCE, "照片太暗。")]
    )
    for row in made.records.all():
        mark_record(
            record=row, version=1, sheet=sheet, by=place.users["office"], now=timezone.now()
        )
    return publish_notice(inspection=made, by=place.users["office"], now=timezone.now())


def page(place, who, name, *args):
    response = place.as_(who).get(reverse(f"meetings:{name}", args=args))
    return response.content.decode()


def wished(place, **details):
    usual = {
        "token": str(uuid4()),
        "name": "本月调阅",
        "unit": place.brigade.pk,
        "period": str(MONTH),
        "per_branch": "2",
    }
    return usual | details


def answered(place, said):
    """The secretary types these answers, each with its day, and sends them."""
    sent = {}
    for finding, (answer, day) in said.items():
        sent |= {f"answer-{finding.pk}": answer, f"mended_on-{finding.pk}": str(day)}
    return place.as_("secretary").post(
        reverse("meetings:answer_findings", args=[place.branch.code]), sent
    )
