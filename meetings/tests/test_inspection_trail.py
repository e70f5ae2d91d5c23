"""What the trail tells of an inspection: who marked, published, answered and threw away."""

from __future__ import annotations

from datetime import date
from uuid import uuid4

import pytest
from auditlog.models import LogEntry
from django.contrib.contenttypes.models import ContentType

from branches.periods import Period
from meetings.choices import Criterion, Grade
from meetings.models import (
    InspectedRecord,
    Inspection,
    InspectionCorrection,
    InspectionFinding,
)
from meetings.services.inspecting import (
    Found,
    Sheet,
    discard_inspection,
    mark_record,
    start_inspection,
)
from meetings.services.inspection_notices import (
    answer_finding,
    correct_notice,
    publish_notice,
    word_notice,
)
from tests.factories import MeetingFactory, at

pytestmark = pytest.mark.django_db
DAY = date(2026, 9, 15)
NOW = at(date(2026, 10, 8), 9)
NO_PHOTO = Found(Criterion.EVIDENCE, "没有照片。", "no_photo")
SHORT = Found(Criterion.SUBSTANCE, "内容太简略。")


@pytest.fixture
def made(place):
    MeetingFactory(branch=place.branch, held_on=DAY)
    return start_inspection(
        unit=place.brigade, name="九月调阅", period=Period.parse("2026-09"), kinds=[],
        per_branch=2, token=uuid4(), by=place.users["office"], now=NOW,
    )  # fmt: skip


def mark(made, place, *found, grade=Grade.FAIR):
    record = made.records.get()
    sheet = Sheet(grade, {Criterion.EVIDENCE: Grade.POOR}, remark="可以", findings=found)
    return mark_record(
        record=record, version=record.version, sheet=sheet, by=place.users["office"], now=NOW
    )


def trail(model):
    """Action, changed fields with what they became, oldest first."""
    rows = LogEntry.objects.filter(content_type=ContentType.objects.get_for_model(model))
    return [
        (
            row.get_action_display(),
            {name: after for name, (_, after) in (row.changes or {}).items()},
        )
        for row in rows.order_by("pk")
    ]


CREATED, CHANGED, DELETED = (
    str(dict(LogEntry.Action.choices)[action])
    for action in (LogEntry.Action.CREATE, LogEntry.Action.UPDATE, LogEntry.Action.DELETE)
)


def test_starting_is_one_entry_with_the_seed(made):
    ((action, changes),) = trail(Inspection)

    assert action == CREATED
    assert changes["seed"] == made.seed
    assert "token" not in changes


def test_a_mark_is_told_with_what_was_found(made, place):
    mark(made, place, NO_PHOTO, SHORT)

    ((action, changes),) = trail(InspectedRecord)
    assert action == CHANGED
    assert (changes["grade"], changes["remark"]) == ("fair", "可以")
    assert changes["marks"] == "签到和照片：差"
    assert trail(InspectionFinding) == [
        (CREATED, {"criterion": "evidence", "text": "没有照片。"}),
        (CREATED, {"criterion": "substance", "text": "内容太简略。"}),
    ]
    entry = LogEntry.objects.get_for_objects(InspectionFinding.objects.all())[0]
    assert entry.actor == place.users["office"]


def test_what_is_found_again_is_not_told_again(made, place):
    mark(made, place, NO_PHOTO, SHORT)
    kept = InspectionFinding.objects.get(key="no_photo")
    before = len(trail(InspectionFinding))

    mark(made, place, NO_PHOTO, Found(Criterion.SUBSTANCE, "内容偏简略。"))

    assert InspectionFinding.objects.get(key="no_photo") == kept
    told = trail(InspectionFinding)[before:]
    assert [action for action, _ in told] == [DELETED, CREATED]
    assert told[1][1]["text"] == "内容偏简略。"


def test_wording_and_publishing_are_told(made, place):
    mark(made, place)
    office = place.users["office"]
    worded = word_notice(
        inspection=made, texts={"requirements": "月底前整改。"}, version=1, by=office, now=NOW
    )
    publish_notice(inspection=worded, by=office, now=NOW)

    _, (_, words), (_, out) = trail(Inspection)
    assert "有关要求：月底前整改。" in words["paragraphs"]
    assert out["state"] == "noticed"
    assert out["published_by"] == str(office.pk)


def test_a_correction_and_an_answer_are_told(made, place):
    mark(made, place, NO_PHOTO)
    out = publish_notice(inspection=made, by=place.users["office"], now=NOW)
    answer_finding(
        finding=InspectionFinding.objects.get(), answer="已补拍。", mended_on=date(2026, 10, 8),
        by=place.users["secretary"], now=NOW,
    )  # fmt: skip
    correct_notice(
        inspection=out, text="时段写错", withdraws=True, by=place.users["office"], now=NOW
    )

    assert trail(InspectionFinding)[-1][1]["answer"] == "已补拍。"
    ((action, changes),) = trail(InspectionCorrection)
    assert (action, changes["text"], changes["withdraws"]) == (CREATED, "时段写错", "True")
    assert trail(Inspection)[-1] == (CHANGED, {"state": "called_back"})


def test_throwing_away_is_one_entry_and_the_marks_stay_told(made, place):
    mark(made, place, NO_PHOTO)
    told = trail(InspectedRecord), trail(InspectionFinding)

    discard_inspection(inspection=made)

    assert [action for action, _ in trail(Inspection)] == [CREATED, DELETED]
    assert (trail(InspectedRecord), trail(InspectionFinding)) == told
    assert not InspectedRecord.objects.exists()
    assert not InspectionFinding.objects.exists()


def test_throwing_away_asks_the_same_of_one_and_of_three(made, place, django_assert_num_queries):
    mark(made, place, NO_PHOTO)
    with django_assert_num_queries(11):
        discard_inspection(inspection=made)
    for _ in range(2):
        MeetingFactory(branch=place.branch, held_on=DAY)
    again = start_inspection(
        unit=place.brigade, name="再来", period=Period.parse("2026-09"), kinds=[],
        per_branch=3, token=uuid4(), by=place.users["office"], now=NOW,
    )  # fmt: skip
    assert again.records.count() == 3
    with django_assert_num_queries(11):
        discard_inspection(inspection=again)
