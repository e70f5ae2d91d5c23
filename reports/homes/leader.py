"""The home of who leads a branch: what it owes now, what came back, what waits, then the year."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property

from django.db.models import OuterRef, Subquery
from django.urls import reverse

from accounts.models import User
from accounts.prepared import Prepared
from assessment.models import Claim
from branches.calendar import PlannedDay, WorkCalendar
from branches.models import Branch
from branches.periods import Grain, Period
from meetings.choices import MeetingKind, MeetingState, ReviewAction
from meetings.models import Decision, Draft, Meeting, Partner, Review, Theme
from meetings.partners import compared, waiting_for
from reports import links
from reports.homes.chosen import OfPeriod
from reports.homes.of_branch import PeriodOfBranch
from reports.homes.rows import OwedRow
from reports.homes.waiting import Waiting
from reports.theme_day import THEMES, calendar_on, next_theme_day, theme_day
from reports.turnout import Turnout, of_branch
from reports.year import BranchYear, Slot, year_of

OVERDUE_SHOWN = 3
ROWS_SHOWN = 5
DECISIONS_AHEAD = timedelta(days=14)

_JOINT = Prepared(lambda user, branch: waiting_for(user).filter(branch_id=branch))
_DRAFTS = Prepared(
    lambda user, branch: Draft.objects.manageable_by(user).filter(branch_id=branch)[
        : ROWS_SHOWN + 1
    ]
)
_LAST_REMARK = (
    Review.objects.filter(meeting=OuterRef("pk"), action=ReviewAction.RETURN)
    .order_by("-pk")
    .values("remark")[:1]
)
_RETURNED = Prepared(
    lambda user, branch: (
        Meeting.objects.manageable_by(user)
        .filter(branch_id=branch, state=MeetingState.RETURNED)
        .annotate(remark=Subquery(_LAST_REMARK))
    )
)
_CLAIMS = Prepared(
    lambda user, branch: (
        Claim.objects.reviewable_by(user)
        .filter(branch_id=branch)
        .select_related("member", "rule")
        .defer("member__id_number", "member__phone")[:ROWS_SHOWN]
    )
)
_DECISIONS = Prepared(
    lambda user, branch, until: (
        Decision.objects.visible_to(user)
        .filter(branch_id=branch, done_on=None, due_on__lte=until)
        .select_related("owner", "item")
        .defer("owner__id_number", "owner__phone")
        .order_by("due_on", "pk")[:ROWS_SHOWN]
    )
)


@dataclass
class LeaderHome(OfPeriod):
    """Asked by the template part by part."""

    user: User
    branch: Branch
    today: date
    asked: str = ""

    template = "reports/home_leader.html"

    @property
    def usual(self) -> Period:
        return self.month

    @cached_property
    def waiting(self) -> Waiting:
        return Waiting(self.user)

    @cached_property
    def past(self) -> PeriodOfBranch | None:
        """The figures of the period that was asked for."""
        if self.chosen.period is None:
            return None
        return PeriodOfBranch(self.user, self.branch, self.chosen.period, self.today)

    @cached_property
    def month(self) -> Period:
        return Period.containing(self.today, Grain.MONTH)

    @cached_property
    def year(self) -> BranchYear:
        return year_of(self.branch, year=self.today.year, today=self.today)

    @cached_property
    def year_shown(self) -> BranchYear:
        """That of the period."""
        if self.period.year == self.today.year:
            return self.year
        return year_of(self.branch, year=self.period.year, today=self.today)

    @cached_property
    def next_theme_day(self) -> PlannedDay:
        return next_theme_day(self.user, self.branch, self.today, self._calendar)

    @cached_property
    def _calendar(self) -> WorkCalendar:
        return calendar_on(self.today)

    @cached_property
    def planned(self) -> PlannedDay:
        """The theme day of this month."""
        return theme_day(self.branch, self.month, self._calendar)

    @cached_property
    def theme(self) -> Theme | None:
        """What the office nearest to the branch has published for this month."""
        return THEMES.instance(user=self.user, month=str(self.month))

    @cached_property
    def drafts(self) -> list[Draft]:
        return list(_DRAFTS.instances(user=self.user, branch=self.branch.pk))

    @cached_property
    def returned(self) -> list[Meeting]:
        """Records that came back, each with ``remark``: what is to be changed."""
        return list(_RETURNED.instances(user=self.user, branch=self.branch.pk))

    @cached_property
    def joint(self) -> list[Partner]:
        """Gatherings at which another branch says that this one was there too."""
        return compared(_JOINT.instances(user=self.user, branch=self.branch.pk))

    @cached_property
    def claims(self) -> list[Claim]:
        return list(_CLAIMS.instances(user=self.user, branch=self.branch.pk))

    @cached_property
    def decisions(self) -> list[Decision]:
        """Decided, not done, and due within a fortnight or overdue."""
        until = self.today + DECISIONS_AHEAD
        return list(_DECISIONS.instances(user=self.user, branch=self.branch.pk, until=until))

    @cached_property
    def owed(self) -> list[OwedRow]:
        """What was overdue last, then what is still to be done now, by day."""
        late = [self._late(slot) for slot in self._unexplained[:OVERDUE_SHOWN]]
        due = sorted([self._due(slot) for slot in self.year.due], key=lambda row: row.day)
        first = (due or late)[:1]  # of the one red button: what this month asks for first
        return [replace(row, primary=row in first) for row in late + due]

    @property
    def _unexplained(self) -> list[Slot]:
        """Of what is late, that for which nobody has written why it was not held."""
        return [slot for slot in self.year.overdue if not slot.not_held]

    @property
    def more_overdue(self) -> int:
        return max(0, len(self._unexplained) - OVERDUE_SHOWN)

    @cached_property
    def turnout(self) -> Turnout:
        return of_branch(self.user, self.branch, last=self.chosen.month, today=self.today)

    @property
    def turnout_note(self) -> str:
        """Which twelve months, where they are not the last ones."""
        return self.turnout.label if self.chosen.period else ""

    @property
    def claims_label(self) -> str:
        return f"全部 {self.waiting.counts['claims']} 条"

    @property
    def year_label(self) -> str:
        return f"{self.period.year}年"

    @property
    def claims_url(self) -> str:
        return f"{reverse('assessment:claims')}?show=waiting"

    @property
    def decisions_url(self) -> str:
        return reverse("meetings:decisions")

    @property
    def to_do(self) -> int:
        """How many things wait in all."""
        own = len(self.owed) + self.more_overdue + len(self.joint) + len(self.returned)
        return own + self.waiting.total

    def _late(self, slot: Slot) -> OwedRow:
        return OwedRow(
            day=slot.period.ends,
            title=f"{_when(slot.period)}{MeetingKind(slot.kind).label}",
            url=self._cell_url(slot),
            state=slot.mark,
            notes=[f"还差 {slot.lacking} 次"] if slot.owed > 1 else [],
            action_url=links.record(branch=self.branch.code, kind=slot.kind, period=slot.period),
            action_label="补录",
        )

    def _due(self, slot: Slot) -> OwedRow:
        if slot.kind == MeetingKind.THEME_DAY:
            return self._theme_day(slot)
        missing = f"，还差 {slot.lacking} 次" if slot.owed > 1 else ""
        return OwedRow(
            day=slot.period.ends,
            title=f"{_when(slot.period)}{MeetingKind(slot.kind).label}",
            url=self._cell_url(slot),
            state="due",
            word=f"最迟这一天{missing}",
            action_url=links.record(branch=self.branch.code, kind=slot.kind),
            action_label="记录",
        )

    def _theme_day(self, slot: Slot) -> OwedRow:
        """With the month's theme, if one was published: adopting it fills in title and agenda."""
        planned, theme = self.planned, self.theme
        adopted = next((d for d in self.drafts if theme and d.theme_id == theme.pk), None)
        past = planned.day < self.today
        return OwedRow(
            day=planned.day,
            title=f"{_when(slot.period)}主题党日",
            url=self._cell_url(slot),
            state="due",
            word="日子已过，尚未录入" if past else "",
            notes=[note for note in (theme and f"主题：{theme.title}", planned.reason) if note],
            action_url=adopted.get_absolute_url()
            if adopted
            else links.record(
                branch=self.branch.code,
                kind=slot.kind,
                day=planned.day,
                theme=theme.pk if theme else None,
            ),
            action_label="继续填写" if adopted else "采纳主题" if theme else "记录",
        )

    def _cell_url(self, slot: Slot) -> str:
        address = reverse("reports:cell", args=[self.branch.code, slot.kind])
        return f"{address}?period={slot.period}"


def _when(period: Period) -> str:
    """9月, 第三季度, 2026年: as one says it within the year."""
    return period.label if period.grain is Grain.YEAR else period.label.partition("年")[2]
