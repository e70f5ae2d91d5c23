"""Party groups."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils import timezone

from branches.models import Group
from branches.services import groups
from members.models import Membership
from tests.factories import BranchFactory, GroupFactory, member_of

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()


def test_a_group_is_founded_renamed_and_dissolved():
    branch = BranchFactory()
    group = groups.found_group(branch=branch, name=" 第一党小组 ", founded_on=TODAY, area="城南")
    groups.rename_group(group=group, name="城南党小组", area="")
    groups.dissolve_group(group=group, day=TODAY)

    group.refresh_from_db()
    assert (group.name, group.area, group.dissolved_on) == ("城南党小组", "", TODAY)
    assert group in Group.objects.existing_on(TODAY)
    assert group not in Group.objects.existing_on(TODAY + timedelta(days=1))


@pytest.mark.parametrize(
    ("spoilt", "reason"),
    [
        ({"name": "第一党小组"}, "同名"),
        ({"name": ""}, "名称"),
        ({"founded_on": date(2019, 1, 1)}, "还没有成立"),
    ],
)
def test_founding_refuses_what_breaks_a_rule(spoilt, reason):
    branch = BranchFactory()
    GroupFactory(branch=branch, name="第一党小组")
    asked = {"branch": branch, "name": "第二党小组", "founded_on": TODAY} | spoilt

    with pytest.raises(groups.GroupRefused, match=reason):
        groups.found_group(**asked)

    assert Group.objects.count() == 1


def test_a_group_with_people_is_not_dissolved():
    group = GroupFactory()
    member_of(group.branch)
    Membership.objects.update(group=group)

    with pytest.raises(groups.GroupRefused, match="1 名党员"):
        groups.dissolve_group(group=group, day=TODAY)
