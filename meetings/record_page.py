"""What the page of a record shows while it is being written: the form, the roster, the files.

Reads what the page of a record shows; nothing here writes or refuses.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import cached_property

from django.utils.dateparse import parse_date

from accounts.models import User
from branches.models import Branch, Group
from meetings import fields as names
from meetings import outlines, roster
from meetings.agenda_rows import ItemRow, Row, agenda_rows, talk_rows
from meetings.chips import ONE_SITTING, TWO_SITTINGS, Chip, chips_of
from meetings.choices import (
    ON_DUTY,
    MeetingKind,
    MeetingState,
    Presence,
    ReviewAction,
    VoteMatter,
    VoteMethod,
)
from meetings.circles import Circle, Expected, clash, expected_at
from meetings.completeness import POSTS
from meetings.desk import Desk
from meetings.earlier import HEARING, Earlier, earlier_decisions
from meetings.fields import GUEST, GUEST_NAME, SECOND, Fields
from meetings.forms import RecordSheet
from meetings.models import Attachment, Partner, Review, Theme
from meetings.oddities import AWAY, Away, Finding, posts_away
from meetings.partners import like_this
from meetings.quorum import Headcount
from meetings.record import Mark
from meetings.roster import Seat
from meetings.services.numbers import Numbers
from meetings.services.partners import may_join
from meetings.standing import Standing, standing

OTHER_NAME = "不在名册的同志"


class RecordPage:
    """All that the page shows. Each part is looked up once, when the template asks for it."""

    def __init__(
        self,
        desk: Desk,
        sheet: RecordSheet,
        *,
        user: User,
        today: date,
        findings: Sequence[Finding | Away] = (),
    ) -> None:
        self.desk = desk
        self.branch = desk.branch
        self.user = user
        self.sheet = sheet
        self.fields: Fields = {name: list(texts) for name, texts in sheet.fields.items()}
        self.today = today
        self.findings = findings

    def _first(self, name: str) -> str:
        return (self.fields.get(name) or [""])[-1]

    @cached_property
    def day(self) -> date:
        try:
            return parse_date(self._first("day")) or self.today
        except ValueError:
            return self.today

    @property
    def kinds(self) -> list[str]:
        return [kind for kind in self.fields.get("kinds", []) if kind in MeetingKind.values]

    @property
    def value(self) -> dict[str, str]:
        """What stands in each field that has one value."""
        return {name: self._first(name) for name in self.fields if name in names.HEAD}

    @property
    def kind_chips(self) -> list[tuple[str, str, bool]]:
        """Value, label and whether chosen."""
        return [(kind.value, kind.label, kind.value in self.kinds) for kind in MeetingKind]

    @property
    def two(self) -> bool:
        return bool(self._first("two"))

    # Who

    @cached_property
    def neighbours(self) -> list[Branch]:
        """The branches that can be named as having been there too."""
        rows = may_join(branch=self.branch, day=self.day, by=self.user)
        return list(rows.only("pk", "name"))

    @cached_property
    def together(self) -> set[int]:
        """Those that were named."""
        return {int(key) for key in self.fields.get("partners", []) if key.isdecimal()}

    @property
    def branches(self) -> list[Branch]:
        if not self.together:
            return [self.branch]
        return [self.branch, *(each for each in self.neighbours if each.pk in self.together)]

    @property
    def rolls(self) -> list[tuple[str, list[Chip]]]:
        """The chips by branch; the name of the branch only where there are several."""
        chips = dict(zip((seat.member_id for seat in self.expected), self.chips, strict=True))
        several = len(self.branches) > 1
        return [
            (
                each.name if several else "",
                [chips[s.member_id] for s in self.expected if s.branch_id == each.pk],
            )
            for each in self.branches
        ]

    @cached_property
    def everybody(self) -> list[Seat]:
        return roster.everybody(self.branches, self.day)

    @property
    def circle(self) -> Expected:
        """Who is expected, and by which kind."""
        return expected_at(self.kinds)

    @property
    def clash(self) -> str:
        """Why the kinds chosen cannot be one gathering."""
        return clash(self.kinds)

    @cached_property
    def expected(self) -> list[Seat]:
        committee = (
            roster.committee_user_ids(self.branches, self.day)
            if self.circle.circle is Circle.COMMITTEE
            else set()
        )
        return roster.expected_of(
            self.everybody, kinds=self.kinds, group_ids=self.chosen_groups, committee=committee
        )

    @property
    def nobody(self) -> str:
        """Why the roll is empty, and what to do."""
        circle = self.circle.circle
        if circle is Circle.GROUP and not self.chosen_groups:
            return "先选是哪个党小组，再点名。"
        if circle is Circle.COMMITTEE:
            return "当日没有登记支部委员，请先在“组织”里登记班子成员。"
        return "当日名册上没有党员，请核对日期，或请政治处核对名册。"

    @cached_property
    def chosen_groups(self) -> set[int]:
        return {int(key) for key in self.fields.get("groups", []) if key.isdecimal()}

    @property
    def chips(self) -> list[Chip]:
        return chips_of(self.expected, names.marks(self.fields), self.options)

    @property
    def options(self) -> tuple[tuple[str, str, str], ...]:
        return TWO_SITTINGS if self.two else ONE_SITTING

    @cached_property
    def came(self) -> Headcount:
        marks = {member: Mark(presence) for member, presence in self._roll.items()}
        return roster.count(self.expected, marks)

    @property
    def _roll(self) -> dict[int, Presence]:
        return {
            int(chip.field[1:]): Presence(chip.value.removesuffix(SECOND)) for chip in self.chips
        }

    @property
    def on_duty(self) -> int:
        """How many of the excused are on duty; the rest is on leave."""
        return sum(chip.value in ON_DUTY for chip in self.chips)

    @property
    def posts(self) -> list[tuple[str, str, list[tuple[str, str]], str, str, str]]:
        """Chair and recorder: field, label, whom one chooses from, who is chosen, and the warning
        where the roll says that they were away, with what the script makes it of."""
        said = {each.field: each.sentence for each in self.away}
        return [
            (
                field, word, self.people, self._first(field), said.get(field, ""),
                AWAY.format(post=word, name="{name}", mark="{mark}"),
            )
            for field, word in POSTS
        ]  # fmt: skip

    @property
    def away(self) -> list[Away]:
        """Chair or recorder who were not there, by what the roll says now."""
        chosen = {field: names.key(self._first(field)) for field, _ in POSTS}
        known = {seat.member_id: seat.name for seat in self.everybody}
        return posts_away(chosen, self._roll, known)

    @property
    def is_passed_on(self) -> bool:
        """Whether a reviewer is told of what looks odd."""
        return any(isinstance(finding, Finding) for finding in self.findings)

    @property
    def on_leave(self) -> int:
        return self.came.excused - self.on_duty

    @property
    def standing(self) -> Standing | None:
        if self.clash:
            return None
        return standing(self.kinds, self.came, self.numbers.by_code)

    @cached_property
    def people(self) -> list[tuple[str, str]]:
        return [(str(seat.member_id), seat.name) for seat in self.everybody]

    @property
    def speakers(self) -> list[tuple[str, str]]:
        return [*self.people, (GUEST, GUEST_NAME)]

    @cached_property
    def groups(self) -> list[Group]:
        return list(self.branch.groups.filter(dissolved_on=None))

    @cached_property
    def alike(self) -> list[Partner]:
        """Joint gatherings of the month that the branch has yet to confirm; of a new record."""
        if self.desk.meeting:
            return []
        return like_this(branch=self.branch, kinds=self.kinds, day=self.day)

    # When

    @cached_property
    def numbers(self) -> Numbers:
        return Numbers.of(branch=self.branch, day=self.day)

    @property
    def delay(self) -> int:
        """Days since the meeting, when that makes the record late."""
        gone = (self.today - self.day).days
        return gone if gone > self.numbers.late_days else 0

    # What

    @cached_property
    def theme(self) -> Theme | None:
        chosen = self._first("theme")
        if not chosen.isdecimal():
            return None
        return Theme.objects.published().filter(pk=int(chosen)).first()

    @cached_property
    def offered(self) -> Theme | None:
        """The theme of the month, while the branch has not taken it up."""
        return None if self.theme else self.desk.offered_on(self.day)

    @cached_property
    def attachments(self) -> list[Attachment]:
        chosen = [int(key) for key in self.fields.get("attachment", []) if key.isdecimal()]
        rows = Attachment.objects.filter(branch=self.branch, pk__in=chosen)
        return list(rows)

    @property
    def items(self) -> list[ItemRow]:
        return agenda_rows(self.fields, self.sheet.errors.keys())

    @cached_property
    def earlier(self) -> list[Earlier]:
        """What earlier meetings decided and nobody has verified yet, and what the agenda names."""
        return earlier_decisions(
            branch=self.branch,
            day=self.day,
            meeting=self.desk.meeting,
            named=names.heard(self.fields),
        )

    hearing = HEARING

    @property
    def hears(self) -> bool:
        """Whether an item of the agenda hears of them."""
        return bool(names.heard(self.fields))

    @property
    def talks(self) -> list[Row]:
        return talk_rows(self.fields, self.sheet.errors.keys())

    @property
    def lecturers(self) -> list[tuple[str, str]]:
        return [*self.people, (GUEST, OTHER_NAME)]

    matters = [("", "不表决"), *VoteMatter.choices]
    methods = [("", "请选择"), *VoteMethod.choices]

    @cached_property
    def returned(self) -> Review | None:
        """The remark with which the record came back."""
        meeting = self.desk.meeting
        if meeting is None or meeting.state != MeetingState.RETURNED:
            return None
        steps = meeting.reviews.select_related("by").filter(action=ReviewAction.RETURN)
        return steps.last()

    @property
    def suggestions(self) -> dict[str, object]:
        """For the script: agenda and title for kinds chosen later."""
        return {
            "outlines": {kind.value: outlines.OUTLINES[kind] for kind in MeetingKind},
            "labels": {kind.value: kind.label for kind in MeetingKind},
        }
