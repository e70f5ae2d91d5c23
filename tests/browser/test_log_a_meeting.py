"""A theme day for 22 members with 2 on watch, logged with one thumb; interactions are counted."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone
from PIL import Image
from playwright.sync_api import Page, expect

from branches.choices import Role, ThemeDayRule
from branches.models import Holiday, Unit
from branches.services.provisions import load_provisions
from duties.models import Duty
from meetings.choices import MeetingKind, MeetingState, Presence
from meetings.models import Draft, Heard, Meeting
from meetings.tests.records import record
from tests.factories import (
    BranchFactory,
    MeetingFactory,
    ThemeFactory,
    UnitFactory,
    member_of,
    user_with,
)

pytestmark = pytest.mark.django_db(transaction=True)
PHONE = 390
MOST_INTERACTIONS = 12
SUMMARY = "逐条学习了训练安全规定，对照上周演练查找差距，明确下月复训。"


class Thumb:
    """Counts each touch and each field that is written into."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.count = 0

    def tap(self, control) -> None:
        self.count += 1
        control.tap()

    def choose(self, name: str, reason: str) -> None:
        """A touch on the name opens the list, another takes the reason."""
        self.count += 2
        self.page.get_by_label(f"{name}的出席情况").select_option(label=reason)

    def write(self, label: str, text: str) -> None:
        self.count += 1
        self.page.get_by_label(label).fill(text)


@pytest.fixture
def branch():
    """22 members, a secretary among them, whose theme day is today; last month's is on record."""
    load_provisions()
    today = timezone.localdate()
    Holiday.objects.create(day=today, is_off=False, name="调休上班")  # whatever today is
    branch = BranchFactory(
        unit=UnitFactory(parent=UnitFactory()),
        theme_day_rule=ThemeDayRule.FIXED_DAY,
        theme_day_number=today.day,
    )
    people = [member_of(branch, name=f"消防员{number:02}") for number in range(22)]
    people[0].user = user_with(Role.SECRETARY, branch=branch)
    people[0].save()
    MeetingFactory(
        branch=branch, held_on=today - timedelta(days=31), recorder=people[1], place="学习室"
    )
    ThemeFactory(unit=branch.unit, month=f"{today:%Y-%m}", title="学习训练安全规定")
    return branch


@pytest.fixture
def secretary(branch):
    return branch.appointments.get(role=Role.SECRETARY).user


def earlier_today(page: Page) -> None:
    """The meeting of last time began at three; ours has to have begun by now."""
    page.evaluate(
        "() => { document.querySelector('#id_starts').value = '00:00';"
        " document.querySelector('#id_ends').value = '00:30'; }"
    )


def test_a_theme_day_takes_at_most_twelve_interactions(open_page, secretary):
    page = open_page("/", width=PHONE, user=secretary)
    thumb = Thumb(page)

    thumb.tap(page.locator(".owed__row", has_text="主题党日").get_by_role("link", name="采纳主题"))
    expect(page.get_by_role("heading", name="记会议")).to_be_visible()
    expect(page.locator("#id_title")).to_have_value("学习训练安全规定")
    expect(page.locator("#id_place")).to_have_value("学习室")
    expect(page.locator("[data-count=roster]")).to_have_text("22")
    earlier_today(page)
    thumb.choose("消防员03", "执勤")
    thumb.choose("消防员07", "执勤")
    expect(page.locator("[data-count=present]")).to_have_text("20")
    thumb.write("主要内容", SUMMARY)
    thumb.tap(page.get_by_role("button", name="上报"))
    expect(page.get_by_text("已上报，等待审核。")).to_be_visible()

    meeting = Meeting.objects.get(title="学习训练安全规定")
    assert (meeting.state, meeting.expected, meeting.present) == (MeetingState.HANDED_IN, 22, 20)
    assert meeting.attendances.filter(presence=Presence.ON_WATCH).count() == 2
    assert list(meeting.credits.values_list("kind", flat=True)) == [MeetingKind.THEME_DAY]
    assert [item.title for item in meeting.agenda.all()] == ["学习讲话", "交流讨论"]
    assert not page.faults
    print(f"interactions: {thumb.count}")  # noqa: T201 - the figure of the product
    assert thumb.count == 7 <= MOST_INTERACTIONS


def test_what_is_typed_outlives_the_session(open_page, branch, secretary):
    page = open_page(f"/meetings/record/?branch={branch.code}", width=PHONE, user=secretary)
    page.get_by_label("主要内容").fill(SUMMARY)
    expect(page.get_by_text("已保存")).to_be_visible()

    page.context.clear_cookies()
    page.get_by_label("地点", exact=True).fill("车库")
    expect(page.get_by_text("登录已失效")).to_be_visible()

    again = open_page("/meetings/", width=PHONE, user=secretary)
    again.get_by_role("link", name="继续写").tap()
    expect(again.get_by_label("主要内容")).to_have_value(SUMMARY)
    assert Draft.objects.get().content["summary"] == [SUMMARY]
    assert not Meeting.objects.filter(summary=SUMMARY).exists()


def test_the_copy_on_the_device_comes_back_whole(open_page, branch, secretary):
    guests = BranchFactory(
        unit=UnitFactory(parent=Unit.objects.get(path=branch.unit.path[:4])), name="邻站党支部"
    )
    member_of(guests, name="邻站队员")
    url = f"/meetings/record/{uuid4()}/?branch={branch.code}&kind=party_lecture"
    page = open_page(url, width=PHONE, user=secretary)
    page.get_by_label("主要内容").fill(SUMMARY)
    expect(page.get_by_text("已保存")).to_be_visible()  # blank spare rows among the rest
    page.context.clear_cookies()
    page.get_by_text("与其他支部联合开展").tap()
    page.locator(".chip-toggle", has_text="邻站党支部").tap()
    page.get_by_label("主讲人", exact=True).first.select_option(label="不在名册的同志")
    page.get_by_label("主讲人姓名、单位和职务").first.fill("李教导员")
    page.get_by_text("加一项议题").tap()
    page.locator("[data-item]").nth(-1).get_by_label("议题").fill("研究装备")
    expect(page.get_by_text("登录已失效")).to_be_visible()
    copies = page.evaluate("JSON.stringify(localStorage)")

    again = open_page(url, width=PHONE, user=secretary)
    again.evaluate("copies => Object.assign(localStorage, JSON.parse(copies))", copies)
    again.reload()
    again.get_by_role("button", name="恢复这份内容").tap()

    expect(again.get_by_label("邻站队员的出席情况")).to_be_visible()
    expect(again.get_by_label("主讲人姓名、单位和职务").first).to_have_value("李教导员")
    expect(again.locator("[data-title]", has_text="研究装备")).to_be_visible()
    expect(again.get_by_text("已保存")).to_be_visible()
    assert Draft.objects.get().content["partners"] == [str(guests.pk)]
    assert not again.faults


def test_rows_grow_as_they_are_used_and_all_of_it_arrives(open_page, branch, secretary):
    page = open_page(f"/meetings/record/?branch={branch.code}&kind=first_topic", user=secretary)
    page.get_by_text("加一项议题").click()
    page.locator("[data-item]").nth(-1).get_by_label("议题").fill("研究装备")
    item = page.locator("[data-item]", has_text="研究装备")
    for number, text in enumerate(("每周检查", "每月复训")):
        item.locator("summary", has_text="决定").last.click()
        item.get_by_placeholder("定了什么").nth(number).fill(text)
        item.get_by_label("谁来办").nth(number).select_option(label="消防员05")
    item.locator("summary", has_text="发言").last.click()
    item.get_by_placeholder("发言要点").nth(0).fill("装备要先点验。")
    item.get_by_label("发言人").nth(0).select_option(label="列席人员")
    expect(item.locator("[data-brief]")).to_have_text("发言 1 · 决定 2")
    earlier_today(page)

    page.get_by_role("button", name="上报").click()
    expect(page.get_by_text("已上报，等待审核。")).to_be_visible()

    made = Meeting.objects.latest("pk").agenda.get(title="研究装备")
    assert [decision.text for decision in made.decisions.order_by("pk")] == ["每周检查", "每月复训"]
    assert made.speeches.get().speaker_name == "列席人员"


def test_the_roll_and_the_quorum_follow_the_kind(open_page, branch, secretary):
    page = open_page(f"/meetings/record/?branch={branch.code}&kind=theme_day", user=secretary)
    page.get_by_label("消防员03的出席情况").select_option(label="出警")

    page.get_by_label("支部党员大会").check()
    expect(page.get_by_text("须半数以上（至少 11 人）到会")).to_be_visible()
    expect(page.get_by_label("消防员03的出席情况")).to_have_value("called_out")
    expect(page.get_by_text("可以表决")).to_be_visible()
    for number in range(4, 16):
        page.get_by_label(f"消防员{number:02}的出席情况").select_option(label="休假")
    expect(page.get_by_text("不足法定人数")).to_be_visible()

    page.get_by_text("分两场开").click()
    expect(page.get_by_label("消防员00的出席情况").locator("option").first).to_have_text(
        "第一场到会"
    )
    assert not page.faults


def test_a_photo_is_sent_at_once_taken_out_and_brought_back(open_page, branch, secretary, tmp_path):
    Image.radial_gradient("L").convert("RGB").save(tmp_path / "现场.jpg")
    (tmp_path / "程序.jpg").write_bytes(b"MZ" + b"\x00" * 99)
    page = open_page(f"/meetings/record/?branch={branch.code}&kind=theme_day", user=secretary)

    page.locator("#id_files").set_input_files([tmp_path / "现场.jpg", tmp_path / "程序.jpg"])
    expect(page.get_by_role("alert")).to_contain_text("只能上传")
    tick = page.locator(".tile input")
    expect(tick).to_be_checked()
    expect(page.get_by_text("采用，再点去掉", exact=True)).to_be_visible()
    tick.uncheck()
    expect(page.get_by_text("不采用，再点恢复")).to_be_visible()
    tick.check()
    page.get_by_label("主要内容").fill(SUMMARY)
    earlier_today(page)
    page.get_by_role("button", name="上报").click()
    expect(page.locator(".photos img")).to_be_visible()

    assert Meeting.objects.latest("pk").attachments.count() == 1


def test_one_touch_puts_earlier_decisions_on_the_agenda(open_page, branch, secretary):
    before = record(branch, by=secretary)
    duty = Duty.objects.get(branch=branch)
    page = open_page(f"/meetings/record/?branch={branch.code}&kind=theme_day", user=secretary)

    expect(page.locator(".earlier")).to_contain_text(duty.title)
    page.get_by_label("主要内容").fill(SUMMARY)
    page.get_by_role("button", name="列入议程").click()
    expect(page.locator("[data-item='0'] [data-title]")).to_have_text("听取上次决议落实情况")
    expect(page.get_by_text("已列入议程")).to_be_visible()
    expect(page.locator("[name=i0-heard]")).to_be_checked()
    expect(page.locator("[data-autosave-status]")).to_contain_text("已保存")
    page.reload()
    expect(page.locator("[name=i0-heard]")).to_be_checked()
    earlier_today(page)
    page.get_by_role("button", name="上报").click()
    expect(page.locator(".minutes__agenda")).to_contain_text("会议当日的落实情况")

    (heard,) = Heard.objects.all()
    assert (heard.duty, heard.item.number) == (duty, 1)
    assert heard.item.meeting != before
    assert not page.faults


def test_errors_stand_on_top_and_at_the_field_and_the_link_leads_there(
    open_page, branch, secretary
):
    page = open_page(f"/meetings/record/?branch={branch.code}&kind=theme_day", user=secretary)
    page.get_by_label("主要内容").fill(SUMMARY)
    page.get_by_label("地点", exact=True).fill("")
    earlier_today(page)
    page.get_by_role("button", name="上报").click()

    summary = page.get_by_role("alert").filter(has_text="还不能上报")
    expect(summary).to_be_focused()
    summary.get_by_role("link", name="请填写地点。").click()
    expect(page.locator("#id_place")).to_be_focused()
    expect(page.locator("#id_place_error")).to_contain_text("请填写地点。")
    expect(page.get_by_label("主要内容")).to_have_value(SUMMARY)


def test_everything_works_by_keyboard(open_page, branch, secretary):
    page = open_page(f"/meetings/record/?branch={branch.code}&kind=theme_day", user=secretary)
    earlier_today(page)
    page.get_by_label("党课").focus()
    page.keyboard.press("Space")
    page.get_by_label("消防员02的出席情况").focus()
    for _ in range(7):  # 病假 is the seventh below 到会
        page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    expect(page.get_by_label("消防员03的出席情况")).to_be_focused()
    page.get_by_label("主要内容").focus()
    page.keyboard.type("学习讨论")
    page.get_by_role("button", name="上报").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("已上报，等待审核。")).to_be_visible()

    meeting = Meeting.objects.latest("pk")
    assert meeting.credits.count() == 2
    assert meeting.attendances.get(member__name="消防员02").presence == Presence.SICK


def test_a_chair_who_is_marked_away_is_said_beside_the_choice(open_page, branch, secretary):
    page = open_page(f"/meetings/record/?branch={branch.code}&kind=theme_day", user=secretary)
    chair, said = page.get_by_label("主持人"), page.locator("[data-away=chair]")
    chair.select_option(label="消防员03")
    expect(said).to_be_hidden()

    page.get_by_label("消防员03的出席情况").select_option(label="出警")
    expect(said).to_contain_text("主持人消防员03在点名里是“出警”，没有到会，请核对。")

    chair.select_option(label="消防员04")
    expect(said).to_be_hidden()


def test_choosing_a_kind_moves_no_other_chip(open_page, branch, secretary):
    page = open_page(f"/meetings/record/?branch={branch.code}", user=secretary, width=PHONE)
    last = page.locator("#id_kinds .chip-toggle").last
    before = last.bounding_box()

    kind = page.get_by_label("支委会", exact=True)
    kind.tap()

    expect(kind).to_be_checked()
    assert last.bounding_box() == before


def test_what_it_lacks_is_said_while_one_writes(open_page, branch, secretary):
    page = open_page(f"/meetings/record/?branch={branch.code}&kind=theme_day", user=secretary)
    ahead, unwatched = page.locator("[data-ahead]"), page.locator("[data-unwatched]").first
    tomorrow = timezone.localdate() + timedelta(days=1)
    page.locator("#id_day").fill(f"{tomorrow}")
    expect(ahead).to_be_visible()
    page.locator("#id_day").fill(f"{tomorrow - timedelta(days=2)}")
    expect(ahead).to_be_hidden()

    item = page.locator("[data-item]").first
    item.locator("summary").first.click()
    row = item.locator('[data-rows="d"] [data-row]').first
    row.locator("summary").click()
    row.locator("textarea").fill("每周检查装备")
    expect(unwatched).to_be_visible()
    row.get_by_label("谁来办").select_option(label="消防员03")
    row.get_by_label("什么时候办完").fill(f"{tomorrow}")
    expect(unwatched).to_be_hidden()
    assert not page.faults


def test_the_months_theme_waits_beside_the_title_until_it_is_taken(open_page, branch, secretary):
    page = open_page(f"/meetings/record/?branch={branch.code}&kind=first_topic", user=secretary)
    offer = page.get_by_role("button", name="学习训练安全规定")
    expect(offer).to_be_hidden()
    page.get_by_label("主题党日", exact=True).check()
    offer.click()

    expect(page.locator("#id_title")).to_have_value("学习训练安全规定")
    expect(page.locator("#id_theme")).to_have_count(1)
    expect(offer).to_have_count(0)
    assert not page.faults
