"""What is on file about a person, in the words and the order of the screen."""

from __future__ import annotations

from accounts.prepared import Prepared
from members.models import Member, Membership
from members.partial_dates import PartialDate

Facts = list[tuple[str, str]]
_MEMBERSHIPS = Prepared(
    lambda member: (
        Membership.objects.filter(member_id=member)
        .select_related("branch", "group")
        .order_by("-since")
    )
)


def memberships_of(member: Member) -> list[Membership]:
    """To which branches the person belongs and belonged, the latest first."""
    return list(_MEMBERSHIPS.instances(member=member.pk))


def facts_of(member: Member) -> list[tuple[str, Facts]]:
    """Sections of (term, value); numbers are not among them, they have a button."""
    service = [
        ("所在单位", str(member.unit)),
        ("职务", member.post),
        ("人员类别", member.get_category_display()),
        ("工号", member.staff_number or ""),
        ("参加工作", written(member.work_since)),
    ]
    if member.political_since:
        service.append(("从事政治工作", written(member.political_since)))
    if member.left_on:
        service.append(("离队日期", str(member.left_on)))
    return [
        (
            "党内",
            [
                ("政治面貌", member.get_stage_display()),
                ("入党日期", written(member.joined_on)),
                ("转正日期", written(member.confirmed_on)),
            ],
        ),
        ("工作", service),
        (
            "个人",
            [
                ("性别", member.get_sex_display()),
                ("民族", member.nationality),
                ("出生日期", written(member.birth_date)),
                ("学历", member.get_education_display()),
            ],
        ),
    ]


def written(stored: str) -> str:
    """1990年5月6日, or 1990年5月 where the day is not known; empty stays empty."""
    return PartialDate.parse(stored).label if stored else ""
