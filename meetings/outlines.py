"""What the agenda of each kind usually holds, to start from. Editable on the spot, never required.

The order follows the procedures of the 《中国共产党支部工作条例（试行）》 and published norms for
minutes; a published theme brings its own agenda instead.
"""

from __future__ import annotations

from collections.abc import Collection

from meetings.choices import MeetingKind

OUTLINES: dict[str, tuple[str, ...]] = {
    MeetingKind.GENERAL: ("讨论并表决有关事项",),
    MeetingKind.COMMITTEE: ("第一议题：学习贯彻", "研究支部工作"),
    MeetingKind.GROUP: ("政治学习与交流", "批评和自我批评"),
    MeetingKind.LECTURE: ("党课",),
    MeetingKind.THEME_DAY: ("集中学习", "交流讨论"),
    MeetingKind.ORG_LIFE: ("通报会前准备情况", "查摆问题、批评和自我批评", "明确整改措施"),
    MeetingKind.APPRAISAL: ("个人自评", "党员互评", "民主测评"),
    MeetingKind.FIRST_TOPIC: ("第一议题：学习贯彻",),
    MeetingKind.STUDY_CENTRE: ("学习研讨",),
}


def outline(kinds: Collection[str]) -> list[str]:
    """The items for a gathering of these kinds, each once, in the order of the kinds."""
    titles = (title for kind in MeetingKind if kind in kinds for title in OUTLINES[kind])
    return list(dict.fromkeys(titles))
