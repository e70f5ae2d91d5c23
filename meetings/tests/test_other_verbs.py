"""Not held, decisions done, themes published."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import uuid4

import pytest

from branches.choices import Role
from meetings.choices import MeetingKind, MeetingState
from meetings.models import Decision, Draft, Meeting, Theme
from meetings.services.cancel import cancel_meeting, uncancel_meeting
from meetings.services.decisions import finish_decision, remind_owner, reopen_decision
from meetings.services.refusals import DecisionRefused, MeetingRefused, ThemeRefused, TokenTaken
from meetings.services.themes import change_theme, publish_theme, withdraw_theme
from meetings.tests.records import DAY, NOW, a_branch, record
from notices.models import Notice
from tests.factories import (
    BranchFactory,
    MeetingFactory,
    ThemeFactory,
    UnitFactory,
    UserFactory,
    member_of,
    user_with,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def cancel():
    branch, token = BranchFactory(), uuid4()
    by = user_with(Role.SECRETARY, branch=branch)

    def call(**spoilt):
        details = {
            "branch": branch,
            "kinds": [MeetingKind.THEME_DAY, MeetingKind.LECTURE],
            "day": DAY,
            "reason": "全员增援，任务结束后补开",
            "token": token,
        }
        return cancel_meeting(by=by, now=NOW, **(details | spoilt))

    return call


def test_not_held_is_a_record_and_counts_as_none(cancel):
    meeting = cancel()

    assert (meeting.state, meeting.title) == (MeetingState.CANCELLED, "党课、主题党日")
    assert meeting.credits.count() == 2
    assert not Meeting.objects.entered().exists()
    assert cancel() == meeting
    assert Meeting.objects.count() == 1


def test_the_token_of_a_record_does_not_note_a_meeting_as_not_held(cancel):
    branch, _ = a_branch()
    held = record(branch)

    with pytest.raises(TokenTaken, match=f"另一份记录“{held.title}”"):
        cancel(branch=branch, token=held.token)
    with pytest.raises(TokenTaken, match="另一份记录，"):  # of a branch that is none of theirs
        cancel(token=held.token)
    assert list(Meeting.objects.all()) == [held]


@pytest.mark.parametrize(
    "other", [{"day": DAY - timedelta(days=7)}, {"kinds": [MeetingKind.COMMITTEE]}]
)
def test_the_same_token_for_another_note_is_refused(cancel, other):
    cancel()

    with pytest.raises(TokenTaken, match="党课、主题党日"):
        cancel(**other)


def test_the_token_of_what_was_not_held_records_no_meeting(cancel):
    branch, _ = a_branch()
    noted = cancel(branch=branch)

    with pytest.raises(TokenTaken, match="党课、主题党日"):
        record(branch, token=noted.token)


@pytest.mark.parametrize(
    ("spoilt", "reason"),
    [
        ({"kinds": []}, "哪种会议"),
        ({"reason": " "}, "原因"),
        ({"day": date(1999, 1, 1)}, "尚未成立"),
    ],
)
def test_not_held_needs_kind_reason_and_a_branch_of_the_day(cancel, spoilt, reason):
    with pytest.raises(MeetingRefused, match=reason):
        cancel(**spoilt)

    assert not Meeting.objects.exists()


def test_not_held_can_be_taken_back_a_record_cannot(cancel):
    uncancel_meeting(meeting=cancel())
    assert not Meeting.objects.exists()

    with pytest.raises(MeetingRefused, match="未召开"):
        uncancel_meeting(meeting=MeetingFactory())
    assert Meeting.objects.exists()


@pytest.fixture
def decision():
    record(a_branch()[0])
    return Decision.objects.get()


def test_a_decision_is_done_on_a_day_and_open_again(decision):
    finish_decision(decision=decision, on=DAY, by=UserFactory(), now=NOW)
    assert Decision.objects.get().done_on == DAY

    reopen_decision(decision=decision, by=UserFactory(), now=NOW)
    assert Decision.objects.get().done_on is None


@pytest.mark.parametrize("on", [DAY - timedelta(days=1), DAY + timedelta(days=1)])
def test_a_decision_is_not_done_before_the_meeting_or_tomorrow(decision, on):
    with pytest.raises(DecisionRefused, match="在会议之后，不晚于今天"):
        finish_decision(decision=decision, on=on, by=UserFactory(), now=NOW)

    assert Decision.objects.get().done_on is None


def test_a_decision_of_a_returned_record_stays_open(decision):
    Meeting.objects.update(state=MeetingState.RETURNED)
    decision = Decision.objects.select_related("item__meeting").get()

    with pytest.raises(DecisionRefused, match="没有上报"):
        finish_decision(decision=decision, on=DAY, by=UserFactory(), now=NOW)


@pytest.fixture
def owned(decision):
    """The decision with somebody in charge who has an account."""
    decision.owner = member_of(decision.branch, user=UserFactory())
    decision.save()
    return decision


def test_an_owner_is_reminded_once_a_day_until_it_is_done(owned):
    secretary = UserFactory()
    for _ in range(2):
        remind_owner(decision=owned, by=secretary, today=DAY)

    notice = Notice.objects.get()
    assert notice.recipient == owned.owner.user
    assert owned.text[:10] in notice.subject
    assert notice.path == owned.item.meeting.get_absolute_url()

    finish_decision(decision=owned, on=DAY, by=UserFactory(), now=NOW)
    assert not Notice.objects.unread().filter(recipient=owned.owner.user).exists()


@pytest.mark.parametrize(
    ("spoilt", "reason"),
    [
        ({"done_on": DAY}, "已经办完"),
        ({"owner": None}, "没有责任人"),
        ({"account": None}, "没有账号"),
        ({"by": "owner"}, "是你自己"),
    ],
    ids=["done", "nobody", "no account", "oneself"],
)
def test_nobody_is_reminded_in_vain(owned, spoilt, reason):
    by = owned.owner.user if spoilt.get("by") else UserFactory()
    if "account" in spoilt:
        owned.owner.user = None
    for name in ("done_on", "owner"):
        if name in spoilt:
            setattr(owned, name, spoilt[name])

    with pytest.raises(DecisionRefused, match=reason):
        remind_owner(decision=owned, by=by, today=DAY)

    assert not Notice.objects.exists()


@pytest.fixture
def publish():
    unit = UnitFactory()
    by = user_with(Role.POLITICAL_OFFICE, unit=unit)

    def call(**spoilt):
        details = {
            "unit": unit,
            "month": "2026-09",
            "title": "学规定",
            "material": "",
            "agenda": "",
        }
        return publish_theme(by=by, now=NOW, **(details | spoilt))

    return call


def test_a_theme_is_published_with_its_agenda_line_by_line(publish):
    theme = publish(agenda=" 领学 \n\n讨论\n")

    assert theme.agenda == "领学\n讨论"
    assert theme.published_at == NOW
    assert list(Theme.objects.published()) == [theme]


@pytest.mark.parametrize(
    ("spoilt", "reason"),
    [
        ({"month": "2026Q3"}, "按月"),
        ({"month": "九月"}, "不是时间段"),
        ({"title": " "}, "不能为空|必填|字段"),
    ],
)
def test_a_theme_without_month_or_title_is_refused(publish, spoilt, reason):
    with pytest.raises(ThemeRefused, match=reason):
        publish(**spoilt)


def test_the_same_theme_twice_in_a_month_is_refused(publish):
    publish()

    with pytest.raises(ThemeRefused):
        publish()

    assert Theme.objects.count() == 1


def test_changing_a_theme_leaves_records_alone():
    theme = ThemeFactory(title="原题")
    meeting = MeetingFactory(theme=theme, title="原题")

    change_theme(theme=theme, month="2026-10", title="新题", material="", agenda="")

    meeting.refresh_from_db()
    assert (meeting.title, Theme.objects.get().title) == ("原题", "新题")


@pytest.mark.parametrize("adopted_by", ["draft", "record"])
def test_a_theme_that_somebody_adopted_stays(adopted_by):
    theme = ThemeFactory()
    if adopted_by == "record":
        MeetingFactory(theme=theme)
    else:
        branch = BranchFactory()
        by = user_with(Role.SECRETARY, branch=branch)
        Draft.objects.create(branch=branch, theme=theme, token=uuid4(), saved_by=by)

    with pytest.raises(ThemeRefused, match="采纳"):
        withdraw_theme(theme=theme)

    assert Theme.objects.exists()


def test_a_theme_that_nobody_adopted_can_go():
    withdraw_theme(theme=ThemeFactory())

    assert not Theme.objects.exists()
