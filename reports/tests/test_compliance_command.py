"""``manage.py compliance``."""

import json
from datetime import date

import pytest
from django.core.management import CommandError, call_command

from branches.models import Branch
from branches.periods import Period
from meetings.choices import MeetingKind, MeetingState
from reports.compliance import compliance_of
from reports.tests.records import held
from tests.factories import BranchFactory, UnitFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def branch():
    return BranchFactory(unit=UnitFactory(parent=UnitFactory(code="TOP")))


def said(capsys, *arguments):
    call_command("compliance", *arguments)
    return capsys.readouterr().out


def test_json_says_what_the_board_says(branch, capsys):
    held(branch, MeetingKind.THEME_DAY, date(2025, 9, 3))
    held(branch, MeetingKind.GENERAL, date(2025, 9, 3), state=MeetingState.CANCELLED)
    BranchFactory()  # of another unit

    data = json.loads(said(capsys, "--unit", "TOP", "--month", "2025-09", "--json"))

    summary = compliance_of(
        Branch.objects.filter(pk=branch.pk),
        period=Period.parse("2025-09"),
        today=date.fromisoformat(data["as_of"]),
    ).summary
    (line,) = data["branches"]
    due = [cell for cell in line["cells"] if cell["falls_due"]]
    assert line["code"] == branch.code
    assert data["owed"] == summary.owed == sum(cell["owed"] for cell in due)
    assert data["entered"] == summary.entered == 1
    assert data["overdue"] == summary.overdue == sum(cell["late"] for cell in due)
    assert data["explained"] == 1
    assert (data["unit"], data["period"]) == ("TOP", "2025-09")


def test_without_json_it_says_a_sentence_and_names_the_late(branch, capsys):
    text = said(capsys, "--unit", "TOP", "--month", "2025-09")

    assert text.startswith("2025年9月应开 3 次，已录入 0 次，逾期 3 次，涉及 1 个支部。")
    assert f"{branch.name}　主题党日　2025年9月没有任何记录" in text


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (["--unit", "TOP", "--month", "九月"], "不是时间段"),
        (["--unit", "NONE", "--month", "2025-09"], "没有代码为“NONE”的单位"),
    ],
)
def test_refuses_in_a_sentence(branch, arguments, reason):
    with pytest.raises(CommandError, match=reason) as refusal:
        call_command("compliance", *arguments)

    assert refusal.value.returncode == 1
