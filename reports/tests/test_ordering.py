"""Ordering a report: which kind, of which unit, for which period."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from branches.choices import Role
from branches.periods import Grain, Period
from reports.choices import ReportState
from reports.models import Report
from reports.tests.compiled import made
from reports.tests.conftest import text_of

pytestmark = pytest.mark.django_db
REPORTS, NEW = reverse("reports:reports"), reverse("reports:new_report")
TEXTS = reverse("reports:texts", args=["situation"])


@pytest.fixture
def office(client, force):
    user = force.user(Role.POLITICAL_OFFICE)
    client.force_login(user)
    return user


def answers(force, **spoilt):
    return {
        "kind": "bulletin", "period": "", "unit": force.brigade.pk, "token": str(uuid4()),
    } | spoilt  # fmt: skip


def test_two_clicks_compile_the_last_month(client, office, force):
    page = client.get(NEW).content.decode()
    assert f'value="{force.detachment.pk}" selected' in page

    answer = client.post(NEW, answers(force))

    report = Report.objects.get()
    last = Period.containing(timezone.localdate(), Grain.MONTH).previous
    assert (report.kind, report.unit, report.period) == ("bulletin", force.brigade, str(last))
    assert report.created_by == office
    assert answer.url == report.get_absolute_url()


def test_a_form_sent_twice_is_one_report(client, office, force):
    sent = answers(force)
    first, second = client.post(NEW, sent), client.post(NEW, sent)

    assert first.url == second.url
    assert Report.objects.count() == 1


def test_a_report_of_the_same_is_pointed_at_before_another_is_made(client, office, force):
    month = Period.containing(timezone.localdate(), Grain.MONTH).previous
    first = made(force.brigade, period=str(month), state=ReportState.RUNNING)
    sent = answers(force, period=str(month))

    page = client.post(NEW, sent).content.decode()
    assert f"已有一份月度通报（{month.label}）" in page
    assert f'href="{first.get_absolute_url()}"' in page
    assert Report.objects.count() == 1

    again = client.post(NEW, sent | {"again": "1"})
    assert again.status_code == 302
    assert Report.objects.count() == 2
    assert client.post(NEW, sent).url == again.url  # the same form once more


def test_what_was_given_up_stands_in_no_ones_way(client, office, force):
    month = Period.containing(timezone.localdate(), Grain.MONTH).previous
    made(force.brigade, period=str(month), state=ReportState.CANCELLED)

    assert client.post(NEW, answers(force)).status_code == 302


def test_the_choice_says_which_period_is_meant_and_a_kind_only_its_lengths(client, office):
    month = Period.containing(timezone.localdate(), Grain.MONTH).previous.label
    part = client.get(f"{NEW}?kind=bulletin&period=", headers={"HX-Request": "true"})
    page = text_of(client.get(NEW).content.decode())

    assert f"刚结束的一期：{month}" in part.content.decode()
    assert "月度通报（按月）" in page
    assert f"月度通报（{month}）" not in page


def test_a_period_of_the_wrong_length_is_said_at_the_field(client, office, force):
    year = str(timezone.localdate().year)
    page = client.post(NEW, answers(force, period=year)).content.decode()

    assert "月度通报按月编制" in page
    assert f'value="{year}" selected' in page  # what was sent is still to be seen
    assert not Report.objects.exists()


@pytest.mark.parametrize(
    ("kind", "offered", "not_offered"),
    [("bulletin", "月", "季度"), ("settlement", "季度", "月"), ("yearly", "年", "季度")],
)
def test_only_periods_that_fit_the_kind_are_offered(client, office, kind, offered, not_offered):
    part = client.get(f"{NEW}?kind={kind}&period=", headers={"HX-Request": "true"})
    said = part.content.decode()

    assert f'<optgroup label="{offered}">' in said
    assert f'<optgroup label="{not_offered}">' not in said
    assert "<html" not in said


def test_another_kind_keeps_a_period_that_fits_it(client, office):
    quarter = str(Period.containing(timezone.localdate(), Grain.QUARTER))
    fetch = {"headers": {"HX-Request": "true"}}
    kept = client.get(f"{NEW}?kind=settlement&period={quarter}", **fetch).content.decode()
    left = client.get(f"{NEW}?kind=bulletin&period={quarter}", **fetch).content.decode()

    assert f'value="{quarter}" selected' in kept
    assert quarter not in left


def test_a_unit_out_of_reach_cannot_be_chosen(client, force):
    client.force_login(force.user(Role.BRIGADE_OFFICER))
    answer = client.post(NEW, answers(force, unit=force.other_brigade.pk))

    assert answer.status_code == 404
    assert not Report.objects.exists()
