"""Marking, the notice, its corrections and the branches' answers."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import uuid4

import pytest

from branches.periods import Period
from meetings.choices import Criterion, Grade, InspectionState
from meetings.inspections.outcome import Outcome
from meetings.inspections.wording import composed_texts
from meetings.models import InspectedRecord, Inspection, InspectionFinding
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
from meetings.services.refusals import InspectionRefused, MarkClash
from notices.models import Notice
from tests.factories import BranchFactory, MeetingFactory, UnitFactory, at

pytestmark = pytest.mark.django_db
DAY = date(2026, 9, 15)
NOW = at(date(2026, 10, 8), 9)
NO_PHOTO = Found(Criterion.EVIDENCE, "没有照片。", "no_photo")
SHEET = Sheet(
    Grade.FAIR,
    {"evidence": "poor", "substance": ""},
    remark="可以",
    practice="次日补学",
    findings=[NO_PHOTO],
)


@pytest.fixture
def drawn(place):
    """The one record of the branch, drawn by the office; a second branch has none."""
    MeetingFactory(branch=place.branch, held_on=DAY)
    BranchFactory(name="空白党支部", unit=UnitFactory(parent=place.brigade))
    made = start_inspection(
        unit=place.brigade, name="九月调阅", period=Period.parse("2026-09"), kinds=[],
        per_branch=2, token=uuid4(), by=place.users["office"], now=NOW,
    )  # fmt: skip
    return made.records.get()


def mark(record, place, **details):
    usual = {"version": record.version, "sheet": SHEET, "by": place.users["office"], "now": NOW}
    return mark_record(record=record, **usual | details)


def published(drawn, place):
    mark(drawn, place)
    return publish_notice(inspection=drawn.inspection, by=place.users["office"], now=NOW)


def test_marks_remark_and_findings_are_kept(drawn, place):
    row = mark(drawn, place)

    assert (row.grade, row.marks, row.version) == (Grade.FAIR, {"evidence": "poor"}, 2)
    assert row.marked_by == place.users["office"]
    assert list(row.findings.values_list("criterion", "text", "key")) == [
        ("evidence", "没有照片。", "no_photo")
    ]


def test_marking_again_replaces_what_was_found(drawn, place):
    row = mark(drawn, place)
    row = mark(row, place, sheet=Sheet(Grade.GOOD, {}))

    assert (row.grade, row.remark, row.findings.count()) == (Grade.GOOD, "", 0)


def test_two_inspectors_do_not_overwrite_each_other(drawn, place):
    mark(drawn, place)

    with pytest.raises(MarkClash) as clash:
        mark(drawn, place, sheet=Sheet(Grade.POOR, {}), by=place.users["officer"])

    assert clash.value.theirs.marked_by == place.users["office"]
    assert InspectedRecord.objects.get().grade == Grade.FAIR


def test_nobody_marks_the_own_record(drawn, place):
    with pytest.raises(InspectionRefused, match="另一个人"):
        mark(drawn, place, by=drawn.meeting.recorded_by)


def test_the_notice_waits_until_all_are_marked(drawn, place):
    with pytest.raises(InspectionRefused, match="还有 1 份"):
        publish_notice(inspection=drawn.inspection, by=place.users["office"], now=NOW)

    assert not Notice.objects.exists()


def test_publishing_tells_each_secretary_the_own_part_once(drawn, place):
    made = published(drawn, place)
    publish_notice(inspection=made, by=place.users["office"], now=NOW)

    (notice,) = Notice.objects.all()
    assert notice.recipient == place.users["secretary"]
    assert "发现问题 1 处" in notice.body
    assert place.branch.code in notice.path


def test_what_is_published_stands(drawn, place):
    made = published(drawn, place)
    again = InspectedRecord.objects.get()

    with pytest.raises(InspectionRefused, match="通报已经发布"):
        mark(again, place)
    with pytest.raises(InspectionRefused, match="不能删除"):
        discard_inspection(inspection=made)
    with pytest.raises(InspectionRefused, match="只能发更正通报"):
        word_notice(
            inspection=made, texts={}, version=made.version, by=place.users["office"], now=NOW
        )


def test_the_text_says_the_figures(drawn, place):
    texts = published(drawn, place).paragraphs

    assert "从 1 个支部抽取记录 1 份" in texts["opening"]
    assert "较好 1 份；好和较好的占 100.0%（1/1）" in texts["opening"]
    assert "空白党支部" in texts["opening"]
    assert texts["problems"] == "1. 签到和照片方面 1 处，涉及 1 个支部，其中没有照片或附件 1 处。"
    assert texts["practice"] == f"{place.branch.name}：次日补学。"


def test_a_second_notice_names_those_all_of_whose_records_were_drawn_before(drawn, place):
    other = BranchFactory(name="新抽党支部", unit=UnitFactory(parent=place.brigade))
    MeetingFactory(branch=other, held_on=DAY)
    made = start_inspection(
        unit=place.brigade, name="再抽", period=Period.parse("2026-09"), kinds=[],
        per_branch=2, token=uuid4(), by=place.users["office"], now=NOW,
    )  # fmt: skip
    said = composed_texts(made, Outcome(made))["opening"]

    assert "从 1 个支部抽取记录 1 份" in said
    assert f"这次没有再抽的支部 1 个：{place.branch.name}。" in said
    assert "没有一份已上报记录的支部 1 个：空白党支部。" in said


def test_the_lowest_grade_says_why(drawn, place):
    with pytest.raises(InspectionRefused, match="至少一处问题") as refusal:
        mark(drawn, place, sheet=Sheet(Grade.POOR, {}, remark=" "))
    assert refusal.value.field == "remark"

    found = Sheet(Grade.POOR, {}, findings=[NO_PHOTO])
    assert mark(drawn, place, sheet=found).grade == Grade.POOR
    assert mark(InspectedRecord.objects.get(), place, sheet=Sheet(Grade.POOR, {}, remark="简略"))


def test_own_words_stay_and_the_others_follow_the_figures(drawn, place):
    made = word_notice(
        inspection=drawn.inspection,
        texts={"requirements": "本月底前整改。", "practice": ""},
        version=1,
        by=place.users["office"],
        now=NOW,
    )

    assert made.paragraphs == {"requirements": "本月底前整改。"}
    assert "次日补学" in published(drawn, place).paragraphs["practice"]
    assert Inspection.objects.get().paragraphs["requirements"] == "本月底前整改。"


def test_two_who_reword_do_not_overwrite_each_other(drawn, place):
    def reword(text):
        return word_notice(
            inspection=drawn.inspection,
            texts={"requirements": text},
            version=1,
            by=place.users["office"],
            now=NOW,
        )

    reword("先写的")
    with pytest.raises(InspectionRefused, match="刚刚改过"):
        reword("后写的")
    assert Inspection.objects.get().paragraphs["requirements"] == "先写的"


def test_the_figures_by_unit(drawn, place):
    mark(drawn, place)
    lines = Outcome(drawn.inspection).by_unit

    assert [(line.records, line.grades, line.without) for line in lines] == [
        (1, (0, 1, 0, 0), 0),
        (0, (0, 0, 0, 0), 1),
    ]


def test_a_correction_is_told_and_may_take_the_notice_back(drawn, place):
    made = published(drawn, place)
    correct_notice(
        inspection=made, text="时段写错", withdraws=False, by=place.users["office"], now=NOW
    )
    correct_notice(
        inspection=made, text="重新调阅", withdraws=True, by=place.users["office"], now=NOW
    )

    assert Inspection.objects.get().state == InspectionState.WITHDRAWN
    subjects = Notice.objects.order_by("pk").values_list("subject", flat=True)
    assert list(subjects)[1:] == ["通报更正：九月调阅", "通报撤回：九月调阅"]
    with pytest.raises(InspectionRefused, match="没有撤回的通报"):
        correct_notice(
            inspection=made, text="再改", withdraws=False, by=place.users["office"], now=NOW
        )


def answer(place, **details):
    usual = {
        "finding": InspectionFinding.objects.get(),
        "answer": "补拍并补传。",
        "mended_on": date(2026, 10, 8),
        "by": place.users["secretary"],
        "now": NOW,
    }
    return answer_finding(**usual | details)


def test_a_branch_answers_and_may_answer_better(drawn, place):
    published(drawn, place)
    answer(place)
    row = answer(place, answer="补传了签到表。", now=NOW + timedelta(hours=1))

    assert (row.answer, row.answered_by) == ("补传了签到表。", place.users["secretary"])
    assert not InspectionFinding.objects.unanswered().exists()


@pytest.mark.parametrize(
    ("spoilt", "reason"),
    [
        ({"answer": " "}, "写明整改情况"),
        ({"mended_on": DAY - timedelta(days=1)}, "不能早于开会"),
    ],
    ids=["silent", "before"],
)
def test_answers_that_are_refused(drawn, place, spoilt, reason):
    published(drawn, place)

    with pytest.raises(InspectionRefused, match=reason):
        answer(place, **spoilt)

    assert InspectionFinding.objects.unanswered().exists()


def test_the_day_of_the_answer_is_the_local_one(drawn, place):
    """Before eight in the morning the day of UTC is still the one before."""
    published(drawn, place)
    early, day = at(date(2026, 10, 9), 6), date(2026, 10, 9)

    assert not answer(place, now=early, mended_on=day).is_planned
    assert answer(place, now=early, mended_on=day + timedelta(days=1)).is_planned


def test_whom_findings_are_told(drawn, place):
    def see(who):
        return InspectionFinding.objects.visible_to(place.users[who]).exists()

    mark(drawn, place)
    assert [who for who in place.users if see(who)] == ["officer", "office"]
    publish_notice(inspection=drawn.inspection, by=place.users["office"], now=NOW)
    assert [who for who in place.users if see(who)] == [
        "secretary", "committee", "officer", "office",
    ]  # fmt: skip
