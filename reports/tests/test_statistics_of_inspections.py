"""Inspections of records in figures and in the bulletin's words, against a count by hand."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime
from uuid import uuid4

import pytest

from branches.choices import Role
from branches.periods import Period
from meetings.choices import Criterion, Grade
from meetings.models import InspectedRecord, Inspection, InspectionFinding
from meetings.services.inspecting import Found, Sheet, mark_record, start_inspection
from meetings.services.inspection_notices import answer_finding, correct_notice, publish_notice
from reports.choices import ReportKind
from reports.documents import figures
from reports.documents import sentences as said
from reports.documents.kinds import KINDS
from reports.statistics import CATALOGUE
from reports.tests.figures import AFTER, ask, numbers
from tests.factories import MeetingFactory, UserFactory, at, user_with

pytestmark = pytest.mark.django_db
NO_PHOTO = Found(Criterion.EVIDENCE, "没有照片。")
SHORT = Found(Criterion.SUBSTANCE, "内容太简略。")
DULL = Found(Criterion.SUBSTANCE, "没有讨论。")
DRAWN = at(date(2025, 9, 3), 9)
OUT = at(date(2025, 9, 20), 10)
MARKS = (
    (Grade.GOOD, (), "执勤的同志次日补学。"),
    (Grade.FAIR, (NO_PHOTO,), ""),
    (Grade.FAIR, (NO_PHOTO, SHORT, DULL), ""),
    (Grade.POOR, (SHORT,), ""),
)


def inspection(
    force, *, marks=MARKS, day=date(2025, 8, 5), out: datetime | None = OUT
) -> Inspection:
    """Records of one month, marked as given; out on a day, or still going on."""
    for number in range(len(marks)):
        branch = force.there if number == len(marks) - 1 else force.here
        MeetingFactory(branch=branch, held_on=day, title=f"第{number}次")
    by = user_with(Role.POLITICAL_OFFICE, unit=force.detachment)
    made = start_inspection(
        unit=force.detachment, name="调阅", period=Period.parse(f"{day:%Y-%m}"), kinds=[],
        per_branch=10, token=uuid4(), by=by, now=DRAWN,
    )  # fmt: skip
    for row, (grade, found, practice) in zip(made.records.in_order(), marks, strict=True):
        sheet = Sheet(grade, {}, practice=practice, findings=found)
        mark_record(record=row, version=1, sheet=sheet, by=by, now=DRAWN)
    return publish_notice(inspection=made, by=by, now=out) if out else made


def answer_one(inspection, moment=AFTER):
    finding = InspectionFinding.objects.filter(record__inspection=inspection).earliest("pk")
    return answer_finding(
        finding=finding, answer="已补拍。", mended_on=moment.date(), by=UserFactory(), now=moment
    )


def test_grades_findings_and_practice_are_those_counted_by_hand(force):
    answered = answer_one(inspection(force), at(date(2025, 9, 25), 9))
    question = ask(force.detachment)

    grades = Counter(InspectedRecord.objects.values_list("grade", flat=True))
    found = Counter(InspectionFinding.objects.values_list("criterion", flat=True))
    assert numbers("inspections-by-grade", question) == dict(grades)
    assert dict(grades) == {"good": 1, "fair": 2, "poor": 1}
    assert numbers("findings-by-criterion", question) == dict(found)
    assert dict(found) == {"evidence": 2, "substance": 3}
    assert numbers("findings-by-criterion", question, 1) == {answered.criterion: 1}
    assert sum(numbers("findings-by-criterion", question, 2).values()) == 4
    (line,) = CATALOGUE["good-practice"].table(question).lines
    assert line.label == f"{force.here.name}：执勤的同志次日补学。"


def test_only_branches_of_the_place_count(force):
    inspection(force)

    assert numbers("inspections-by-grade", ask(force.other_brigade)) == {"poor": 1}
    assert numbers("inspections-by-grade", ask(force.brigade)) == {"good": 1, "fair": 2}
    assert numbers("findings-by-criterion", ask(force.other_brigade)) == {"substance": 1}
    assert not numbers("good-practice", ask(force.other_brigade))


def counted(force, period="2025-09", **options):
    return sum(numbers("inspections-by-grade", ask(force.detachment, period, **options)).values())


def test_the_day_of_the_notice_decides_and_what_is_not_out_counts_nowhere(force):
    inspection(force)
    inspection(force, day=date(2025, 7, 8), out=None)

    assert counted(force) == 4
    assert counted(force, "2025-08") == 0
    assert counted(force, as_of=at(date(2025, 9, 20), 9)) == 0
    assert counted(force, as_of=at(date(2025, 9, 20), 10)) == 4


@pytest.mark.parametrize(
    ("out", "period"),
    [(at(date(2025, 9, 1), 0), "2025-09"), (at(date(2025, 9, 30), 23), "2025-09")],
    ids=["first hour", "last hour"],
)
def test_the_period_is_that_of_the_local_day(force, out, period):
    """Midnight here is the day before in UTC."""
    inspection(force, out=out)

    assert counted(force, period) == 4
    assert counted(force, "2025-08") == counted(force, "2025-10") == 0


def test_a_notice_taken_back_counts_no_more(force):
    out = inspection(force)
    correct_notice(inspection=out, text="重来", withdraws=True, by=UserFactory(), now=AFTER)

    assert counted(force) == 0


def test_an_answer_after_the_moment_is_still_awaited(force):
    answer_one(inspection(force), at(date(2025, 10, 6), 9))

    def answered(as_of):
        question = ask(force.detachment, as_of=as_of)
        return sum(numbers("findings-by-criterion", question, 1).values())

    assert answered(at(date(2025, 10, 5), 9)) == 0
    assert answered(AFTER) == 1


@pytest.mark.parametrize("code", ["inspections-by-grade", "findings-by-criterion", "good-practice"])
def test_the_list_behind_has_a_row_for_each_that_is_counted(force, code):
    inspection(force)
    question, statistic = ask(force.detachment), CATALOGUE[code]

    assert statistic.source.rows(question).count() == statistic.table(question).totals[0]


def bulletin(force):
    question = ask(force.detachment, "2025-09")
    kept = figures.count(
        question, ReportKind.BULLETIN, KINDS[ReportKind.BULLETIN].codes, lambda step: None
    )
    read = figures.read(kept)
    told = [*said.inspected(read), *said.praised(read)]
    return "".join("".join(str(part) for part in phrase) for phrase in told)


def test_the_bulletin_says_it_in_words(force):
    answer_one(inspection(force), at(date(2025, 9, 25), 9))

    assert bulletin(force) == (
        "本月通报调阅记录 4 份，其中好 1 份、较好 2 份、差 1 份。"
        "发现问题 5 处，其中记录内容 3 处、签到和照片 2 处；已答复 20.0%（1/5）。"
        f"调阅中值得推广的：{force.here.name}：执勤的同志次日补学。"
    )


def test_the_bulletin_says_when_nothing_was_found(force):
    inspection(force, marks=((Grade.GOOD, (), ""),))

    assert bulletin(force) == "本月通报调阅记录 1 份，其中好 1 份。没有发现需要整改的问题。"


def test_the_bulletin_says_when_there_was_none(force):
    inspection(force, out=None)

    assert bulletin(force) == "本月没有发布记录调阅的通报。"
