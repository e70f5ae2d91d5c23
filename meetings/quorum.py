"""Who counts at a meeting, whether it may vote, and what a vote comes to. Pure.

Two halves must not be confused. At a general meeting at least half of the expected voters must be
there, and a motion needs more than half of those *expected* (《中国共产党支部工作条例（试行）》
第十一条). At an election four fifths must be there, and a candidate needs more than half of the
electors *present* (《中国共产党基层组织选举工作条例》). 以上 and 不少于 include the number, 超过
does not.

Being excused changes only the attendance rate. The voting denominator loses somebody only when the
superior has agreed and the general meeting has passed it (不计入应到会人数).

The shares are provisions (`CODES`); `Thresholds` holds what is shipped.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from math import ceil, floor
from typing import NamedTuple, Protocol

from meetings.choices import EXCUSED, MeetingKind, Presence, VoteMatter

HALF = Fraction(1, 2)
CODES = (
    "BR-11.quorum",
    "BR-11.majority",
    "BR-12.quorum",
    "BR-12.majority",
    "EL-Q.turnout",
    "EL-W.majority",
    "EL-D.surplus",
)
SHARE_WORDS = {HALF: "半数", Fraction(4, 5): "五分之四", Fraction(2, 3): "三分之二"}

# Matters for which more than half must be there and written opinions count as votes
# (发展党员工作细则: 到会有表决权的正式党员超过应到会的半数, 会前书面意见计入票数).
MEMBERSHIP = frozenset({VoteMatter.ADMIT, VoteMatter.CONFIRM, VoteMatter.EXTEND, VoteMatter.CANCEL})


class CountRefused(ValueError):
    """The numbers cannot be true together; the message is fit for the screen."""


class Share(Protocol):
    """What is needed of a provision: its exact fraction."""

    @property
    def share(self) -> Fraction: ...


class Thresholds(NamedTuple):
    """Shares of voters: ``present`` at least, ``yes`` more than; ``surplus`` of seats."""

    general_present: Fraction = HALF
    general_yes: Fraction = HALF
    committee_present: Fraction = HALF
    committee_yes: Fraction = HALF
    election_present: Fraction = Fraction(4, 5)
    election_yes: Fraction = HALF
    surplus: Fraction = Fraction(1, 5)

    @classmethod
    def from_numbers(cls, numbers: Mapping[str, Share]) -> "Thresholds":
        """As provisions set them, by code; what is missing stays as shipped."""
        found = zip(cls._fields, CODES, strict=True)
        return cls(**{name: numbers[code].share for name, code in found if code in numbers})


SHIPPED = Thresholds()


class Person(NamedTuple):
    """One row of the attendance.

    ``may_vote``: a full member with voting right in this branch that day, at a committee meeting a
    member of the committee (选举工作条例第五条: not the probationary, nor those on probation within
    the Party). ``uncounted``: leaves the voters by the superior's consent and the meeting's vote.
    """

    presence: Presence
    may_vote: bool
    uncounted: bool = False


class Rate(NamedTuple):
    """A part of a whole, always shown with both numbers."""

    part: int
    whole: int

    @property
    def percent(self) -> float | None:
        """0–100, or ``None`` when there is nobody to be counted."""
        return 100 * self.part / self.whole if self.whole else None

    @property
    def label(self) -> str:
        """``92.5%（37/40）``, or ``—（0/0）``."""
        figure = "—" if self.percent is None else f"{self.percent:.1f}%"
        return f"{figure}（{self.part}/{self.whole}）"


class Headcount(NamedTuple):
    """Numbers of people; ``excused`` are away on duty or on leave, not merely absent."""

    expected: int
    present: int
    excused: int
    expected_voters: int
    present_voters: int

    @property
    def turnout(self) -> Rate:
        """到会率: present of all expected (实到/应到)."""
        return Rate(self.present, self.expected)

    @property
    def attendance(self) -> Rate:
        """出勤率: present of those expected who were not excused (扣除请假、执勤等)."""
        return Rate(self.present, self.expected - self.excused)


def headcount(people: Iterable[Person]) -> Headcount:
    """Counts an attendance list. Being excused takes nobody out of the voters; see `Person`."""
    people = list(people)
    voters = [person for person in people if person.may_vote and not person.uncounted]
    return Headcount(
        expected=len(people),
        present=sum(person.presence == Presence.PRESENT for person in people),
        excused=sum(person.presence in EXCUSED for person in people),
        expected_voters=len(voters),
        present_voters=sum(person.presence == Presence.PRESENT for person in voters),
    )


def at_least(whole: int, share: Fraction) -> int:
    """The smallest number that is no less than the share (以上、不少于): half of 7 is 4."""
    return ceil(whole * share)


def more_than(whole: int, share: Fraction) -> int:
    """The smallest number above the share (超过): more than half of 8 is 5."""
    return floor(whole * share) + 1


class Outcome(StrEnum):
    """What a vote came to."""

    PASSED = "passed"
    NOT_PASSED = "not_passed"
    NO_QUORUM = "no_quorum"


@dataclass(frozen=True, slots=True)
class Verdict:
    """The outcome, how many had to be there and how many votes it took, and one sentence."""

    outcome: Outcome
    needed_present: int
    needed_yes: int
    reason: str

    @property
    def passed(self) -> bool:
        """Whether the motion was carried."""
        return self.outcome is Outcome.PASSED


@dataclass(frozen=True, slots=True)
class Count:
    """A vote as it stands in the minutes; `CountRefused` if it cannot be true.

    Votes of those present add up to them; written opinions come from voters who were away.
    """

    expected_voters: int
    present_voters: int
    yes: int
    no: int = 0
    abstained: int = 0
    written_yes: int = 0

    def __post_init__(self) -> None:
        if min(self.present_voters, self.yes, self.no, self.abstained, self.written_yes) < 0:
            raise CountRefused("人数和票数不能是负数。")
        if self.present_voters > self.expected_voters:
            raise CountRefused("实到有表决权人数多于应到人数。")
        cast = self.yes + self.no + self.abstained
        if cast != self.present_voters:
            raise CountRefused(
                f"赞成、反对、弃权共 {cast} 票，与实到有表决权的 {self.present_voters} 人不符。"
            )
        if self.written_yes > self.expected_voters - self.present_voters:
            raise CountRefused("书面意见多于未到会的有表决权人数。")


def decide(*, kind: str, matter: str, count: Count, thresholds: Thresholds = SHIPPED) -> Verdict:
    """The verdict on one agenda item, by the rule for its kind of meeting and its matter."""
    if matter == VoteMatter.ELECTION:
        return election_vote(count, thresholds)
    if kind == MeetingKind.COMMITTEE:
        return committee_vote(count, thresholds)
    return general_meeting_vote(count, matter, thresholds)


def general_meeting_vote(
    count: Count, matter: str = VoteMatter.ORDINARY, thresholds: Thresholds = SHIPPED
) -> Verdict:
    """第十一条: at least half of the expected voters present, yes from more than half of them.

    On admitting, confirming, extending and cancelling probation, more than half must be present
    and written opinions given before the meeting count as votes.
    """
    share, on_membership = thresholds.general_present, matter in MEMBERSHIP
    needed = more_than if on_membership else at_least
    return _verdict(
        count,
        whose="有表决权的党员",
        present=needed(count.expected_voters, share),
        present_share=f"{'没有超过' if on_membership else '不足'}{_word(share)}",
        yes=more_than(count.expected_voters, thresholds.general_yes),
        yes_share=f"应到有表决权党员 {count.expected_voters} 人的{_word(thresholds.general_yes)}",
        written=count.written_yes if on_membership else 0,
    )


def committee_vote(count: Count, thresholds: Thresholds = SHIPPED) -> Verdict:
    """第十二条: at least half of the committee present. Absent members' opinions do not count.

    The regulation names no number of votes; more than half of the committee is our default.
    """
    return _verdict(
        count,
        whose="委员",
        present=at_least(count.expected_voters, thresholds.committee_present),
        present_share=f"不足{_word(thresholds.committee_present)}",
        yes=more_than(count.expected_voters, thresholds.committee_yes),
        yes_share=f"应到委员 {count.expected_voters} 人的{_word(thresholds.committee_yes)}",
    )


def election_vote(count: Count, thresholds: Thresholds = SHIPPED) -> Verdict:
    """One candidate: four fifths of the electors there, yes from more than half of these.

    (《中国共产党基层组织选举工作条例》; nobody votes for another, so no written opinions.)
    """
    return _verdict(
        count,
        whose="有选举权的党员",
        present=at_least(count.expected_voters, thresholds.election_present),
        present_share=f"不足{_word(thresholds.election_present)}",
        yes=more_than(count.present_voters, thresholds.election_yes),
        yes_share=f"实到有选举权党员 {count.present_voters} 人的{_word(thresholds.election_yes)}",
    )


def candidates_needed(seats: int, thresholds: Thresholds = SHIPPED) -> int:
    """How many candidates stand for so many committee seats: a fifth more, rounded up."""
    return seats + ceil(seats * thresholds.surplus)


def _verdict(
    count: Count,
    *,
    whose: str,
    present: int,
    present_share: str,
    yes: int,
    yes_share: str,
    written: int = 0,
) -> Verdict:
    if not count.expected_voters or count.present_voters < present:
        reason = (
            f"应到{whose} {count.expected_voters} 人，实到 {count.present_voters} 人，"
            f"{present_share}（至少 {present} 人），不能表决。"
        )
        return Verdict(Outcome.NO_QUORUM, present, yes, reason)
    votes = count.yes + written
    given = f"赞成 {votes} 票" + (f"（含书面意见 {written} 票）" if written else "")
    if votes >= yes:
        return Verdict(Outcome.PASSED, present, yes, f"{given}，超过{yes_share}，通过。")
    reason = f"{given}，没有超过{yes_share}（至少 {yes} 票），未通过。"
    return Verdict(Outcome.NOT_PASSED, present, yes, reason)


def _word(share: Fraction) -> str:
    return SHARE_WORDS.get(share, str(share))
