"""The pages of an inspection as the office, the branch and its members walk them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from lxml import html

from branches.periods import Grain, Period
from branches.services.provisions import load_provisions
from meetings.models import Inspection, InspectionFinding
from meetings.tests.inspections import (
    DAY,
    MONTH,
    TODAY,
    answered,
    page,
    published,
    started,
    wished,
)
from tests.factories import BranchFactory, MeetingFactory, UnitFactory

pytestmark = pytest.mark.django_db


def test_first_the_numbers_then_the_draw(place):
    load_provisions()
    MeetingFactory(branch=place.branch, held_on=DAY)
    address, office = reverse("meetings:new_inspection"), place.as_("office")

    assert 'name="per_branch" value="2"' in office.get(address).content.decode()
    shown = office.post(address, wished(place)).content.decode()
    assert "将从 1 个支部抽取 1 份记录" in shown
    assert not Inspection.objects.exists()

    sent = wished(place, draw="1")
    made = office.post(address, sent)
    office.post(address, sent)
    assert made.url == Inspection.objects.get().get_absolute_url()


def test_the_usual_wish_is_the_last_month_and_its_name_follows_the_period(place):
    MeetingFactory(branch=place.branch, held_on=DAY)
    address, office = reverse("meetings:new_inspection"), place.as_("office")
    last, quarter = MONTH.previous, Period.containing(DAY, Grain.QUARTER)

    shown = office.get(address).content.decode()
    assert f'<option value="{last}" selected>' in shown
    assert f'placeholder="{last.label}组织生活记录调阅"' in shown
    sent = wished(place, name="", period=str(quarter))
    again = office.post(address, sent).content.decode()
    assert f"通报标题：{quarter.label}组织生活记录调阅情况的通报" in again
    assert f'placeholder="{quarter.label}组织生活记录调阅"' in again

    office.post(address, sent | {"draw": "1"})
    assert Inspection.objects.get().name == f"{quarter.label}组织生活记录调阅"


def test_the_preview_leads_to_the_inspection_that_drew_before(place):
    made = started(place)
    MeetingFactory(branch=place.branch, held_on=DAY)

    shown = place.as_("office").post(reverse("meetings:new_inspection"), wished(place))
    assert f'已在<a href="{made.get_absolute_url()}">本月调阅</a>抽过' in shown.content.decode()


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
    assert "打印预览" in shown
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
    assert "哪天完成" in page(place, "secretary", "inspected_branch", place.branch.code)

    answered(place, {finding: ("已补拍。", TODAY)})

    shown = page(place, "office", "inspection_answers", made.pk)
    assert "已补拍。" in shown
    assert '<progress max="1" value="1"' in shown


def test_all_that_was_typed_is_answered_at_once_and_twice_is_once(place):
    published(place, records=3)
    first, second, third = InspectionFinding.objects.order_by("pk")
    typed = {first: ("已补拍。", TODAY), second: ("已补传。", TODAY), third: ("", TODAY)}

    for _ in range(2):
        assert answered(place, typed).status_code == 302

    said = InspectionFinding.objects.order_by("pk").values_list("answer", flat=True)
    assert list(said) == ["已补拍。", "已补传。", ""]
    (left,) = InspectionFinding.objects.unanswered()
    assert left == third
    form = html.document_fromstring(
        page(place, "secretary", "inspected_branch", place.branch.code)
    ).xpath("//form[.//textarea]")
    assert len(form) == 1
    assert len(form[0].xpath(".//button[@type='submit']")) == 1


def test_what_is_refused_takes_no_other_answer_along(place):
    published(place, records=2)
    right, wrong = InspectionFinding.objects.order_by("pk")
    early = DAY - timedelta(days=1)

    answer = answered(place, {right: ("已补拍。", TODAY), wrong: ("已补传。", early)})

    shown = html.document_fromstring(answer.content.decode())
    right.refresh_from_db()
    assert right.answer == "已补拍。"
    assert shown.get_element_by_id(f"answer-{wrong.pk}").text.strip() == "已补传。"
    assert "已答复 1 条" in answer.content.decode()


def test_what_is_still_to_be_done_is_said_with_its_day(place):
    made = published(place)
    answered(place, {InspectionFinding.objects.get(): ("换大图重拍。", TODAY + timedelta(days=5))})

    assert "前完成，" in page(place, "office", "inspection_answers", made.pk)
    shown = page(place, "secretary", "inspected_branch", place.branch.code)
    assert "前完成：换大图重拍。" in shown


def test_a_finding_of_another_branch_is_passed_over(place):
    published(place)
    finding = InspectionFinding.objects.get()
    address = reverse("meetings:answer_findings", args=[place.branch.code])

    place.as_("secretary").post(address, {f"answer-{finding.pk + 1}": "不是我的", "answer-x": "?"})

    assert InspectionFinding.objects.unanswered().get() == finding


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


@pytest.mark.parametrize(
    ("who", "says"),
    [
        ("office", "还没有调阅过记录。"),
        ("officer", "还没有调阅过记录。"),
        ("member", "还没有发布过"),
    ],
)
def test_before_the_first_the_list_says_so(place, who, says):
    assert says in page(place, who, "inspections")


def test_what_is_narrowed_to_nothing_leads_back(place):
    made = published(place)
    office = place.as_("office")

    narrowed = office.get(reverse("meetings:inspections"), {"state": "marking"}).content.decode()
    searched = office.get(
        reverse("meetings:inspected_records", args=[made.pk]), {"q": "没有这个支部"}
    ).content.decode()
    answered = office.get(
        reverse("meetings:inspection_answers", args=[made.pk]), {"show": "answered"}
    ).content.decode()

    assert "没有这样的调阅。" in narrowed
    assert "没有符合条件的记录。" in searched
    assert "看全部" in narrowed
    assert "看全部" in searched
    assert "没有这样的问题。" in answered


def test_where_nothing_was_found_the_notice_and_the_branch_say_so(place):
    made = started(place)
    row = made.records.get()
    place.as_("office").post(row.get_absolute_url(), {"version": 1, "grade": "good"})
    place.as_("office").post(reverse("meetings:publish_notice", args=[made.pk]))

    assert "本次调阅没有发现需要整改的问题。" in page(place, "member", "inspection", made.pk)
    assert "没有需要整改的问题。" in page(place, "secretary", "inspected_branch", place.branch.code)
    assert "本次调阅没有需要整改的问题。" in page(place, "office", "inspection_answers", made.pk)


def test_a_branch_that_was_never_covered_or_had_no_record_reads_that(place):
    assert "还没有通报过涉及本支部的记录调阅。" in page(
        place, "secretary", "inspected_branch", place.branch.code
    )
    empty = BranchFactory(unit=UnitFactory(parent=place.brigade), name="空白党支部")
    published(place)

    assert "时段内没有一份已上报的记录" in page(place, "officer", "inspected_branch", empty.code)


def test_the_sample_names_who_gave_nothing_and_keeps_its_number_behind_plain_words(place):
    started(place)
    other = BranchFactory(unit=UnitFactory(parent=place.brigade))
    MeetingFactory(branch=other, held_on=DAY)
    again = started(place, 0)

    shown = html.document_fromstring(page(place, "office", "inspected_records", again.pk))
    folds = {one.find("summary").text_content(): one for one in shown.iter("details")}
    spent = folds["记录都已在以前的调阅中抽过的支部 1 个，这次没有再抽"]
    assert place.branch.name in spent.text_content()
    assert again.seed in folds["抽样可复核"].text_content()
    assert "抽到了 1 个支部" in shown.text_content()


def test_publishing_too_early_is_refused_in_words(place):
    made = started(place)

    answer = place.as_("office").post(
        reverse("meetings:publish_notice", args=[made.pk]), follow=True
    )

    assert "还有 1 份记录没有评，评完才能发布通报。" in answer.content.decode()
    assert Inspection.objects.get().is_open
