"""What an inspection refuses is said at its field, and nothing typed is lost."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from lxml import html

from meetings.choices import Grade
from meetings.models import InspectedRecord, Inspection, InspectionFinding
from meetings.services.inspecting import Sheet, mark_record
from meetings.services.inspection_notices import correct_notice
from meetings.tests.inspections import DAY, TODAY, answered, published, started, wished

pytestmark = pytest.mark.django_db


def test_a_bad_wish_is_answered_at_its_field_and_kept(place):
    answer = place.as_("office").post(
        reverse("meetings:new_inspection"), wished(place, per_branch="99", name="留着的名称")
    )

    shown = answer.content.decode()
    assert "field--bad" in shown
    assert "留着的名称" in shown


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


def test_the_lowest_grade_without_a_word_why_is_refused_at_the_remark(place):
    row = started(place).records.get()

    answer = place.as_("office").post(
        row.get_absolute_url(), {"version": 1, "grade": "poor", "practice": "照写的做法"}
    )

    shown = html.document_fromstring(answer.content.decode())
    assert "至少一处问题" in shown.get_element_by_id("id_remark_error").text_content()
    assert shown.get_element_by_id("id_practice").get("value") == "照写的做法"
    assert InspectedRecord.objects.get().grade == ""


@pytest.mark.parametrize(
    ("spoilt", "sentence", "field"),
    [
        ({"answer": "长" * 301}, "300", "answer"),
        ({"mended_on": ""}, "请填写完成日期。", "mended_on"),
        ({"mended_on": str(DAY - timedelta(days=1))}, "完成日期不能早于开会的日期", "mended_on"),
        ({"mended_on": "9月"}, "日期不对", "mended_on"),
    ],
    ids=["long", "no day", "before", "bad day"],
)
def test_a_refused_answer_says_why_at_its_field_and_keeps_the_rest(place, spoilt, sentence, field):
    published(place)
    finding = InspectionFinding.objects.get()
    said = {"answer": "已补拍照片。", "mended_on": str(TODAY)} | spoilt

    answer = answered(place, {finding: tuple(said.values())})

    shown = html.document_fromstring(answer.content.decode())
    assert sentence in shown.get_element_by_id(f"{field}-{finding.pk}_error").text_content()
    assert shown.get_element_by_id(f"answer-{finding.pk}").text.strip() == said["answer"]
    assert (shown.get_element_by_id(f"mended_on-{finding.pk}").get("value") or "") == said[
        "mended_on"
    ]
    assert InspectionFinding.objects.unanswered().exists()


def test_an_answer_taken_out_again_is_refused_where_it_was(place):
    published(place)
    finding = InspectionFinding.objects.get()
    answered(place, {finding: ("已补拍照片。", TODAY)})

    shown = html.document_fromstring(answered(place, {finding: (" ", TODAY)}).content.decode())

    (fold,) = shown.find_class("founds")[0].iter("details")
    assert "open" in fold.attrib
    assert "请写明整改情况。" in fold.text_content()


def test_an_answer_to_a_notice_taken_back_meanwhile_is_refused_and_kept(place):
    made = published(place)
    finding = InspectionFinding.objects.get()
    correct_notice(
        inspection=made, text="重来", withdraws=True, by=place.users["office"], now=timezone.now()
    )

    answer = answered(place, {finding: ("已补拍照片。", TODAY)})

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
