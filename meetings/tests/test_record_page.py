"""The page on which a meeting is logged: prefilled, saved as one goes, handed in once."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from branches.choices import ThemeDayRule
from branches.services.provisions import load_provisions
from meetings.choices import MeetingKind, MeetingState, Presence
from meetings.models import Attachment, Meeting
from meetings.tests.test_attachments import jpeg
from meetings.tests.test_oddities import LONG
from meetings.tests.typed import YESTERDAY, address, hand_in, save, typed
from tests.factories import GroupFactory, MeetingFactory, MembershipFactory, ThemeFactory

pytestmark = pytest.mark.django_db
# Starting


def test_beginning_gives_the_record_an_address_of_its_own(place):
    response = place.as_("secretary").get(reverse("meetings:record"), {"kind": "party_lecture"})

    assert response.status_code == 302
    assert f"branch={place.branch.code}" in response.url
    page = place.as_("secretary").get(response.url)
    assert page.context["page"].kinds == ["party_lecture"]


def test_a_new_record_starts_with_all_that_is_known(place):
    place.branch.theme_day_rule = ThemeDayRule.FIXED_DAY
    place.branch.theme_day_number = 1
    place.branch.save()
    MeetingFactory(branch=place.branch, place="车库", recorder=place.people[1])
    month = f"{timezone.localdate():%Y-%m}"
    theme = ThemeFactory(unit=place.branch.unit, month=month, title="学条令")

    page = place.as_("secretary").get(address(place, kind="theme_day")).context["page"]

    assert page.value["title"] == "学条令"
    assert page.theme == theme
    assert page.value["day"][:7] == month
    assert (page.value["starts"], page.value["ends"]) == ("15:00", "16:30")
    assert (page.value["place"], page.value["chair"], page.value["recorder"]) == (
        "车库",
        str(place.people[0].pk),
        str(place.people[1].pk),
    )
    assert [item.title for item in page.items] == ["学习讲话", "交流讨论", ""]
    assert {chip.value for chip in page.chips} == {Presence.PRESENT}
    assert len(page.chips) == 3


@pytest.mark.parametrize(
    ("kind", "period", "day"),
    [
        ("theme_day", "2025-03", "2025-03-14"),
        ("committee_meeting", "2025-03", "2025-03-31"),
        ("general_meeting", "2025Q1", "2025-03-31"),
        ("general_meeting", "nonsense", f"{timezone.localdate()}"),
    ],
)
def test_what_is_late_starts_in_its_own_period(place, kind, period, day):
    place.branch.theme_day_number = 14  # a Friday in March 2025
    place.branch.save()

    page = place.as_("secretary").get(address(place, kind=kind, period=period)).context["page"]

    assert page.value["day"] == day


def test_a_record_of_another_branch_is_out_of_reach(place):
    assert place.as_("stranger").get(address(place)).status_code == 404
    assert hand_in(place, who="stranger").status_code == 404
    assert not Meeting.objects.exists()


# Handing in


def test_one_post_hands_in_everything(place):
    response = hand_in(place, **{f"m{place.people[2].pk}": "on_watch"})

    meeting = Meeting.objects.get()
    assert response.url == meeting.get_absolute_url()
    assert (meeting.state, meeting.expected, meeting.present) == (MeetingState.HANDED_IN, 3, 2)
    assert [item.title for item in meeting.agenda.all()] == ["领学规定", "研究装备"]
    assert meeting.agenda.first().speeches.get().speaker == place.people[2]
    assert meeting.agenda.last().decisions.get().text == "每周检查"


def test_a_double_click_hands_in_once_and_leads_to_the_same_page(place):
    token = uuid4()

    first, second = (hand_in(place, token) for _ in range(2))

    assert first.url == second.url
    assert Meeting.objects.count() == 1
    assert place.as_("secretary").get(address(place, token)).url == first.url


def test_two_sittings_and_a_guest_who_spoke(place):
    tomorrow = YESTERDAY.isoformat()
    hand_in(
        place,
        **{
            "two": "on",
            "starts": "09:00",
            "ends": "10:00",
            "day2": tomorrow,
            "starts2": "19:00",
            "ends2": "20:00",
            "place2": "车库",
            f"m{place.people[0].pk}": "present2",
            "i0-s0-who": "guest",
        },
    )

    meeting = Meeting.objects.get()
    assert [sitting.place for sitting in meeting.sittings.all()] == ["", "车库"]
    assert meeting.attendances.get(member=place.people[0]).sitting.number == 2
    assert meeting.agenda.first().speeches.get().speaker_name == "列席人员"


@pytest.mark.parametrize(
    ("changed", "field", "sentence"),
    [
        ({"kinds": None}, "kinds", "请至少选一种会议类型。"),
        ({"day": "去年"}, "day", "日期"),
        ({"ends": ""}, "ends", "请填写结束。"),
        ({"i0-s0-who": ""}, "i0-s0-who", "请选择发言人。"),
        ({"i2-d1-owner": "99999999"}, "i2-d1-owner", "责任人当日不在本支部名册上"),
        ({"i2-d1-due": "2020-01-01"}, "i2-d1-due", "完成时限不能早于会议日期。"),
        ({"i2-matter": "ordinary", "i2-method": "hands"}, "i2-yes", "请填写赞成、反对、弃权"),
        ({"i2-yes": "3"}, "i2-matter", "请选择表决的是什么事项"),
        ({"i2-d1-text": ""}, "i2-d1-text", "请写明决定了什么"),
        ({"title": "题" * 121}, "title", "120"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_at_its_field_and_nothing_typed_is_lost(
    place, changed, field, sentence
):
    response = hand_in(place, observers="李教导员", **changed)

    page = response.context["page"]
    assert sentence in page.sheet.errors[field]
    html = response.content.decode()
    assert f'href="#id_{field}"' in html
    assert f'id="id_{field}_error"' in html
    assert page.value["observers"] == "李教导员"
    assert "演练时沟通不够。" in html
    assert not Meeting.objects.exists()


def test_an_unknown_presence_is_refused(place):
    response = hand_in(place, **{f"m{place.people[0].pk}": "asleep"})

    assert "roll" in response.context["page"].sheet.errors


def test_somebody_new_on_the_roster_is_pointed_out(place):
    new = MembershipFactory(branch=place.branch).member

    response = hand_in(place)

    assert response.context["page"].sheet.errors["roll"] == f"名册有变化，请核对：{new.name}。"
    assert new.name in [chip.name for chip in response.context["page"].chips]


def test_late_entry_asks_for_the_reason_on_the_page(place):
    load_provisions()
    long_ago = (YESTERDAY - timedelta(days=30)).isoformat()

    response = hand_in(place, day=long_ago, **{"i2-d1-due": ""})
    assert "属于补录" in response.context["page"].sheet.errors["late_reason"]
    assert response.context["page"].delay == 31

    hand_in(place, day=long_ago, late_reason="连续增援", **{"i2-d1-due": ""})
    assert Meeting.objects.get().late_days == 31


def test_what_looks_odd_is_shown_once_to_the_author_and_handed_in_all_the_same(place):
    MeetingFactory(branch=place.branch, summary=LONG, title="上月的会")

    first = hand_in(place, summary=LONG)
    assert not Meeting.objects.filter(title="学习训练安全规定").exists()
    assert "上月的会" in first.content.decode()
    seen = [finding.key for finding in first.context["page"].findings]

    second = hand_in(place, summary=LONG, seen=seen)
    assert second.url == Meeting.objects.get(title="学习训练安全规定").get_absolute_url()


def test_without_script_files_come_with_the_form(place):
    upload = SimpleUploadedFile("现场.jpg", jpeg())

    hand_in(place, files=upload)

    assert Attachment.objects.get().meeting == Meeting.objects.get()


def test_without_script_a_wrong_file_is_said_and_the_rest_kept(place):
    response = hand_in(place, files=SimpleUploadedFile("程序.jpg", b"MZ" + b"\x00" * 99))

    assert "程序.jpg：只能上传" in response.context["page"].sheet.errors["files"]
    assert response.context["page"].value["title"] == "学习训练安全规定"
    assert not Meeting.objects.exists()


def test_without_script_a_draft_is_saved_and_a_row_more_is_there(place):
    url = address(place)

    response = place.as_("secretary").post(url, typed(place, action="save", title=""))

    assert response.url == url
    page = place.as_("secretary").get(url).context["page"]
    assert page.value["summary"] == "逐条学习，对照演练找差距。"
    assert [item.spare for item in page.items] == [False, False, False, True]
    assert not Meeting.objects.exists()


def test_without_script_the_roll_follows_the_kinds(place):
    group = GroupFactory(branch=place.branch)
    in_group = MembershipFactory(branch=place.branch, group=group).member
    fields = typed(place, action="roll", kinds=["group_meeting"], groups=[group.pk])

    page = place.as_("secretary").post(address(place), fields).context["page"]

    assert [chip.name for chip in page.chips] == [in_group.name]
    assert not page.sheet.errors


@pytest.mark.parametrize(
    ("kinds", "shown"),
    [
        (["org_life_meeting", "committee_meeting"], "应到支部委员：支委会（支部工作条例第十二条）"),
        (["theme_day", "group_meeting"], "应到全体党员：主题党日（支部工作条例第十六条）"),
        (["general_meeting", "committee_meeting"], "应到的人不同，不能记成一次会"),
    ],
)
def test_the_roll_says_who_is_expected_and_what_does_not_go_together(place, kinds, shown):
    url = reverse("meetings:roll", args=[uuid4()], query={"branch": place.branch.code})

    response = place.as_("secretary").post(url, typed(place, kinds=kinds))

    assert shown in response.content.decode()


@pytest.mark.parametrize(
    ("left_out", "statements"),
    [({"i2-d1-owner": ""}, 21), ({}, 24)],
    ids=["nobody in charge", "one in charge"],
)
def test_recording_takes_about_twenty_statements_as_a_whole(
    place, django_assert_num_queries, left_out, statements
):
    load_provisions()
    month = f"{YESTERDAY:%Y-%m}"
    theme = ThemeFactory(unit=place.branch.unit, month=month)
    for _ in range(22):
        place.people.append(MembershipFactory(branch=place.branch).member)
    token = uuid4()
    save(place, token)
    url, fields = address(place, token), typed(place, theme=theme.pk, version="1") | left_out

    with django_assert_num_queries(statements):
        place.as_("secretary").post(url, fields)

    assert Meeting.objects.get().attendances.count() == 25
    assert date.fromisoformat(fields["day"]) == Meeting.objects.get().held_on
    assert MeetingKind.THEME_DAY in Meeting.objects.get().credits.values_list("kind", flat=True)


def test_a_recorder_who_was_away_is_said_at_the_field_before_it_is_handed_in(place):
    token, writer = uuid4(), place.people[1]
    away = {f"m{writer.pk}": "on_watch"}

    response = hand_in(place, token, **away)

    sentence = f"记录人{writer.name}在点名里是“执勤”，没有到会，请核对。"
    page = response.content.decode()
    assert page.count(sentence) == 2  # above, and at the field
    assert f'<a href="#id_recorder">{sentence}</a>' in page
    assert "提示会一并交给审核人" not in page
    assert "仍然上报" in page
    assert not Meeting.objects.exists()

    hand_in(place, token, **away, seen=f"away:recorder:{writer.pk}:on_watch")
    assert Meeting.objects.get().recorder == writer
