"""Carrying a plan out: what stands in the database afterwards, and that nothing does otherwise."""

from datetime import date, timedelta

import pytest
from auditlog.models import LogEntry
from django.db import connection
from django.test.utils import CaptureQueriesContext

from branches.choices import BranchKind, Role, UnitKind
from branches.models import Branch, Group, Unit
from members.choices import MembershipKind, Sex
from members.identity import beside
from members.models import Member, Membership
from members.reach import Reach
from members.services import rosters
from members.tests.books import TODAY, book, id_number
from tests.factories import (
    AppointmentFactory,
    BranchFactory,
    MemberFactory,
    UnitFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db
HEADERS = [
    "姓名", "身份证号", "手机号", "工号", "人员类别", "所在单位", "所在党支部", "党小组",
    "政治面貌", "入党日期", "转正日期", "参加工作日期",
]  # fmt: skip
ID = id_number()


@pytest.fixture
def station():
    return UnitFactory(name="滨江站", parent=UnitFactory(kind=UnitKind.DETACHMENT, code="JC"))


@pytest.fixture
def branch(station):
    return BranchFactory(name="滨江站党支部", unit=station)


def row(**stated):
    usual = [
        "赵一鸣", ID, "13800138000", "F1", "消防员", "滨江站", "滨江站党支部", "", "党员",
        "2015.07", "2016-07-01", "2008.09",
    ]  # fmt: skip
    return list((dict(zip(HEADERS, usual, strict=True)) | stated).values())


def another(n, **stated):
    """The ``n``th person besides 赵一鸣."""
    own = {
        "姓名": "钱二三",
        "身份证号": id_number(sequence=801 + 2 * n),
        "工号": f"F1{n}",
        "手机号": "",
    }
    return row(**(own | stated))


def bring_in(unit, *rows, since=TODAY, user=None, all_or_nothing=False, **options):
    reach = Reach(unit)
    plan = rosters.plan_roster(data=book([HEADERS, *rows]), reach=reach, today=TODAY, **options)
    return rosters.carry_out(
        plan=plan, reach=reach, since=since, user=user, source="名册.xlsx",
        all_or_nothing=all_or_nothing,
    )  # fmt: skip


def test_a_new_person_is_written_with_all_that_the_row_says(station, branch):
    written = bring_in(station, row())

    person = Member.objects.get()
    assert (written.new, written.changed) == (1, 0)
    assert (person.name, person.name_pinyin, person.sex) == ("赵一鸣", "zhao yi ming", Sex.MALE)
    assert (person.id_number, person.phone) == (ID, "13800138000")
    assert (person.id_tail, person.phone_tail) == (ID[-4:], "8000")
    assert person.unit == station
    assert (person.birth_date, person.joined_on) == ("1990-03-07", "2015-07")
    assert (person.confirmed_on, person.work_since) == ("2016-07-01", "2008-09")
    person.full_clean()
    membership = person.memberships.get()
    assert (membership.branch, membership.since, membership.until) == (branch, TODAY, None)
    assert membership.kind == MembershipKind.FULL


def test_numbers_lie_encrypted_and_never_twice_alike(station, branch):
    bring_in(station, row(), another(1, 手机号="13800138000"))

    stored = list(Member.objects.extra(select={"raw": "phone"}).values_list("raw", flat=True))
    assert len(set(stored)) == 2
    assert not any("13800138000" in each for each in stored)


def test_a_second_import_changes_nothing_and_doubles_nothing(station, branch):
    bring_in(station, row())
    before = list(Member.objects.values()), list(Membership.objects.values())

    written = bring_in(station, row())

    assert (written.new, written.changed) == (0, 0)
    assert (list(Member.objects.values()), list(Membership.objects.values())) == before


def test_only_the_cells_that_differ_are_written(station, branch):
    bring_in(station, row(), another(1))

    bring_in(
        station,
        row(手机号="13900139000"),
        another(1, 人员类别="干部"),
    )

    first, second = Member.objects.order_by("pk")
    assert (first.phone, first.phone_tail, first.category) == ("13900139000", "9000", "firefighter")
    assert (second.phone, second.category) == ("", "cadre_command")
    assert (first.id_number, first.version, second.version) == (ID, 2, 2)


def test_refused_rows_are_left_out_or_stop_everything(station, branch):
    rows = [row(), row(身份证号="123", 工号="F2")]

    with pytest.raises(rosters.RosterRefused, match="有 1 行不能导入"):
        bring_in(station, *rows, all_or_nothing=True)
    assert not Member.objects.exists()

    assert bring_in(station, *rows).new == 1


def test_a_move_closes_the_old_membership_the_day_before(station, branch):
    old = BranchFactory(name="老支部", unit=station)
    bring_in(station, row(所在党支部="老支部"), since=TODAY - timedelta(days=90))

    bring_in(station, row())

    closed, opened = Membership.objects.order_by("since")
    assert (closed.branch, closed.until) == (old, TODAY - timedelta(days=1))
    assert (opened.branch, opened.since, opened.until) == (branch, TODAY, None)


def test_what_began_on_the_same_day_is_set_right_in_its_place(station, branch):
    BranchFactory(name="老支部", unit=station)
    bring_in(station, row(所在党支部="老支部", 党小组="一组"))

    bring_in(station, row())

    membership = Membership.objects.get()
    assert (membership.branch, membership.group, membership.since) == (branch, None, TODAY)


def test_the_members_post_goes_with_the_membership(station, branch):
    old = BranchFactory(name="老支部", unit=station)
    user = UserFactory(staff_number="F1")
    secretary = AppointmentFactory(user=user, role=Role.SECRETARY, branch=old)
    bring_in(station, row(所在党支部="老支部"), since=TODAY - timedelta(days=90))

    bring_in(station, row())

    assert Member.objects.get().user == user
    posts = user.appointments.filter(role=Role.MEMBER).order_by("since")
    assert [(post.branch, post.until) for post in posts] == [
        (old, TODAY - timedelta(days=1)), (branch, None),
    ]  # fmt: skip
    secretary.refresh_from_db()
    assert secretary.until is None


def test_who_is_not_in_the_party_gets_no_members_post(station, branch):
    user = UserFactory(staff_number="F1")

    bring_in(station, row(政治面貌="积极分子", 入党日期="", 转正日期=""))

    assert Membership.objects.get().kind == MembershipKind.ATTACHED
    assert not user.appointments.exists()


def test_who_joins_the_party_belongs_in_full_from_now(station, branch):
    bring_in(station, row(政治面貌="发展对象", 入党日期="", 转正日期=""), since=date(2026, 1, 1))

    bring_in(station, row(政治面貌="预备党员", 入党日期="2026.11", 转正日期=""))

    taking_part, belonging = Membership.objects.order_by("since")
    assert (taking_part.kind, taking_part.until) == ("attached", TODAY - timedelta(days=1))
    assert (belonging.kind, belonging.until) == ("full", None)


def test_who_comes_back_is_in_the_force_again(station, branch):
    values = {"name": "赵一鸣", "id_number": ID}
    MemberFactory(unit=station, left_on=date(2025, 1, 1), **values, **beside(values))

    bring_in(station, row())

    assert Member.objects.get().left_on is None


def test_missing_places_are_founded_on_request(station):
    joint = {"所在党支部": "东片区联合党支部"}
    rows = [
        row(所在单位="新城站", 党小组="新城组", **joint),
        another(1, 所在单位="新城站", 党小组="新城组", **joint),
        another(2, **joint),
    ]

    assert bring_in(station, *rows).new == 0
    assert not Branch.objects.exists()

    bring_in(station, *rows, create_missing=True)

    unit = Unit.objects.get(name="新城站")
    branch = Branch.objects.get()
    assert unit.is_child_of(station)
    assert (branch.kind, branch.unit, branch.founded_on) == (BranchKind.JOINT, station, TODAY)
    assert {coverage.unit for coverage in branch.coverages.all()} == {unit, station}
    assert Group.objects.get().memberships.count() == 2
    assert branch.memberships.count() == 3


def test_places_that_only_refused_rows_name_are_not_founded(station, branch):
    bring_in(station, row(所在单位="新城站", 身份证号="123"), row(), create_missing=True)

    assert not Unit.objects.filter(name="新城站").exists()


def test_every_written_row_stands_in_the_trail_without_numbers(station, branch):
    user = UserFactory()
    bring_in(station, row(), user=user)
    bring_in(station, row(手机号="13900139000", 人员类别="干部"), user=user)

    created, changed = LogEntry.objects.get_for_model(Member).order_by("pk")
    assert (created.action, changed.action) == (LogEntry.Action.CREATE, LogEntry.Action.UPDATE)
    assert {created.actor, changed.actor} == {user}
    assert changed.object_pk == str(Member.objects.get().pk)
    assert changed.changes == {
        "category": ["消防员", "管理指挥干部"], "phone": ["原号码", "尾号 9000"],
    }  # fmt: skip
    assert changed.additional_data == {"reason": "导入名册：名册.xlsx"}


def test_a_plan_is_not_carried_out_over_somebody_elses_change(station, branch):
    bring_in(station, row())
    reach = Reach(station)
    data = book([HEADERS, row(人员类别="干部")])
    plan = rosters.plan_roster(data=data, reach=reach, today=TODAY)
    Member.objects.update(version=7, post="站长")

    with pytest.raises(rosters.RosterRefused, match="重新核对"):
        rosters.carry_out(
            plan=plan, reach=reach, since=TODAY, user=None, source="x", all_or_nothing=False
        )

    assert Member.objects.get().category == "firefighter"


def test_a_person_entered_meanwhile_stops_the_import_whole(station, branch):
    reach = Reach(station)
    rows = [row(), another(1)]
    plan = rosters.plan_roster(data=book([HEADERS, *rows]), reach=reach, today=TODAY)
    MemberFactory(staff_number="F11")

    with pytest.raises(rosters.RosterRefused, match="重新核对"):
        rosters.carry_out(
            plan=plan, reach=reach, since=TODAY, user=None, source="x", all_or_nothing=False
        )

    assert not Member.objects.filter(name="赵一鸣").exists()
    assert not Membership.objects.exists()


def test_statements_do_not_grow_with_the_roster(station, branch):
    def statements(*people):
        plan = rosters.plan_roster(data=book([HEADERS, *people]), reach=Reach(station), today=TODAY)
        with CaptureQueriesContext(connection) as captured:
            rosters.carry_out(
                plan=plan, reach=Reach(station), since=TODAY, user=None, source="x",
                all_or_nothing=False,
            )  # fmt: skip
        return len(captured)

    bring_in(station, row(), another(50), another(51))

    few = statements(another(1), row(人员类别="干部"))
    many = statements(*(another(n, 人员类别="干部") for n in range(1, 52)))

    assert (few, many) == (19, 19)
    assert Member.objects.filter(category="cadre_command").count() == 52
