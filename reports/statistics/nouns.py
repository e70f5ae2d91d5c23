"""What statistics are about, in the order of the catalogue."""

from __future__ import annotations

from enum import StrEnum


class Noun(StrEnum):
    """The value is the heading on screen and the name of a sheet."""

    PEOPLE = "队伍"
    MEMBERS = "党员"
    BRANCHES = "党组织"
    LEADERS = "支部书记"
    DEVELOPMENT = "发展党员"
    LIFE = "组织生活"
    ATTENDANCE = "考勤"
    POINTS = "积分"
    DUTIES = "督办"
    GROWTH = "证书和荣誉"
    SURVEYS = "问卷"
