"""Units, Party organisations, groups and posts: seen within reach, arranged by the office."""

from __future__ import annotations

from django.utils import timezone

from branches.choices import Role
from branches.models import Coverage
from tests.access.row import Row
from tests.access.world import BRANCH, COMMITTEE, EVERYONE, UNIT, World
from tests.factories import AppointmentFactory, GroupFactory, UnitFactory, UserFactory

OFFICE = "office"
THEME_DAY = {"theme_day_rule": "fixed_day", "theme_day_date": 15}


def today() -> str:
    return timezone.localdate().isoformat()


def here(world: World) -> dict:
    return {"code": world.here.code}


def station(world: World) -> dict:
    return {"code": world.station.code}


def brigade(world: World) -> dict:
    return {"code": world.brigade.code}


def empty_unit(world: World) -> dict:
    return {"code": UnitFactory(parent=world.brigade).code}


def closed_unit(world: World) -> dict:
    unit = UnitFactory(parent=world.brigade, closed_on=timezone.localdate())
    return {"code": unit.code}


def group(world: World) -> dict:
    return {"pk": GroupFactory(branch=world.here).pk}


def another_covered(world: World) -> dict:
    unit = UnitFactory(parent=world.brigade)
    row = Coverage.objects.create(branch=world.here, unit=unit, since=world.here.founded_on)
    return {"pk": row.pk}


def committee_post(world: World) -> dict:
    return {"pk": AppointmentFactory(role=Role.COMMITTEE_MEMBER, branch=world.here).pk}


def member_of_here(world: World) -> dict:
    user = UserFactory(staff_number="M900001")
    AppointmentFactory(user=user, role=Role.MEMBER, branch=world.here)
    return {"person": "M900001", "role": "committee_member", "since": today()}


def officer(world: World) -> dict:
    return member_of_here(world) | {"role": "brigade_officer"}


def auditor(world: World) -> dict:
    UserFactory(staff_number="M900002")
    return {"staff_number": "M900002", "role": "auditor", "since": today()}


def ends(name: str):
    return lambda world: {name: today(), "reason": "批复〔2026〕1号"}


ROWS = [
    Row("branches:tree", reads=EVERYONE),
    Row("branches:unit", reads=f"{BRANCH} {UNIT}", args=station),
    Row("branches:children", reads=UNIT, args=brigade),
    Row(
        "branches:found_unit",
        reads=OFFICE,
        writes=OFFICE,
        args=brigade,
        data=lambda world: {"code": "NEW-1", "name": "新站", "kind": "station"},
    ),
    Row(
        "branches:rename_unit",
        reads=OFFICE,
        writes=OFFICE,
        args=station,
        data=lambda world: {"name": "新名", "kind": "station"},
    ),
    Row(
        "branches:move_unit",
        reads=OFFICE,
        writes=OFFICE,
        args=station,
        data=lambda world: {"to": world.other_brigade.pk},
    ),
    Row("branches:close_unit", reads=OFFICE, writes=OFFICE, args=empty_unit, data=ends("day")),
    Row("branches:reopen_unit", reads=OFFICE, writes=OFFICE, args=closed_unit, data=ends("day")),
    Row("branches:unit_posts", reads=f"{BRANCH} {UNIT}", writes=OFFICE, args=station, data=officer),
    Row(
        "branches:found_branch",
        reads=OFFICE,
        writes=OFFICE,
        args=empty_unit,
        data=lambda world: (
            {
                "code": "NEW-B",
                "name": "新党支部",
                "kind": "branch",
                "founded_on": today(),
            }
            | THEME_DAY
        ),
    ),
    Row("branches:theme_days", reads=EVERYONE),
    Row(
        "branches:change_branch",
        reads=OFFICE,
        writes=OFFICE,
        args=here,
        data=lambda world: {"name": "新名党支部"} | THEME_DAY,
    ),
    Row("branches:dissolve_branch", reads=OFFICE, writes=OFFICE, args=here, data=ends("day")),
    Row(
        "branches:coverage",
        reads=f"{BRANCH} {UNIT}",
        writes=OFFICE,
        args=here,
        data=lambda world: {"unit": UnitFactory(parent=world.brigade).pk, "since": today()},
    ),
    Row("branches:uncover", writes=OFFICE, args=another_covered, data=ends("until")),
    Row(
        "branches:groups",
        reads=f"{BRANCH} {UNIT}",
        writes=COMMITTEE,
        args=here,
        data=lambda world: {"name": "第一党小组", "founded_on": today()},
    ),
    Row(
        "branches:rename_group",
        reads=COMMITTEE,
        writes=COMMITTEE,
        args=group,
        data=lambda world: {"name": "城南片区党小组"},
    ),
    Row("branches:dissolve_group", writes=COMMITTEE, args=group, data=ends("day")),
    Row(
        "branches:posts",
        reads=f"{BRANCH} {UNIT}",
        writes=OFFICE,
        args=here,
        data=member_of_here,
    ),
    Row("branches:people", reads=EVERYONE),
    Row("branches:relieve", writes=OFFICE, args=committee_post, data=ends("from_day")),
    Row(
        "branches:system_posts",
        reads="administrator",
        writes="administrator",
        data=auditor,
        refuses=403,
    ),
]
