"""Posts: given and ended by dates, and with them the rights."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from branches import scope
from branches.choices import Role
from branches.models import Appointment, Branch
from branches.services import appointments
from tests.factories import (
    AppointmentFactory,
    BranchFactory,
    UnitFactory,
    UserFactory,
    user_with,
)

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
YESTERDAY, TOMORROW = TODAY - timedelta(days=1), TODAY + timedelta(days=1)
BACKEND = "django.contrib.auth.backends.ModelBackend"


def appoint(**spoilt):
    asked = {"role": Role.SECRETARY, "since": TODAY} | spoilt
    asked.setdefault("user", UserFactory())
    asked.setdefault("by", UserFactory())
    if "branch" not in asked and "unit" not in asked:
        asked["branch"] = BranchFactory()
    return appointments.appoint(**asked)


def test_rights_begin_with_the_post():
    now, later = appoint(), appoint(since=TOMORROW)

    assert Branch.objects.manageable_by(now.user).get() == now.branch
    assert not Branch.objects.manageable_by(later.user)


@pytest.mark.parametrize(
    ("spoilt", "reason"),
    [
        ({"role": Role.BRIGADE_OFFICER}, "支部角色须选党支部"),
        ({"unit": "unit", "branch": None}, "支部角色须选党支部"),
        ({"user": "inactive"}, "已停用"),
        ({"user": "by"}, "不能给自己任职"),
        ({"since": date(2019, 1, 1)}, "还没有成立"),
        ({"until": YESTERDAY}, "早于"),
    ],
)
def test_appointing_refuses_what_breaks_a_rule(spoilt, reason):
    by = UserFactory()
    known = {"unit": UnitFactory(), "inactive": UserFactory(is_active=False), "by": by}
    made = {name: known.get(value, value) if isinstance(value, str) and value in known else value
            for name, value in spoilt.items()}  # fmt: skip

    with pytest.raises(appointments.AppointmentRefused, match=reason):
        appoint(**{"by": by, "branch": BranchFactory()} | made)

    assert not Appointment.objects.exists()


def test_a_branch_has_one_secretary_at_a_time():
    branch = BranchFactory()
    first = appoint(branch=branch, since=date(2024, 1, 1), until=YESTERDAY)
    second = appoint(branch=branch, since=TODAY)

    with pytest.raises(appointments.AppointmentRefused, match=f"{second.user}自 .* 起担任"):
        appoint(branch=branch, since=TOMORROW)
    with pytest.raises(appointments.AppointmentRefused, match=f"{first.user}自"):
        appoint(branch=branch, since=date(2024, 6, 1), until=date(2024, 7, 1))


def test_committee_members_are_several_but_nobody_twice():
    branch, user = BranchFactory(), UserFactory()
    post = {"branch": branch, "role": Role.COMMITTEE_MEMBER}
    appoint(**post, user=user, post="组织委员")
    appoint(**post, post="组织委员")
    appoint(**post, user=user, post="宣传委员")

    with pytest.raises(appointments.AppointmentRefused, match="已担任"):
        appoint(**post, user=user, post="组织委员")


def test_rights_end_on_the_day_of_relief_and_the_term_is_kept():
    post = AppointmentFactory(role=Role.SECRETARY)

    appointments.relieve(appointment=post, from_day=TODAY, by=UserFactory())

    post.refresh_from_db()
    assert post.until == YESTERDAY
    scope.forget(post.user)
    assert not Branch.objects.visible_to(post.user)


def test_a_post_that_had_not_begun_is_taken_back():
    post = AppointmentFactory(since=TOMORROW)

    appointments.relieve(appointment=post, from_day=TOMORROW, by=UserFactory())

    assert not Appointment.objects.exists()


def test_what_has_ended_is_not_ended_again():
    post = AppointmentFactory(until=YESTERDAY)
    with pytest.raises(appointments.AppointmentRefused, match="已经结束"):
        appointments.relieve(appointment=post, from_day=TOMORROW, by=UserFactory())


def test_the_administrator_sets_up_an_office_but_never_oneself():
    unit, admin = UnitFactory(code="YC"), user_with(Role.ADMINISTRATOR)
    other = UserFactory(staff_number="200001")
    asked = {"role": Role.POLITICAL_OFFICE, "since": TODAY, "by": admin, "unit_code": "YC"}

    appointments.appoint_to_system(staff_number="200001", **asked)

    assert scope.held_by(other).office_paths == (unit.path,)
    with pytest.raises(appointments.AppointmentRefused, match="自己"):
        appointments.appoint_to_system(staff_number=admin.staff_number, **asked)


@pytest.mark.parametrize(
    ("spoilt", "reason"),
    [
        ({"staff_number": "0"}, "没有工号"),
        ({"unit_code": "XX"}, "没有代码"),
        ({"role": Role.SECRETARY}, "政治处任命"),
    ],
)
def test_system_appointments_refuse_what_breaks_a_rule(spoilt, reason):
    UserFactory(staff_number="200001")
    asked = {
        "staff_number": "200001", "role": Role.POLITICAL_OFFICE, "since": TODAY,
        "by": UserFactory(), "unit_code": "YC",
    }  # fmt: skip
    with pytest.raises(appointments.AppointmentRefused, match=reason):
        appointments.appoint_to_system(**asked | spoilt)


def test_the_last_administrator_does_not_lock_oneself_out():
    admin = user_with(Role.ADMINISTRATOR)
    with pytest.raises(appointments.AppointmentRefused, match="自己"):
        appointments.relieve(appointment=admin.appointments.get(), from_day=TODAY, by=admin)


# Acting in one of several posts


@pytest.fixture
def officer():
    """A brigade officer who is also secretary of a branch elsewhere and member of a third."""
    brigade = UnitFactory()
    under = BranchFactory(unit=UnitFactory(parent=brigade))
    led, own = BranchFactory(), BranchFactory()
    user = user_with(Role.BRIGADE_OFFICER, unit=brigade)
    AppointmentFactory(user=user, role=Role.SECRETARY, branch=led)
    AppointmentFactory(user=user, role=Role.MEMBER, branch=own)
    return user, under, led, own


def test_by_itself_the_highest_post_is_acted_in(officer):
    user, under, _led, own = officer

    assert set(Branch.objects.visible_to(user)) == {under, own}
    assert not Branch.objects.manageable_by(user)
    assert scope.held_by(user).post.role == Role.BRIGADE_OFFICER


def test_another_post_narrows_the_rights_to_it(officer):
    user, _under, led, own = officer
    user.acting_as = user.appointments.get(role=Role.SECRETARY).pk

    assert set(Branch.objects.visible_to(user)) == {led, own}
    assert set(Branch.objects.manageable_by(user)) == {led}
    assert not Branch.objects.reviewable_by(user)


def test_a_system_post_lays_even_the_own_branch_aside(officer):
    user, *_ = officer
    post = AppointmentFactory(user=user, role=Role.ADMINISTRATOR, branch=None)
    user.acting_as = post.pk

    assert not Branch.objects.visible_to(user)
    assert user.has_perm("accounts.keep_accounts")
    assert not user.has_perm("accounts.read_audit")


def test_somebody_elses_or_an_ended_post_changes_nothing(officer):
    user, under, _led, own = officer
    ended = AppointmentFactory(user=user, role=Role.POLITICAL_OFFICE, branch=None,
                               unit=UnitFactory(), until=YESTERDAY)  # fmt: skip
    for number in (ended.pk, AppointmentFactory().pk, 10**9):
        user.acting_as = number
        scope.forget(user)
        assert set(Branch.objects.visible_to(user)) == {under, own}


def test_the_switcher_offers_the_others_and_obeys(client, officer):
    user, under, led, _own = officer
    client.force_login(user, BACKEND)
    tree = reverse("branches:tree")
    page = client.get(tree).content.decode()
    secretary = user.appointments.get(role=Role.SECRETARY)
    assert reverse("accounts:act_as", args=[secretary.pk]) in page
    member = user.appointments.get(role=Role.MEMBER)
    assert reverse("accounts:act_as", args=[member.pk]) not in page

    client.post(reverse("accounts:act_as", args=[secretary.pk]))

    page = client.get(tree).content.decode()
    assert led.name in page
    assert under.name not in page
