"""What stands in a calendar that a phone subscribes to: title, time and place, and nothing else.

An event keeps its ``uid`` from the plan to the record: that of a theme day is branch and month,
that of any other meeting its token. So it moves with the meeting in the calendar of the phone.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.dateparse import parse_time
from icalendar import Alarm, Calendar, Event

from accounts.models import User
from branches import scope
from branches.choices import COMMITTEE_ROLES, UNIT_ROLES
from branches.models import Branch
from branches.periods import Grain, Period, between
from meetings.choices import MeetingKind, MeetingState
from meetings.circles import Circle, circle_of
from meetings.models import Credit, Draft, FeedEvent, Meeting
from meetings.theme_day_plan import DayPlanner
from members.models import Membership

MONTHS_BACK, MONTHS_AHEAD = 3, 5
PRODUCT = "-//Hongmen//Calendar//ZH"
HOST = "hongmen"  # in the uid; the name of a server may change, an event stays the same
BEFORE, BEFORE_A_DAY = timedelta(minutes=-30), timedelta(hours=-15)  # 9:00 of the day before
LONGEST_TITLE, LONGEST_PLACE = 160, 64


@dataclass(frozen=True, slots=True)
class Showing:
    """An event as it stands now. Without ``starts_at`` it takes the whole day."""

    uid: str
    title: str
    starts_on: date
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    place: str = ""
    is_over: bool = False
    is_cancelled: bool = False


@dataclass(frozen=True, slots=True)
class Showings:
    """All that a feed tells now; ``kept`` are events that stay as they were shown before."""

    events: tuple[Showing, ...]
    kept: frozenset[str] = frozenset()


def window(today: date) -> tuple[date, date]:
    """The days of which a feed tells: whole months."""
    month = Period.containing(today, Grain.MONTH)
    return month.shifted(-MONTHS_BACK).begins, month.shifted(MONTHS_AHEAD).ends


def may_read(owner: User, branch: Branch) -> bool:
    """Whether any post of the owner still shows the branch, whichever was acted in last."""
    return any(
        post.branch_id == branch.pk
        or (post.unit and post.role in UNIT_ROLES and branch.unit.path.startswith(post.unit.path))
        for post in scope.posts_of(owner)
    )


def showings(owner: User, branch: Branch | None, today: date) -> Showings:
    """What the feed of ``branch``, or the owner's own, tells today. Seven queries."""
    return _Teller(owner, branch, today).tell()


class _Teller:
    """Gathers the events; each ``uid`` goes to the first that takes it."""

    def __init__(self, owner: User, branch: Branch | None, today: date) -> None:
        posts = scope.posts_of(owner)
        self.today, self.own = today, branch is None
        self.first, self.last = window(today)
        self.committees = {post.branch_id for post in posts if post.role in COMMITTEE_ROLES}
        self.above = tuple(
            post.unit.path for post in posts if post.unit and post.role in UNIT_ROLES
        )
        belongs = list(
            Membership.objects.on(today)
            .filter(member__user=owner.pk)
            .values_list("branch_id", "group_id")
        )
        self.groups = {group for _, group in belongs if group}
        mine = {post.branch_id for post in posts if post.branch_id} | {key for key, _ in belongs}
        shown = Branch.objects.filter(pk__in=[branch.pk] if branch else mine)
        self.branches = list(shown.select_related("unit").order_by("pk"))
        self.found: dict[str, Showing] = {}
        self.kept: set[str] = set()

    def tell(self) -> Showings:
        for showing in (*self._recorded(), *self._prepared(), *self._planned()):
            if showing.uid not in self.kept:
                self.found.setdefault(showing.uid, showing)
        return Showings(tuple(self.found.values()), frozenset(self.kept))

    # What has a record

    def _recorded(self) -> Iterator[Showing]:
        """What was held or called off. In the own calendar, only where the owner is expected."""
        taken: set[str] = set()
        for credits in self._by_meeting():
            meeting, branch_id = credits[0].meeting, credits[0].branch_id
            kinds = {credit.kind for credit in credits}
            uid = _uid(meeting.token, branch_id, kinds, meeting.held_on)
            if uid in taken:  # a second theme day in the month
                uid = _uid(meeting.token, branch_id, set(), meeting.held_on)
            taken.add(uid)
            if meeting.is_open and not self._writes(credits[0]):
                self.kept |= {uid, f"{uid}-2"}  # being reworded, and nobody else's matter
            elif not self.own or self._expects(credits):
                yield from _sittings(meeting, uid)

    def _by_meeting(self) -> Iterator[list[Credit]]:
        """The credits of each meeting and branch; what was held comes before what was not."""
        rows = (
            Credit.objects.filter(branch__in=self.branches, held_on__range=(self.first, self.last))
            .select_related("meeting", "branch__unit")
            .prefetch_related("meeting__sittings")
            .order_by("held_on", "meeting_id", "pk")
        )
        found: dict[tuple[int, int], list[Credit]] = {}
        for credit in sorted(rows, key=lambda credit: credit.state == MeetingState.CANCELLED):
            found.setdefault((credit.meeting_id, credit.branch_id), []).append(credit)
        yield from found.values()

    def _writes(self, credit: Credit) -> bool:
        path = credit.branch.unit.path
        return credit.branch_id in self.committees or path.startswith(self.above)

    def _expects(self, credits: list[Credit]) -> bool:
        circle = circle_of(credit.kind for credit in credits)
        if circle is Circle.COMMITTEE:
            return credits[0].branch_id in self.committees
        return circle is Circle.MEMBERS or any(c.group_id in self.groups for c in credits)

    # What is to come

    def _prepared(self) -> Iterator[Showing]:
        """Drafts with a day, for those who write them."""
        mine = [branch for branch in self.branches if branch.pk in self.committees]
        for draft in Draft.objects.filter(branch__in=mine, meeting=None).order_by("pk"):
            day = draft.planned_day
            if day is not None and self.first <= day <= self.last:
                yield _draft(draft, day)

    def _planned(self) -> Iterator[Showing]:
        """Theme days by the rule of each branch."""
        months = list(between(self.first, self.last, Grain.MONTH))
        planner = DayPlanner.of(months, self.today)
        for branch in self.branches:
            for month in months if branch.owes_theme_days else ():
                day = planner.by_rule(branch.theme_day, month, branch.unit.path).day
                if branch.exists_on(day):
                    yield Showing(
                        _uid_of_theme_day(branch.pk, month),
                        title=f"主题党日 · {branch.name}",
                        starts_on=day,
                        place=branch.usual_place,
                    )


def _uid_of_theme_day(branch_id: int, month: Period) -> str:
    return f"theme-day-{branch_id}-{month}"


def _uid(token: UUID, branch_id: int, kinds: Collection[str], day: date) -> str:
    if MeetingKind.THEME_DAY in kinds:
        return _uid_of_theme_day(branch_id, Period.containing(day, Grain.MONTH))
    return f"meeting-{token}"


def _sittings(meeting: Meeting, uid: str) -> Iterator[Showing]:
    """One event a sitting; a meeting that was called off has none and takes the day."""
    cancelled = meeting.state == MeetingState.CANCELLED
    sittings: list[Any] = list(meeting.sittings.all()) or [None]
    for sitting in sittings:
        second = sitting is not None and sitting.number > 1
        yield Showing(
            f"{uid}-{sitting.number}" if second else uid,
            title=meeting.title,
            starts_on=timezone.localdate(sitting.starts_at) if sitting else meeting.held_on,
            starts_at=sitting and sitting.starts_at,
            ends_at=sitting and sitting.ends_at,
            place=(sitting and sitting.place) or meeting.place,
            is_over=not cancelled,
            is_cancelled=cancelled,
        )


def _draft(draft: Draft, day: date) -> Showing:
    starts, ends = _moment(day, draft.typed("starts")), _moment(day, draft.typed("ends"))
    timed = starts is not None and ends is not None and starts < ends
    return Showing(
        _uid(draft.token, draft.branch_id, draft.content.get("kinds", ()), day),
        title=str(draft)[:LONGEST_TITLE],
        starts_on=day,
        starts_at=starts if timed else None,
        ends_at=ends if timed else None,
        place=draft.typed("place")[:LONGEST_PLACE],
    )


def _moment(day: date, written: str) -> datetime | None:
    try:
        hour = parse_time(written)
    except ValueError:
        return None
    return timezone.make_aware(datetime.combine(day, hour.replace(tzinfo=None))) if hour else None


# As a file


def written(name: str, events: list[FeedEvent]) -> bytes:
    """The feed as iCalendar (RFC 5545), the same bytes as long as nothing changes."""
    calendar = Calendar()
    for key, value in (
        ("prodid", PRODUCT),
        ("version", "2.0"),
        ("calscale", "GREGORIAN"),
        ("method", "PUBLISH"),
        ("x-wr-calname", name),
        ("x-wr-timezone", timezone.get_default_timezone_name()),
    ):
        calendar.add(key, value)
    calendar.add("refresh-interval", timedelta(hours=1), parameters={"value": "DURATION"})
    for event in events:
        calendar.add_component(_event(event))
    calendar.add_missing_timezones()
    return calendar.to_ical()


def _event(event: FeedEvent) -> Event:
    made = Event()
    made.add("uid", f"{event.uid}@{HOST}")
    made.add("sequence", event.sequence)
    made.add("dtstamp", event.changed_at)
    made.add("last-modified", event.changed_at)
    made.add("summary", event.title)
    if event.starts_at and event.ends_at:
        made.add("dtstart", timezone.localtime(event.starts_at))
        made.add("dtend", timezone.localtime(event.ends_at))
    else:
        made.add("dtstart", event.starts_on)
        made.add("dtend", event.starts_on + timedelta(days=1))
        made.add("transp", "TRANSPARENT")
    if event.place:
        made.add("location", event.place)
    made.add("status", "CANCELLED" if event.is_cancelled else "CONFIRMED")
    if not event.is_over and not event.is_cancelled:
        made.add_component(_alarm(event))
    return made


def _alarm(event: FeedEvent) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", event.title)
    alarm.add("trigger", BEFORE if event.starts_at else BEFORE_A_DAY)
    return alarm
