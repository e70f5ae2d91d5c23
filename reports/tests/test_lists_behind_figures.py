"""Lists behind figures: they lead on, and say days, numbers and owners as the house does."""

from __future__ import annotations

import re
from datetime import date, timedelta
from urllib.parse import unquote

import pytest
from django.urls import reverse

from branches.choices import Role
from duties.choices import DutyAction, DutySource
from duties.models import Duty, DutyEvent
from meetings.choices import MeetingKind
from members.models import DevelopmentCase, DevelopmentQuota, Honour, HonourKind
from reports.choices import ReportKind
from reports.documents import figures, sentences
from reports.documents.kinds import KINDS
from reports.documents.phrases import plain
from reports.statistics import CATALOGUE
from reports.statistics.listing import numeric, worded
from reports.tests.figures import ask, known_member
from tests.factories import MeetingFactory, UserFactory

pytestmark = pytest.mark.django_db
DAY = date(2025, 8, 8)


@pytest.fixture
def office(client, force):
    user = force.user(Role.POLITICAL_OFFICE)
    client.force_login(user)
    return user


def listed(client, code, query=""):
    url = reverse("reports:counted", args=[code])
    return client.get(f"{url}?period=2025Q3{query}").content.decode()


def test_a_case_an_honoured_branch_and_a_quota_can_be_opened(client, office, force):
    case = DevelopmentCase.objects.create(
        member=known_member(force.here), opened_on=DAY, stage="activist"
    )
    kind = HonourKind.objects.create(code="test-honour", name="测试嘉奖")
    Honour.objects.create(kind=kind, branch=force.here, conferred_on=DAY, level="corps")
    DevelopmentQuota.objects.create(unit=force.detachment, year=2025, number=3)

    for code, url in (
        ("development-by-stage", reverse("members:case", args=[case.pk])),
        ("honours-by-kind", reverse("reports:branch", args=[force.here.code])),
        ("development-quota", reverse("members:quotas", args=[2025])),
    ):
        assert f'<a class="opens" href="{url}">' in listed(client, code), code


def test_a_case_leads_to_the_person_where_one_does_not_keep_it_and_nowhere_out_of_reach(force):
    guest = known_member(force.here)
    case = DevelopmentCase.objects.create(member=guest, opened_on=DAY, stage="activist")
    links = CATALOGUE["development-by-stage"].listed(ask(force.brigade)).links
    officer, secretary = force.user(Role.BRIGADE_OFFICER), force.user(Role.SECRETARY)
    page = reverse("members:case", args=[case.pk])

    assert links(secretary, [case.pk]) == {case.pk: page}
    assert links(officer, [case.pk]) == {case.pk: reverse("members:member", args=[guest.pk])}
    guest.unit = force.there.unit
    guest.save()
    assert links(officer, [case.pk]) == {}


def test_days_are_said_and_numbers_stand_to_the_right(client, office, force):
    known_member(force.here, joined_on="2015-09-30", birth_date="1994-10")
    page = listed(client, "members-by-sex")

    assert "2015年9月30日" in page
    assert "1994年10月" in page
    assert "2015-09-30" not in page
    assert '<th scope="col" class="cell-num">应开</th>' in listed(client, "life-by-kind")


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        ("2026-10-01", "2026年10月1日"),
        ("2026-10", "2026年10月"),
        ("2026-10-01 学习", "2026-10-01 学习"),
        (7, 7),
        ("", ""),
    ],
)
def test_a_day_is_worded_and_nothing_else(cell, said):
    assert worded(cell) == said


def test_a_column_is_numeric_only_when_all_its_cells_are():
    assert numeric([["甲", 1, "", 1], ["乙", "", "", "无"]], 4) == [False, True, False, False]


@pytest.mark.parametrize(
    ("details", "owner"),
    [
        ({"owner_role": Role.SECRETARY}, "支部书记"),
        ({"owner_role": Role.COMMITTEE_MEMBER}, "支部委员会"),
        ({}, "支部委员会"),
    ],
)
def test_a_duty_is_listed_with_who_owes_it(force, details, owner):
    made = Duty.objects.create(
        source=DutySource.FREE, title="整改", branch=force.here, due_on=DAY,
        given_by=UserFactory(), given_at=ask(force.detachment).as_of, **details,
    )  # fmt: skip
    found = CATALOGUE["duties-by-outcome"].listed(ask(force.detachment))
    ((_, cells),) = found.said(found.rows)

    assert dict(zip(found.headings, cells, strict=True))["责任人"] == owner == made.owner_label


def test_what_was_asked_for_is_no_column_and_what_was_not_is_one(force):
    question = ask(force.detachment)
    asked = CATALOGUE["members-by-sex"]

    assert asked.name not in asked.listed(question, "male").headings
    assert asked.name in asked.listed(question, "male|female").headings
    assert asked.name in asked.listed(question).headings


def test_a_sheet_says_its_period_in_words(client, office, force):
    known_member(force.here)
    url = reverse("reports:counted_sheet", args=["members-by-sex"])
    name = unquote(client.get(f"{url}?period=2025Q3").headers["Content-Disposition"])

    assert "党员性别 2025年第三季度.xlsx" in name


def test_why_a_list_is_shorter_than_its_number_is_said_where_it_is(client, office, force):
    """One row may be several gatherings; of people each is one, and nothing is to be said."""
    known_member(force.here)

    assert re.search(r"“应开”一列合计 \d+：一行可以是几次", listed(client, "life-by-kind"))
    assert "一列合计" not in listed(client, "members-by-sex")


def test_the_board_leads_to_records_and_the_list_says_that_they_are_no_gatherings(
    client, office, force
):
    MeetingFactory(branch=force.here, held_on=DAY, kinds=[MeetingKind.THEME_DAY])
    board = client.get(reverse("reports:board") + "?period=2025Q3").content.decode()
    leads = reverse("meetings:list") + "?period=2025Q3&amp;counted=1"
    assert leads in board

    said = client.get(leads.replace("&amp;", "&")).content.decode()
    other = client.get(reverse("meetings:list") + "?period=2025Q3").content.decode()
    assert "共 1 份记录。落实情况按次计" in said
    assert "落实情况按次计" not in other


def test_the_most_overdue_branch_stands_first_in_table_and_text(force):
    for kind in (MeetingKind.THEME_DAY, MeetingKind.LECTURE):
        MeetingFactory(branch=force.here, held_on=DAY, kinds=[kind])
    for branch in (force.here, force.there):
        known_member(branch)
    question = ask(force.detachment)
    lines = CATALOGUE["life-behind"].table(question).lines

    late = [line.values[2] for line in lines]
    assert late == sorted(late, reverse=True)
    assert lines[-1].key == force.here.code

    codes = KINDS[ReportKind.SITUATION].codes
    kept = figures.read(figures.count(question, ReportKind.SITUATION, codes, lambda step: None))
    said = next(plain(phrase) for phrase in sentences.problems(kept) if "逾期" in plain(phrase))
    assert f"个支部：{lines[0].label}" in said


def test_the_text_says_what_counts_as_closed_and_what_waits_for_it(force):
    at = ask(force.detachment).as_of
    made = Duty.objects.create(
        source=DutySource.FREE, title="整改", branch=force.here, due_on=DAY,
        given_by=UserFactory(), given_at=at - timedelta(days=60),
    )  # fmt: skip
    DutyEvent.objects.create(duty=made, action=DutyAction.DONE, at=at - timedelta(days=2))
    codes = ["decisions-by-outcome", "duties-by-outcome"]
    kept = figures.count(ask(force.detachment), ReportKind.SITUATION, codes, lambda step: None)
    said = "".join(plain(phrase) for phrase in sentences.duties(figures.read(kept)))

    assert "决定以支部登记完成为办结，督办以另一人核验为办结，另有 1 项待核验。" in said
