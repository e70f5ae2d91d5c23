"""A record as it is read: minutes, attendance, history. A handful of plain queries, no instances.

The page of a meeting is the most read one of the product, so it takes tuples where it can.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from accounts.prepared import Prepared
from branches import scope
from meetings import parts
from meetings.choices import (
    ENTERED,
    EXCUSED,
    ON_DUTY,
    AttachmentKind,
    MeetingKind,
    OddityKind,
    PartnerState,
    Presence,
    ReviewAction,
    VoteMatter,
    VoteMethod,
)
from meetings.circles import Circle, circle_of
from meetings.models import InspectedRecord, Lecture
from meetings.partners import compared, with_names
from meetings.quorum import Headcount
from meetings.services.numbers import Numbers
from meetings.standing import QUORUM_CODES, Standing, standing

if TYPE_CHECKING:
    from accounts.models import User
    from meetings.models import Heard, Meeting, Partner

TONES = {
    ReviewAction.RETURN: "late",
    ReviewAction.STAY_OUT: "late",
    ReviewAction.ACCEPT: "done",
    ReviewAction.JOIN: "done",
}
HAND_IN_AGAIN = "再次上报"
ON_LEAVE = "请假"

_LECTURES = Prepared(
    lambda meeting: Lecture.objects.filter(meeting=meeting).values_list("lecturer_name", "title")
)


@dataclass(frozen=True, slots=True)
class Person:
    """One row of the attendance."""

    pk: int
    member_id: int
    name: str
    presence: str
    note: str
    may_vote: bool
    sitting: int | None
    made_up_on: date | None
    made_up_how: str
    branch_id: int
    branch: str

    @property
    def reason(self) -> str:
        return Presence(self.presence).label


@dataclass(slots=True)
class ItemRead:
    """One item of the agenda."""

    number: int
    title: str
    report: str
    vote: str
    passed: bool | None
    speeches: list[tuple[str, str]] = field(default_factory=list)
    decisions: list[Any] = field(default_factory=list)
    heard: list[Heard] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Step:
    """One line of the history."""

    at: datetime
    who: str
    text: str
    remark: str
    tone: str


class Reading:
    """The parts of one meeting, each read once when the page asks for it."""

    def __init__(self, meeting: Meeting, *, user: User) -> None:
        self.meeting = meeting
        self.user = user
        self.mine = scope.held_by(user).committee_ids  # branches that the reader writes for
        self.came = Headcount(
            meeting.expected,
            meeting.present,
            meeting.excused,
            meeting.expected_voters,
            meeting.present_voters,
        )

    @cached_property
    def _credits(self) -> list[tuple[str, str | None, int]]:
        return parts.CREDITS.rows(meeting=self.meeting.pk)

    @property
    def kinds(self) -> list[MeetingKind]:
        return list(dict.fromkeys(MeetingKind(kind) for kind, _, _ in self._credits))

    @property
    def groups(self) -> list[str]:
        return [group for _, group, _ in self._credits if group]

    @cached_property
    def sittings(self) -> list[tuple[datetime, datetime, str]]:
        """Beginning, end and place in local time."""
        return [
            (timezone.localtime(begins), timezone.localtime(ends), place or self.meeting.place)
            for begins, ends, place in parts.SITTINGS.rows(meeting=self.meeting.pk)
        ]

    # Who

    @cached_property
    def people(self) -> list[Person]:
        """The branch's own people first."""
        people = [Person(*row) for row in parts.PEOPLE.rows(meeting=self.meeting.pk)]
        own = self.meeting.branch_id
        return sorted(people, key=lambda each: (each.branch_id != own, each.branch_id))

    @property
    def correctable(self) -> list[Person]:
        """Whose attendance the reader may put right: the own people's, a unit above everybody's."""
        if self.meeting.may_explain:  # type: ignore[attr-defined]
            return self.people
        return [person for person in self.people if person.branch_id in self.mine]

    @cached_property
    def partners(self) -> list[Partner]:
        """Branches that were there too, and those that have not said so yet."""
        if not self.meeting.is_joint:  # type: ignore[attr-defined]
            return []
        return list(self.meeting.partners.taking_part().select_related("branch"))

    @cached_property
    def joint(self) -> list[Partner]:
        """The reader's own branches among them that have yet to answer, with their people."""
        if self.meeting.state not in ENTERED:
            return []
        mine = [each for each in self.partners if each.branch_id in self.mine]
        return with_names(compared(each for each in mine if each.state == PartnerState.WAITING))

    @property
    def present(self) -> list[list[Person]]:
        """Those who came, by sitting."""
        there = [person for person in self.people if person.presence == Presence.PRESENT]
        if len(self.sittings) < 2:
            return [there]
        return [[p for p in there if p.sitting == number] for number in (1, 2)]

    @property
    def away(self) -> list[Person]:
        return [person for person in self.people if person.presence != Presence.PRESENT]

    @property
    def excused(self) -> list[Person]:
        return [person for person in self.away if person.presence in EXCUSED]

    @property
    def excused_by_reason(self) -> list[tuple[str, int]]:
        """请假 2, 执勤 1, 出警 3: of the own branch; who is on duty is not on leave."""
        own = [one.presence for one in self.excused if one.branch_id == self.meeting.branch_id]
        counted = Counter(Presence(each).label if each in ON_DUTY else ON_LEAVE for each in own)
        order = (ON_LEAVE, *(each.label for each in reversed(ON_DUTY)))
        return [(word, counted[word]) for word in order if counted[word]]

    @property
    def excused_words(self) -> str:
        return "、".join(word for word, _ in self.excused_by_reason)

    @property
    def sign_rows(self) -> list[list[tuple[int, Person | None]]]:
        """Two people a line, numbered down the left half of the sheet, then down the right."""
        people: list[Person | None] = [*self.people]
        half = (len(people) + 1) // 2
        people += [None] * (2 * half - len(people))
        return [
            [(row + 1, people[row]), (row + half + 1, people[row + half])] for row in range(half)
        ]

    @property
    def voters_word(self) -> str:
        circle = circle_of(kind.value for kind in self.kinds)
        return "委员" if circle is Circle.COMMITTEE else "有表决权"

    @cached_property
    def lectures(self) -> list[str]:
        """张三《条例解读》; one query, for a lecture only."""
        if MeetingKind.LECTURE not in self.kinds:
            return []
        rows = _LECTURES.rows(meeting=self.meeting.pk)
        return [f"{name}《{title}》" for name, title in rows]

    @cached_property
    def _numbers(self) -> Numbers:
        return Numbers.of(branch=self.meeting.branch, day=self.meeting.held_on)

    @property
    def make_up_until(self) -> date | None:
        """The last day for making up; asked where somebody of the reader's branch was away."""
        return self._numbers.make_up_until(self.meeting.held_on)

    @cached_property
    def standing(self) -> Standing | None:
        kinds = self.kinds
        if not any(kind in QUORUM_CODES for kind in kinds):
            return None
        return standing(kinds, self.came, self._numbers.by_code)

    # What

    @cached_property
    def agenda(self) -> list[ItemRead]:
        """Items with speeches and decisions. Two queries, and one where earlier ones were heard."""
        items: dict[int, ItemRead] = {}
        hearing = set()
        rows = parts.AGENDA.rows(meeting=self.meeting.pk)
        for pk, number, title, report, *vote, passed, hears, speaker, text in rows:
            if pk not in items:
                items[pk] = ItemRead(number, title, report, _vote(vote), passed)
            if hears:
                hearing.add(pk)
            if speaker:
                items[pk].speeches.append((speaker, text))
        if items:
            for decision in map(parts.Decided._make, parts.DECISIONS.rows(items=list(items))):
                items[decision.item_id].decisions.append(decision)
        if hearing:
            for heard in parts.HEARD.instances(items=sorted(hearing)):
                items[heard.item_id].heard.append(heard)
        return list(items.values())

    @cached_property
    def files(self) -> list[tuple[int, str, str, datetime | None, int]]:
        return parts.FILES.rows(meeting=self.meeting.pk)

    @property
    def photos(self) -> list[tuple[int, str, datetime | None, str]]:
        """Key, name, time taken and a word of doubt."""
        doubts = {
            oddity.key.split(":")[1]: word
            for oddity in self.oddities
            for kind, word in (
                (OddityKind.PHOTO_OTHER_DAY, "非当日"),
                (OddityKind.PHOTO_REUSED, "用过"),
            )
            if oddity.kind == kind
        }
        return [
            (pk, name, taken, doubts.get(str(pk), ""))
            for pk, kind, name, taken, _ in self.files
            if kind == AttachmentKind.PHOTO
        ]

    @property
    def papers(self) -> list[tuple[int, str, int]]:
        return [
            (pk, name, size)
            for pk, kind, name, _, size in self.files
            if kind == AttachmentKind.FILE
        ]

    # Its way

    @cached_property
    def steps(self) -> list[Step]:
        """The history, newest first."""
        steps, seen = [], False
        for action, who, at, remark in parts.STEPS.rows(meeting=self.meeting.pk):
            again = seen and action == ReviewAction.HAND_IN
            seen = seen or action == ReviewAction.HAND_IN
            text = HAND_IN_AGAIN if again else ReviewAction(action).label
            steps.append(Step(at, who, text, remark, TONES.get(ReviewAction(action), "")))
        return steps[::-1]

    @cached_property
    def inspected(self) -> list[InspectedRecord]:
        """What inspections found in it, to whom it may be told. Two queries where there was one."""
        if not self.meeting.is_inspected:  # type: ignore[attr-defined]
            return []
        rows = InspectedRecord.objects.visible_to(self.user).filter(meeting=self.meeting)
        rows = rows.select_related("inspection", "branch").prefetch_related("findings")
        return list(rows.order_by("pk"))

    @cached_property
    def oddities(self) -> list[Any]:
        """For those who write or review the record, nobody else."""
        if not self.meeting.may_oversee:  # type: ignore[attr-defined]
            return []
        return list(parts.ODDITIES.instances(meeting=self.meeting.pk))


def _vote(columns: list[Any]) -> str:
    """一般事项，举手：赞成 18，反对 0，弃权 1，书面赞成 2"""
    matter, method, yes, no, abstained, written_yes = columns
    if not matter:
        return ""
    how = f"，{VoteMethod(method).label}" if method else ""
    written = f"，书面赞成 {written_yes}" if written_yes else ""
    return f"{VoteMatter(matter).label}{how}：赞成 {yes}，反对 {no}，弃权 {abstained}{written}"
