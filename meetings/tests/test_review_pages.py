"""Reviewing, deciding, themes: what happens when a button is pressed."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from meetings.choices import MeetingKind, MeetingState
from meetings.models import AgendaItem, Credit, Decision, Draft, Meeting, Oddity, Theme
from tests.factories import (
    BranchFactory,
    MeetingFactory,
    ThemeFactory,
    UnitFactory,
)

pytestmark = pytest.mark.django_db
QUEUE = reverse("meetings:review")
TODAY = timezone.localdate()


def waiting(place, days_ago=1, **details):
    at = timezone.now() - timedelta(days=days_ago)
    details = {
        "branch": place.branch,
        "state": MeetingState.HANDED_IN,
        "handed_in_at": at,
    } | details
    return MeetingFactory(**details)


def press(client, name, *args, **data):
    return client.post(reverse(f"meetings:{name}", args=args), data, follow=True)


def test_the_queue_asks_the_same_number_of_questions_for_one_row_and_three(place, steady_queries):
    client = place.as_("officer")

    def make():
        meeting = waiting(place, title="等审核的会")
        Oddity.objects.create(meeting=meeting, kind="copied", key="k", sentence="近似")

    page = steady_queries(8, make=make, call=lambda: client.get(QUEUE))

    assert page.content.decode().count("等审核的会") == 3
    assert page.content.decode().count("与另一份记录近似") == 3


def test_the_longest_waiting_comes_first_and_the_own_never(place):
    waiting(place, days_ago=1, title="后报")
    waiting(place, days_ago=5, title="先报")
    waiting(place, title="自己的", recorded_by=place.users["officer"])

    page = place.as_("officer").get(QUEUE).context["page"]

    assert [meeting.title for meeting in page] == ["先报", "后报"]
    assert not place.as_("secretary").get(QUEUE).context["page"].object_list


def test_only_what_is_not_odd_can_be_ticked(place):
    plain, odd = waiting(place), waiting(place)
    Oddity.objects.create(meeting=odd, kind="copied", key="k", sentence="近似")

    html = place.as_("officer").get(QUEUE).content.decode()

    assert f'name="selected" value="{plain.pk}"' in html
    assert f'name="selected" value="{odd.pk}"' not in html


def test_several_are_accepted_at_once(place):
    chosen = [waiting(place) for _ in range(2)]
    left = waiting(place)
    foreign = MeetingFactory(state=MeetingState.HANDED_IN)

    page = press(
        place.as_("officer"),
        "accept_selected",
        selected=[*(meeting.pk for meeting in chosen), foreign.pk, "x"],
    )

    assert set(Meeting.objects.counted()) == set(chosen)
    assert list(page.context["page"]) == [left]
    assert "2 份记录已通过" in page.content.decode()


def test_accepting_goes_on_to_the_next(place):
    first, second = waiting(place, days_ago=3), waiting(place, days_ago=2)
    client = place.as_("officer")
    page = client.get(first.get_absolute_url())
    assert (page.context["queue"].next, page.context["queue"].total) == (second.pk, 2)

    assert press(client, "accept", first.pk, queue="1").context["meeting"] == second
    assert press(client, "accept", second.pk, queue="1").redirect_chain[-1][0] == QUEUE


def test_returning_without_a_remark_leaves_it_waiting(place):
    meeting = waiting(place)

    page = press(place.as_("officer"), "return", meeting.pk, remark=" ")
    assert "请写明退回的原因" in page.content.decode()
    assert Meeting.objects.get().state == MeetingState.HANDED_IN

    press(place.as_("officer"), "return", meeting.pk, remark="缺少发言")
    assert Meeting.objects.get().state == MeetingState.RETURNED


def test_withdrawing_opens_the_form(place):
    meeting = waiting(place)
    asked = place.as_("secretary").get(meeting.get_absolute_url()).content.decode()
    assert f'data-confirm="撤回“{meeting.title}”来修改？"' in asked

    page = press(place.as_("secretary"), "withdraw", meeting.pk)

    assert page.context["page"].desk.meeting == meeting
    assert Meeting.objects.get().state == MeetingState.DRAFT


def test_an_oddity_is_explained_by_the_reviewer_alone(place):
    oddity = Oddity.objects.create(
        meeting=waiting(place), kind="copied", key="k", sentence="与上月近似"
    )

    assert press(place.as_("secretary"), "explain_oddity", oddity.pk).status_code == 404
    page = press(place.as_("officer"), "explain_oddity", oddity.pk, explanation="学同一份文件")

    assert "学同一份文件" in page.content.decode()
    assert not Oddity.objects.unexplained().exists()


# Decisions


def decide(place, **details):
    meeting = MeetingFactory(branch=place.branch, held_on=TODAY - timedelta(days=30))
    item = AgendaItem.objects.create(meeting=meeting, number=1, title="议题")
    number = Decision.objects.count() + 1
    return Decision.objects.create(
        branch=place.branch, item=item, year=TODAY.year, number=number, text="按期复训", **details
    )


def test_decisions_ask_the_same_number_of_questions_for_one_row_and_three(place, steady_queries):
    client = place.as_("secretary")

    page = steady_queries(
        7,
        make=lambda: decide(place, owner=place.people[0]),
        call=lambda: client.get(reverse("meetings:decisions")),
    )

    assert page.content.decode().count("按期复训") == 3


@pytest.mark.parametrize(
    ("state", "found"), [("", [1, 2]), ("open", [1, 2]), ("overdue", [1]), ("done", [3])]
)
def test_decisions_are_open_overdue_or_done(place, state, found):
    decide(place, due_on=TODAY - timedelta(days=1))
    decide(place, due_on=TODAY + timedelta(days=1))
    decide(place, due_on=TODAY - timedelta(days=5), done_on=TODAY)

    page = place.as_("member").get(reverse("meetings:decisions"), {"state": state}).context["page"]

    assert [decision.number for decision in page] == found


def test_a_decision_is_done_and_reopened_by_its_branch(place):
    decision = decide(place)
    client = place.as_("committee")

    press(client, "finish_decision", decision.pk, on=TODAY.isoformat())
    decision.refresh_from_db()
    assert decision.done_on == TODAY

    press(client, "finish_decision", decision.pk, undo="1")
    decision.refresh_from_db()
    assert decision.done_on is None


# Themes and what was not held


@pytest.fixture
def theme(place):
    return ThemeFactory(unit=place.brigade, month=f"{TODAY:%Y-%m}", title="学条令")


def test_one_click_adopts_and_opens_the_prefilled_form(place, theme):
    pages = [press(place.as_("secretary"), "adopt_theme", theme.pk) for _ in range(2)]

    assert [page.context["page"].value["title"] for page in pages] == ["学条令", "学条令"]
    assert Draft.objects.get().theme == theme


def test_the_office_sees_who_adopted(place, theme):
    recorded = BranchFactory(unit=UnitFactory(parent=theme.unit))
    waiting(place, branch=recorded, theme=theme)
    press(place.as_("secretary"), "adopt_theme", theme.pk)
    idle = BranchFactory(unit=UnitFactory(parent=theme.unit))
    BranchFactory()

    url = reverse("meetings:theme", args=[theme.pk])
    shown = {
        state: list(place.as_("office").get(f"{url}?state={state}").context["page"])
        for state in ("all", "missing", "adopted", "held")
    }
    (row,) = place.as_("office").get(reverse("meetings:themes")).context["themes"]

    assert shown == {
        "all": [idle, place.branch, recorded],
        "missing": [idle],
        "adopted": [place.branch],
        "held": [recorded],
    }
    assert (row.recorded, row.drafted) == (1, 1)


def test_a_branch_that_was_a_partner_has_held_the_theme(place, theme):
    other = BranchFactory(unit=UnitFactory(parent=theme.unit))
    meeting = waiting(place, theme=theme)
    Credit.objects.create(meeting=meeting, branch=other, kind=MeetingKind.THEME_DAY)

    url = reverse("meetings:theme", args=[theme.pk])
    page = place.as_("office").get(f"{url}?state=held").context["page"]
    (row,) = place.as_("office").get(reverse("meetings:themes")).context["themes"]

    assert {branch.pk for branch in page} == {place.branch.pk, other.pk}
    assert row.recorded == 2


def test_a_theme_of_many_branches_has_pages_and_asks_the_same_number_of_questions(
    place, theme, steady_queries
):
    client = place.as_("office")
    url = reverse("meetings:theme", args=[theme.pk])

    def branch():
        return BranchFactory(unit=UnitFactory(parent=theme.unit), name="邻站党支部")

    page = steady_queries(8, make=branch, call=lambda: client.get(f"{url}?state=missing"))
    assert page.content.decode().count("邻站党支部") == 3

    for _ in range(25):
        branch()
    second = client.get(f"{url}?state=missing&page=2").context["page"]
    assert (len(second.object_list), second.paginator.count) == (4, 29)


def test_themes_ask_the_same_number_of_questions_for_one_row_and_three(place, steady_queries):
    client = place.as_("secretary")

    page = steady_queries(
        5,
        make=lambda: ThemeFactory(unit=place.branch.unit, title=f"主题第{Theme.objects.count()}号"),
        call=lambda: client.get(reverse("meetings:themes")),
    )

    assert page.content.decode().count("主题第") == 3


def test_the_office_publishes_changes_and_removes_a_theme(place):
    client = place.as_("office")
    unit = place.brigade
    fields = {"month": "2026-09", "title": "学规定", "material": "第三章", "agenda": "领学\n讨论"}

    press(client, "publish_theme", unit=unit.pk, **fields)
    made = Theme.objects.get()
    assert (made.unit, made.agenda) == (unit, "领学\n讨论")

    press(client, "change_theme", made.pk, **(fields | {"title": "学规定（二）"}))
    assert Theme.objects.get().title == "学规定（二）"

    press(client, "remove_theme", made.pk)
    assert not Theme.objects.exists()


def test_a_theme_for_foreign_units_is_not_published(place):
    foreign = UnitFactory()

    page = press(place.as_("office"), "publish_theme", unit=foreign.pk, month="2026-09", title="学")

    assert page.context["form"].errors["unit"]
    assert not Theme.objects.exists()


def test_not_held_is_recorded_once_and_taken_back(place):
    client = place.as_("secretary")
    form = client.get(reverse("meetings:cancel"), {"kind": "theme_day"}).context["form"]
    fields = {
        "token": form.initial["token"],
        "kinds": ["theme_day"],
        "day": TODAY.isoformat(),
        "reason": "全员增援",
    }

    pages = [press(client, "cancel", **fields) for _ in range(2)]

    assert "没有召开：全员增援" in pages[1].content.decode()
    meeting = Meeting.objects.get()
    assert meeting.state == MeetingState.CANCELLED
    press(client, "uncancel", meeting.pk)
    assert not Meeting.objects.exists()
