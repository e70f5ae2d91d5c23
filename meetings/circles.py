"""Who is expected at a gathering, and which kinds can be one gathering. Pure.

Three kinds are *forms* in which people meet, and a form fixes the circle: the general meeting all
members, the committee meeting the committee, the group meeting the groups named
(《中国共产党支部工作条例（试行）》第十一、十二、十三条).

The others are matters. Theme day and Party lecture are the whole branch's in whatever form
(第十六条: 党支部每月开展, 党员按期参加); groups may hold their meeting at the same time. An
organisation-life meeting is held as any of the three forms (第十七条), a democratic appraisal by
all or within the groups (第十八条), and both bring together whom the form brings together. First
topic and study-centre group are the committee's by rules of the unit; within another gathering
they are an item of it and expect nobody else.

A matter that does not fit the form is refused: two circles cannot be counted in one record.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from enum import StrEnum
from typing import NamedTuple

from meetings.choices import MeetingKind

GENERAL, COMMITTEE, GROUP = MeetingKind.GENERAL, MeetingKind.COMMITTEE, MeetingKind.GROUP


class Circle(StrEnum):
    """Who is expected, the widest first."""

    MEMBERS = "members"
    COMMITTEE = "committee"
    GROUP = "group"

    @property
    def label(self) -> str:
        """全体党员, 支部委员, 党小组党员."""
        return {"members": "全体党员", "committee": "支部委员", "group": "党小组党员"}[self.value]


class Form(NamedTuple):
    """A kind that is a way of meeting."""

    circle: Circle
    article: str


class Matter(NamedTuple):
    """A kind that says what is done, ``within`` some forms or by itself.

    ``whole``: the whole branch's, in whatever form. ``elsewhere`` says why the other forms do not
    fit.
    """

    circle: Circle
    within: frozenset[MeetingKind]
    article: str = ""
    whole: bool = False
    elsewhere: str = ""


FORMS: dict[str, Form] = {
    GENERAL: Form(Circle.MEMBERS, "第十一条"),
    COMMITTEE: Form(Circle.COMMITTEE, "第十二条"),
    GROUP: Form(Circle.GROUP, "第十三条"),
}
MATTERS: dict[str, Matter] = {
    MeetingKind.LECTURE: Matter(
        Circle.MEMBERS,
        frozenset({GENERAL, GROUP}),
        "第十六条",
        whole=True,
        elsewhere="党课面向全体党员",
    ),
    MeetingKind.THEME_DAY: Matter(
        Circle.MEMBERS,
        frozenset({GENERAL, GROUP}),
        "第十六条",
        whole=True,
        elsewhere="主题党日由全体党员参加",
    ),
    MeetingKind.ORG_LIFE: Matter(
        Circle.MEMBERS, frozenset({GENERAL, COMMITTEE, GROUP}), "第十七条"
    ),
    MeetingKind.APPRAISAL: Matter(
        Circle.MEMBERS,
        frozenset({GENERAL, GROUP}),
        "第十八条",
        elsewhere="民主评议由全体党员参加，支委会只研究评定意见",
    ),
    MeetingKind.FIRST_TOPIC: Matter(Circle.COMMITTEE, frozenset({GENERAL, COMMITTEE, GROUP})),
    MeetingKind.STUDY_CENTRE: Matter(
        Circle.COMMITTEE,
        frozenset({GENERAL, COMMITTEE}),
        elsewhere="中心组学习由班子成员参加",
    ),
}
# What branches may do together; the rest is each branch's own (its members, its votes).
TOGETHER = frozenset(
    {
        MeetingKind.LECTURE,
        MeetingKind.THEME_DAY,
        MeetingKind.FIRST_TOPIC,
        MeetingKind.STUDY_CENTRE,
    }
)
REGULATION = "支部工作条例"


class Expected(NamedTuple):
    """A circle, and in a few words why it is this one."""

    circle: Circle
    reason: str


def circle_of(kinds: Iterable[str]) -> Circle:
    """Who is expected at a gathering that counts for these kinds."""
    return expected_at(kinds).circle


def expected_at(kinds: Iterable[str]) -> Expected:
    """The circle and why: a matter of the whole branch, else the form, else the widest matter."""
    chosen = _in_order(kinds)
    whole = [kind for kind in chosen if kind in MATTERS and MATTERS[kind].whole]
    if whole:
        return Expected(Circle.MEMBERS, _reason(whole[0], MATTERS[whole[0]].article))
    forms = [kind for kind in chosen if kind in FORMS]
    if forms:
        return Expected(FORMS[forms[0]].circle, _reason(forms[0], FORMS[forms[0]].article))
    if not chosen:
        return Expected(Circle.MEMBERS, "")
    widest = min(chosen, key=lambda kind: list(Circle).index(MATTERS[kind].circle))
    return Expected(MATTERS[widest].circle, _reason(widest, MATTERS[widest].article))


def clash(kinds: Collection[str]) -> str:
    """Why these kinds cannot be one gathering, as a sentence; empty when they can."""
    chosen = _in_order(kinds)
    forms = [kind for kind in chosen if kind in FORMS]
    if len(forms) > 1:
        names = "和".join(kind.label for kind in forms)
        return f"{names}应到的人不同，不能记成一次会，请分开记。"
    for kind in chosen:
        for form in forms:
            if kind in MATTERS and form not in MATTERS[kind].within:
                return f"{MATTERS[kind].elsewhere}，不能和{form.label}记成一次会，请分开记。"
    return ""


def apart(kinds: Collection[str]) -> str:
    """Why branches cannot do this together, as a sentence; empty when they can."""
    own = [kind.label for kind in _in_order(kinds) if kind not in TOGETHER]
    if not own:
        return ""
    return f"{'、'.join(own)}由各支部自己召开，不能联合记录；主题党日、党课和学习可以联合开展。"


def _in_order(kinds: Iterable[str]) -> list[MeetingKind]:
    chosen = set(kinds)
    return [kind for kind in MeetingKind if kind in chosen]


def _reason(kind: MeetingKind, article: str) -> str:
    """支委会（支部工作条例第十二条）."""
    return f"{kind.label}（{REGULATION}{article}）" if article else f"{kind.label}（本单位制度）"
