"""The demonstration is believable, has things to find, and is the same for the same seed."""

from __future__ import annotations

from datetime import date, datetime
from io import StringIO
from random import Random

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db.models import DateTimeField, F, Max, Q
from django.utils import timezone

from accounts.models import User
from branches.choices import BranchKind, Role
from branches.models import Appointment, Branch, Unit
from branches.periods import Grain, Period
from branches.services.holidays import load_holidays
from demo.build import build
from demo.people import Population
from duties.models import DirectiveStep, Duty, DutyEvent
from meetings.choices import MeetingKind, MeetingState, Presence
from meetings.models import Attendance, Credit, InspectionFinding, Lecture, Meeting, Speech
from members.choices import Stage
from members.models import Member, Membership
from reports.statistics.duties import OVERDUE, of_place, outcome
from reports.statistics.question import Place, Question
from tests.factories import UnitFactory, at

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 22)


DAYS_PAST = (
    (Duty, "done_on"),
    (Duty, "verified_on"),
    (DirectiveStep, "reported_on"),
    (InspectionFinding, "mended_on"),
    (Meeting, "held_on"),
)
TO_COME: set[str] = set()
NIGHT = at(TODAY, 1)


@pytest.fixture(autouse=True)
def early(monkeypatch):
    """It is one o'clock in the night: most of the day is still to come."""

    class Clock(datetime):
        @classmethod
        def now(cls, tz=None):
            return NIGHT.astimezone(tz)

    monkeypatch.setattr(timezone, "datetime", Clock)  # also for fields whose default is the hour


def make(seed: int = 119, scale: str = "detachment", months: int = 2) -> None:
    load_holidays()
    build(scale=scale, months=months, seed=seed, today=TODAY, progress=lambda line: None)


def test_a_city_detachment_has_its_size_and_things_to_find():
    make()

    assert 2100 <= Member.objects.count() <= 2400
    assert 520 <= Member.objects.party_members().count() <= 680
    joint = Branch.objects.filter(kind=BranchKind.JOINT, code="YC-D01-LH").get()
    assert joint.coverages.exclude(unit=joint.unit).count() == 10
    assert Member.objects.without_branch().count() >= 5
    assert Attendance.objects.filter(presence=Presence.ABSENT).exists()
    assert Membership.objects.exclude(until=None).exists()
    office = User.objects.get(staff_number="office")
    assert 2 <= Duty.objects.awaiting_verification_by(office).count() <= 12


def test_what_happened_to_a_duty_happened_in_order_and_before_now(monkeypatch):
    made_before = at(TODAY, 7)
    monkeypatch.setattr(timezone, "now", lambda: made_before)
    make()

    assert not DutyEvent.objects.filter(at__gt=made_before).exists()
    assert not Duty.objects.filter(given_at__gt=made_before).exists()
    assert not DutyEvent.objects.filter(at__lt=F("duty__given_at")).exists()
    assert not Duty.objects.filter(done_on__isnull=False).exclude(events__action="done").exists()


def test_what_is_said_of_a_record_is_to_be_seen_in_it():
    make()

    away = Attendance.objects.exclude(presence=Presence.PRESENT).filter(made_up_on=None)
    found = InspectionFinding.objects.filter(text="未到会的没有登记补学。")
    assert InspectionFinding.objects.exists()
    assert not found.exclude(record__meeting__in=away.values("meeting")).exists()
    decided = InspectionFinding.objects.filter(text__startswith="决定")
    assert not decided.filter(record__meeting__agenda__decisions=None).exists()
    pointed = DirectiveStep.objects.exclude(meeting_key="").exclude(reported_on=None)
    days = dict(Meeting.objects.values_list("pk", "held_on"))
    assert pointed.exists()
    for step in pointed:
        assert days[int(step.meeting_key.removeprefix("meeting:"))] <= step.reported_on


def test_named_accounts_hold_their_posts():
    make(scale="detachment", months=1)

    held = set(
        Appointment.objects.filter(
            user__staff_number__in=["office", "brigade", "secretary", "admin", "auditor"]
        ).values_list("user__staff_number", "role")
    )
    assert {
        ("office", Role.POLITICAL_OFFICE),
        ("brigade", Role.BRIGADE_OFFICER),
        ("secretary", Role.SECRETARY),
        ("admin", Role.ADMINISTRATOR),
        ("auditor", Role.AUDITOR),
    } <= held
    plain = Appointment.objects.filter(user__staff_number="member").values_list("role", flat=True)
    assert list(plain) == [Role.MEMBER]


def test_counts_of_a_meeting_are_those_of_its_attendance():
    make()

    for meeting in Meeting.objects.filter(Q(expected__gt=0)).order_by("pk")[:50]:
        rows = list(meeting.attendances.values_list("presence", "may_vote"))
        assert meeting.expected == len(rows)
        assert meeting.present == sum(p == Presence.PRESENT for p, _ in rows)
        assert meeting.expected_voters == sum(may_vote for _, may_vote in rows)
    assert not Attendance.objects.filter(may_vote=True).exclude(member__stage=Stage.FULL).exists()


def test_who_led_wrote_down_taught_and_spoke_was_there():
    make(scale="station")

    came = set(
        Attendance.objects.filter(presence=Presence.PRESENT).values_list("meeting", "member")
    )
    held = Meeting.objects.filter(present__gt=0)
    for role, named in (
        ("chair", held.values_list("pk", "chair")),
        ("recorder", held.values_list("pk", "recorder")),
        ("lecturer", Lecture.objects.exclude(lecturer=None).values_list("meeting", "lecturer")),
        ("speaker", Speech.objects.values_list("item__meeting", "speaker")),
    ):
        assert named, role
        assert set(named) <= came, role


def test_the_same_seed_gives_the_same_people():
    def names(seed):
        population = Population(Random(seed), TODAY)
        unit = UnitFactory.build()
        return [
            (p.name, p.id_number) for p in (population.person(unit, party=True) for _ in range(50))
        ]

    assert names(1) == names(1)
    assert names(1) != names(2)


def test_what_a_year_owes_is_held_in_the_year_in_which_the_records_begin():
    make(scale="station", months=12)

    december = Credit.objects.filter(meeting__held_on__range=("2025-12-01", "2025-12-31"))
    branches = Branch.objects.exclude(kind=BranchKind.COMMITTEE).count()
    for kind in (MeetingKind.ORG_LIFE, MeetingKind.APPRAISAL, MeetingKind.LECTURE):
        assert december.filter(kind=kind).values("branch").distinct().count() > 0.8 * branches
    waiting = Meeting.objects.filter(state=MeetingState.HANDED_IN, branch__code="YC-D01-LH")
    assert waiting.exists()  # for the brigade officer to look at, also late in a month
    titles = Meeting.objects.filter(title__contains="季度").values_list("title", flat=True)
    assert {title[:4] for title in titles} == {"第一季度", "第二季度", "第三季度", "第四季度"}


def test_nothing_is_later_than_the_moment_at_which_it_is_made():
    make(scale="station", months=12)

    seen = set()
    for model in apps.get_models():
        for field in model._meta.get_fields():
            name = f"{model.__name__}.{field.name}"
            if isinstance(field, DateTimeField) and name not in TO_COME:
                last = model.objects.aggregate(last=Max(field.name))["last"]
                assert last is None or last <= NIGHT, name
                seen |= {name} if last else set()
    assert {
        "DutyEvent.at", "Inspection.started_at", "InspectedRecord.marked_at", "Meeting.recorded_at",
        "Review.at", "SettlementStep.at", "Survey.created_at",
    } <= seen  # fmt: skip
    for model, name in DAYS_PAST:
        assert model.objects.aggregate(last=Max(name))["last"] <= TODAY, name


def test_the_statistic_of_duties_and_their_list_count_the_same_as_overdue():
    make(scale="station", months=12)
    unit = Unit.objects.get(depth=1)
    year = Question(Place(unit), Period.containing(TODAY, Grain.YEAR), NIGHT)

    late = Duty.objects.overdue(TODAY).filter(due_on__year=TODAY.year)
    told = of_place(year).annotate(outcome=outcome(year)).filter(outcome=OVERDUE)

    assert late
    assert set(told.values_list("pk", flat=True)) == set(late.values_list("pk", flat=True))


def test_id_numbers_are_valid_in_form_and_nobodys():
    population = Population(Random(1), TODAY)
    unit = UnitFactory.build()
    numbers = [population.person(unit, party=False).id_number for _ in range(500)]

    assert len(set(numbers)) == 500
    assert all(number.startswith("9900") and len(number) == 18 for number in numbers)


def test_demo_refuses_a_database_in_use():
    User.objects.create_user("someone", name="某")

    with pytest.raises(CommandError, match="空库"):
        call_command("demo", stdout=StringIO())
    call_command("demo", "--if-empty", stdout=StringIO())

    assert User.objects.count() == 1
