"""The unit tree: found, rename, move, close; and what each does to who sees what."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils import timezone

from accounts.models import AuditEntry
from accounts.telling import tell
from branches import scope
from branches.choices import Role, UnitKind
from branches.models import Branch, Coverage, Unit
from branches.services import units
from members.models import Member
from tests.factories import (
    BranchFactory,
    MemberFactory,
    UnitFactory,
    UserFactory,
    member_of,
    user_with,
)

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()


def found(**spoilt):
    asked = {"parent": None, "code": "YC-99", "name": "城南站", "kind": UnitKind.STATION} | spoilt
    return units.found_unit(**asked)


def test_units_are_founded_one_below_the_other():
    detachment = found(code="YC", name="云川支队", kind=UnitKind.DETACHMENT)
    station = found(parent=detachment)
    another = found(parent=detachment, code="YC-98")

    assert station.path.startswith(detachment.path)
    assert [unit.code for unit in Unit.objects.under(detachment)] == ["YC", "YC-99", "YC-98"]
    assert another.depth == 2


@pytest.mark.parametrize(
    ("spoilt", "reason"),
    [
        ({"code": "TAKEN"}, "代码"),
        ({"name": " "}, "名称"),
        ({"kind": "squad"}, "类型"),
    ],
)
def test_founding_refuses_what_breaks_a_rule(spoilt, reason):
    UnitFactory(code="TAKEN")

    with pytest.raises(units.UnitRefused, match=reason):
        found(**spoilt)

    assert Unit.objects.count() == 1


def test_nothing_is_founded_below_a_closed_unit():
    closed = UnitFactory(closed_on=TODAY)
    with pytest.raises(units.UnitRefused, match="已撤销"):
        found(parent=closed)


@pytest.fixture
def force():
    """Two brigades with a branch each; the station of the first has an own lower unit."""
    detachment = UnitFactory(kind=UnitKind.DETACHMENT)
    here = UnitFactory(kind=UnitKind.BRIGADE, parent=detachment)
    there = UnitFactory(kind=UnitKind.BRIGADE, parent=detachment)
    station = UnitFactory(parent=here)
    squad = UnitFactory(parent=station)
    UnitFactory(parent=there)
    return detachment, here, there, station, squad


def test_a_move_takes_all_below_along_and_every_scope_follows(force):
    detachment, here, there, station, squad = force
    deep = BranchFactory(unit=squad)
    stays = BranchFactory(unit=here)
    person = member_of(deep)
    former = user_with(Role.BRIGADE_OFFICER, unit=here)
    new = user_with(Role.BRIGADE_OFFICER, unit=there)
    office = user_with(Role.POLITICAL_OFFICE, unit=detachment)
    secretary = user_with(Role.SECRETARY, branch=deep)

    units.move_unit(unit=station, to=there, by=office, reason="区划调整")

    for user in (former, new, office, secretary):
        user.refresh_from_db()
        scope.forget(user)
    assert set(Branch.objects.visible_to(former)) == {stays}
    assert set(Branch.objects.visible_to(new)) == {deep}
    assert set(Branch.objects.visible_to(office)) == {deep, stays}
    assert set(Branch.objects.manageable_by(secretary)) == {deep}
    assert set(Member.objects.visible_to(new)) == {person}
    assert not Member.objects.visible_to(former)
    squad.refresh_from_db()
    assert squad.path.startswith(Unit.objects.get(pk=there.pk).path)


def test_a_move_stands_in_the_trail(force):
    _detachment, here, there, station, _ = force
    by = UserFactory()

    units.move_unit(unit=station, to=there, by=by, reason="区划调整")

    line = tell(AuditEntry.objects.changes_to(station).newest_first()[:1])[0]
    assert (line.text, line.who) == (f"上级单位：{here} → {there}", str(by))
    assert line.reason == "区划调整"


@pytest.mark.parametrize(
    ("to", "reason"),
    [
        ("squad", "自己或下级"),
        ("station", "自己或下级"),
        ("here", "本来就在"),
        ("closed", "已撤销"),
    ],
)
def test_impossible_moves_are_refused(force, to, reason):
    detachment, here, _there, station, squad = force
    closed = UnitFactory(parent=detachment, closed_on=TODAY)
    places = {"squad": squad, "station": station, "here": here, "closed": closed}
    paths = set(Unit.objects.values_list("path", flat=True))

    with pytest.raises(units.UnitRefused, match=reason):
        units.move_unit(unit=station, to=places[to], by=UserFactory())

    assert set(Unit.objects.values_list("path", flat=True)) == paths


def test_closing_ends_coverage_and_keeps_the_unit():
    brigade = UnitFactory(kind=UnitKind.BRIGADE)
    station = UnitFactory(parent=brigade, founded_on=date(2020, 1, 1))
    joint = BranchFactory(unit=brigade)
    Coverage.objects.create(branch=joint, unit=station, since=date(2020, 1, 1))

    units.close_unit(unit=station, day=TODAY, reason="撤并")

    assert Coverage.objects.get(unit=station).until == TODAY
    tomorrow = TODAY + timedelta(days=1)
    assert station in Unit.objects.open_on(TODAY)
    assert station not in Unit.objects.open_on(tomorrow)


def with_lower(unit):
    UnitFactory(parent=unit)


def with_branch(unit):
    BranchFactory(unit=unit)


def with_person(unit):
    MemberFactory(unit=unit)


@pytest.mark.parametrize(
    ("leave", "reason"),
    [(with_lower, "1 个下级单位"), (with_branch, "还设在这里"), (with_person, "还有 1 人")],
)
def test_a_unit_that_still_holds_something_is_not_closed(leave, reason):
    unit = UnitFactory()
    leave(unit)

    with pytest.raises(units.UnitRefused, match=reason):
        units.close_unit(unit=unit, day=TODAY, reason="撤并")

    unit.refresh_from_db()
    assert unit.closed_on is None


def test_a_closing_is_taken_back():
    unit = UnitFactory(closed_on=TODAY)

    units.reopen_unit(unit=unit, reason="误操作")

    unit.refresh_from_db()
    assert unit.closed_on is None


def test_a_unit_is_not_closed_before_it_was_founded():
    unit = UnitFactory(founded_on=TODAY)
    with pytest.raises(units.UnitRefused, match="早于"):
        units.close_unit(unit=unit, day=TODAY - timedelta(days=1), reason="撤并")
