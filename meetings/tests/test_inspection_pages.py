"""The pages of an inspection as the office, the branch and its members walk them."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone
from lxml import html

from branches.periods import Grain, Period
from branches.services.provisions import load_provisions
from meetings.choices import Criterion, Grade
from meetings.models import InspectedRecord, Inspection, InspectionFinding
from meetings.services.inspecting import Found, Sheet, mark_record, start_inspection
from meetings.services.inspection_notices import correct_notice, publish_notice
from tests.factories import BranchFactory, MeetingFactory, UnitFactory

pytestmark = pytest.mark.django_db
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


def test_first_the_numbers_then_the_draw(place):
    load_provisions()
    MeetingFactory(branch=place.branch, held_on=DAY)
    address, office = reverse("meetings:new_inspection"), place.as_("office")

    assert 'name="per_branch" value="2"' in office.get(address).content.decode()
    shown = office.post(address, wished(place)).content.decode()
    assert "将抽取 1 份记录" in shown
    assert not Inspection.objects.exists()

    sent = wished(place, draw="1")
    made = office.post(address, sent)
    office.post(address, sent)
    assert made.url == Inspection.objects.get().get_absolute_url()


def test_a_bad_wish_is_answered_at_its_field_and_kept(place):
    answer = place.as_("office").post(
        reverse("meetings:new_inspection"), wished(place, per_branch="99", name="留着的名称")
    )

    shown = answer.content.decode()
    assert "field--bad" in shown
    assert "留着的名称" in shown


def test_saving_goes_on_to_the_next_that_waits(place):
    made = started(place, 3)
    first, second, third = made.records.in_order()

    def save(row, **details):
        address = reverse("meetings:inspected_record", args=[row.pk])
        return place.as_("office").post(address, {"version": 1, "grade": "good"} | details).url

    assert save(second) == third.get_absolute_url()
    assert save(third) == first.get_absolute_url()
    assert save(first) == reverse("meetings:inspected_records", args=[made.pk])
    assert "去发通报" in page(place, "office", "inspected_records", made.pk)


def test_confirmed_suggestions_and_own_lines_become_findings(place):
    made = started(place)
    row = made.records.get()
    shown = page(place, "office", "inspected_record", row.pk)
    assert "没有照片，也没有签到表等附件。" in shown

    place.as_("office").post(
        row.get_absolute_url(),
        {
            "version": 1,
            "grade": "middling",
            "mark_evidence": "poor",
            "confirmed": ["no_photo"],
            "found_substance": "太简略。\n\n没有讨论。",
        },
    )

    assert list(InspectionFinding.objects.values_list("criterion", "text", "key")) == [
        ("evidence", "没有照片，也没有签到表等附件。", "no_photo"),
        ("substance", "太简略。", ""),
        ("substance", "没有讨论。", ""),
    ]
    again = page(place, "office", "inspected_record", row.pk)
    assert 'value="no_photo" checked' in again
    assert "太简略。\n没有讨论。" in again


def test_a_clash_keeps_what_was_typed_and_a_second_saving_wins(place):
    row = started(place).records.get()
    mark_record(
        record=row,
        version=1,
        sheet=Sheet(Grade.GOOD, {}),
        by=place.users["officer"],
        now=timezone.now(),
    )
    sent = {"version": 1, "grade": "poor", "remark": "我的评语"}

    answer = place.as_("office").post(row.get_absolute_url(), sent)
    shown = answer.content.decode()
    assert "刚刚评过这份记录，总评“好”" in shown
    assert "我的评语" in shown
    assert InspectedRecord.objects.get().grade == Grade.GOOD
    assert 'name="version" value="2"' in shown

    place.as_("office").post(row.get_absolute_url(), sent | {"version": 2})
    assert InspectedRecord.objects.get().grade == Grade.POOR


def test_without_a_grade_nothing_is_lost(place):
    row = started(place).records.get()

    answer = place.as_("office").post(row.get_absolute_url(), {"version": 1, "remark": "写了一半"})

    shown = answer.content.decode()
    assert "请给出总评" in shown
    assert "写了一半" in shown


def test_wording_preview_and_publishing(place):
    made = started(place)
    row = made.records.get()
    assert 'data-dialog="publish"' not in page(place, "office", "word_notice", made.pk)
    place.as_("office").post(row.get_absolute_url(), {"version": 1, "grade": "good"})
    place.as_("office").post(
        reverse("meetings:word_notice", args=[made.pk]),
        {"version": 1, "requirements": "本月底前整改。"},
    )
    shown = page(place, "office", "word_notice", made.pk)
    assert 'data-dialog="publish"' in shown
    assert "<p>本月底前整改。</p>" in shown

    place.as_("office").post(reverse("meetings:publish_notice", args=[made.pk]))
    assert "本月底前整改。" in page(place, "member", "inspection", made.pk)
    assert "本月底前整改。" in page(place, "member", "print_notice", made.pk)


def test_a_member_reads_the_notice_and_none_of_the_findings(place):
    made = published(place)
    meeting = made.records.get().meeting

    assert "基本情况" in page(place, "member", "inspection", made.pk)
    for name, key in (
        ("inspection", made.pk),
        ("inspected_branch", place.branch.code),
        ("meeting", meeting.pk),
    ):
        shown = page(place, "member", name, key)
        assert "照片太暗" not in shown
        assert "评语在此" not in shown


def test_an_open_inspection_is_nowhere_for_the_branch(place):
    made = started(place)

    assert "本月调阅" not in page(place, "secretary", "inspections")
    assert place.as_("secretary").get(made.get_absolute_url()).status_code == 404
    assert "本月调阅" not in page(place, "secretary", "inspected_branch", place.branch.code)
    assert "本月调阅" not in page(place, "secretary", "meeting", made.records.get().meeting_id)


def test_the_secretary_answers_and_the_office_sees_it(place):
    made = published(place)
    finding = InspectionFinding.objects.get()
    assert "照片太暗" in page(place, "secretary", "meeting", finding.record.meeting_id)
    assert "待答复 1" in page(place, "secretary", "inspections")
    assert "答复整改情况" in page(place, "secretary", "inspected_branch", place.branch.code)

    place.as_("secretary").post(
        reverse("meetings:answer_finding", args=[finding.pk]),
        {"answer": "已补拍。", "mended_on": str(TODAY)},
    )

    shown = page(place, "office", "inspection_answers", made.pk)
    assert "已补拍。" in shown
    assert '<progress max="1" value="1"' in shown


@pytest.mark.parametrize(
    ("spoilt", "sentence", "field"),
    [
        ({"answer": " "}, "请写明整改情况。", "answer"),
        ({"mended_on": str(TODAY + timedelta(days=1))}, "整改日期不能晚于今天", "mended_on"),
        ({"mended_on": str(DAY - timedelta(days=1))}, "整改日期不能早于开会的日期", "mended_on"),
        ({"mended_on": "9月"}, "日期不对", "mended_on"),
    ],
    ids=["silent", "ahead", "before", "no day"],
)
def test_a_refused_answer_says_why_at_its_field_and_keeps_the_rest(place, spoilt, sentence, field):
    published(place)
    finding = InspectionFinding.objects.get()
    sent = {"answer": "已补拍照片。", "mended_on": str(TODAY)} | spoilt

    answer = place.as_("secretary").post(
        reverse("meetings:answer_finding", args=[finding.pk]), sent
    )

    shown = html.document_fromstring(answer.content.decode())
    (asked,) = shown.find_class("founds")[0].iter("details")
    assert "open" in asked.attrib
    assert sentence in shown.get_element_by_id(f"{field}-{finding.pk}_error").text_content()
    assert shown.get_element_by_id(f"answer-{finding.pk}").text.strip() == sent["answer"].strip()
    assert shown.get_element_by_id(f"mended_on-{finding.pk}").get("value") == sent["mended_on"]
    assert InspectionFinding.objects.unanswered().exists()


def test_an_answer_to_a_notice_taken_back_meanwhile_is_refused_and_kept(place):
    made = published(place)
    finding = InspectionFinding.objects.get()
    correct_notice(
        inspection=made, text="重来", withdraws=True, by=place.users["office"], now=timezone.now()
    )

    answer = place.as_("secretary").post(
        reverse("meetings:answer_finding", args=[finding.pk]),
        {"answer": "已补拍照片。", "mended_on": str(TODAY)},
    )

    assert "通报已撤回，不用再答复。" in answer.content.decode()
    assert "已补拍照片。" in answer.content.decode()


def test_marks_typed_while_the_notice_went_out_are_refused_and_kept(place):
    row = published(place).records.get()

    answer = place.as_("office").post(
        row.get_absolute_url(), {"version": 2, "grade": "poor", "remark": "打了一半的评语"}
    )

    assert "通报已经发布，不能再改评定。" in answer.content.decode()
    assert "打了一半的评语" in answer.content.decode()
    assert InspectedRecord.objects.get().grade == Grade.FAIR
    assert place.as_("office").get(row.get_absolute_url()).url == row.meeting.get_absolute_url()


def test_a_suggestion_that_the_record_no_longer_gives_is_said_and_the_rest_kept(place):
    row = started(place).records.get()

    answer = place.as_("office").post(
        row.get_absolute_url(),
        {"version": 1, "grade": "poor", "remark": "我的评语", "confirmed": ["copied:7"]},
    )

    assert "记录里现在已经没有了" in answer.content.decode()
    assert "我的评语" in answer.content.decode()
    assert not InspectionFinding.objects.exists()


def test_two_who_reword_see_each_other_and_the_second_saving_wins(place):
    made = started(place)
    address = reverse("meetings:word_notice", args=[made.pk])
    office = place.as_("office")
    office.post(address, {"version": 1, "requirements": "先写的要求"})

    shown = office.post(address, {"version": 1, "requirements": "后写的要求"}).content.decode()
    assert "<p>先写的要求</p>" in shown
    assert "后写的要求</textarea>" in shown
    assert 'name="version" value="2"' in shown

    office.post(address, {"version": 2, "requirements": "后写的要求"})
    assert Inspection.objects.get().paragraphs == {"requirements": "后写的要求"}


def test_words_typed_while_the_notice_went_out_are_refused_and_kept(place):
    made = published(place)
    address = reverse("meetings:word_notice", args=[made.pk])

    answer = place.as_("office").post(address, {"version": made.version, "opening": "我写的开头"})

    assert "只能发更正通报" in answer.content.decode()
    assert "我写的开头" in answer.content.decode()
    assert 'data-dialog="publish"' not in answer.content.decode()
    assert place.as_("office").get(address).url == made.get_absolute_url()


def test_a_refused_correction_keeps_its_words(place):
    made = published(place)
    address = reverse("meetings:correct_notice", args=[made.pk])
    place.as_("office").post(address, {"text": "份数应为 2 份。"})

    shown = place.as_("office").post(address, {"text": "份数应为 2 份。"}).content.decode()

    assert "这条更正已经发布过。" in shown
    assert "份数应为 2 份。</textarea>" in shown


def test_nothing_left_to_draw_is_said_and_the_wish_kept(place):
    started(place)

    shown = (
        place.as_("office")
        .post(reverse("meetings:new_inspection"), wished(place, name="第二次调阅", draw="1"))
        .content.decode()
    )

    assert "这个范围里没有可抽的记录" in shown
    assert "第二次调阅" in shown
    assert Inspection.objects.count() == 1


def test_a_correction_stands_before_the_notice(place):
    made = published(place)
    place.as_("office").post(
        reverse("meetings:correct_notice", args=[made.pk]), {"text": "份数应为 2 份。"}
    )

    assert "份数应为 2 份。" in page(place, "member", "inspection", made.pk)


@pytest.mark.parametrize(
    ("name", "who", "queries"),
    [
        ("inspections", "office", 6),
        ("inspected_records", "office", 9),
        ("inspection", "member", 8),
        ("inspection_answers", "office", 8),
        ("inspected_branch", "secretary", 10),
    ],
)
@pytest.mark.parametrize("records", [1, 3])
def test_pages_ask_the_same_of_one_and_of_three(
    place, name, who, queries, records, django_assert_num_queries
):
    made = published(place, records)
    for _ in range(records):
        branch = BranchFactory(unit=UnitFactory(parent=place.brigade))
        MeetingFactory(branch=branch, held_on=DAY)
    key = {"inspections": [], "inspected_branch": [place.branch.code]}.get(name, [made.pk])
    address, browser = reverse(f"meetings:{name}", args=key), place.as_(who)
    browser.get(address)

    with django_assert_num_queries(queries):
        browser.get(address)


def test_the_mark_sheet_asks_the_same_of_one_and_of_three(place, django_assert_num_queries):
    first = started(place, 1).records.get()
    place.as_("office").get(first.get_absolute_url())
    with django_assert_num_queries(13):
        place.as_("office").get(first.get_absolute_url())
    third = started(place, 3).records.in_order().first()
    with django_assert_num_queries(13):
        place.as_("office").get(third.get_absolute_url())
