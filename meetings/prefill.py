"""What the form of a new record starts with, so that nothing is asked that is known already.

The day is the branch's theme day, time, place and recorder those of last time, the chair is the
secretary; a theme brings title and agenda. Everybody is present until somebody says otherwise.
"""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from django.utils import timezone

from branches.calendar import DayRule, plan_theme_day
from branches.choices import Role, ThemeDayRule
from branches.models import Appointment
from branches.paths import upwards
from branches.periods import Grain, Period
from branches.services.holidays import work_calendar
from meetings.choices import MeetingKind, MeetingState
from meetings.fields import Fields
from meetings.models import Credit, Meeting, Sitting, Theme
from meetings.outlines import outline

if TYPE_CHECKING:
    from branches.models import Branch

BEGINS = time(15, 0)
LECTURE = "党课："  # an item of a theme that starts so names the lecture
LASTS = timedelta(minutes=90)
ITEM = re.compile(r"i\d+-")


def prefill(
    *,
    branch: Branch,
    kinds: list[str],
    theme: Theme | None,
    today: date,
    day: date | None = None,
    period: Period | None = None,
) -> Fields:
    """The fields to start with. About seven queries.

    Without ``kinds``: the theme day, if this month's has come and is not recorded yet; else the
    kind is left to choose. ``period`` is what the meeting is owed for, when that has passed.
    """
    if day is None and period and period.ends < today:
        day = (
            None if period.grain is Grain.MONTH and MeetingKind.THEME_DAY in kinds else period.ends
        )
    about = day or (period.begins if period else today)
    month = Period.parse(theme.month) if theme else Period.containing(about, Grain.MONTH)
    if not kinds and (theme or _theme_day_waits(branch, month, today)):
        kinds = [MeetingKind.THEME_DAY]
    on_theme_day = MeetingKind.THEME_DAY in kinds
    if on_theme_day:
        theme = theme or theme_of(branch, month)
        day = day or theme_day(branch, month)
    day = day or today
    last = _last_record(branch)
    begins, ends = _hours(last)
    agenda = theme.agenda.splitlines() if theme and theme.agenda else outline(kinds)
    fields: Fields = {
        "kinds": list(kinds),
        "title": [theme.title if theme else usual_title(kinds, day)],
        "theme": [str(theme.pk)] if theme else [],
        "day": [day.isoformat()],
        "starts": [f"{begins:%H:%M}"],
        "ends": [f"{ends:%H:%M}"],
        "place": [_place(branch, last)],
        "chair": _key(_secretary(branch, day)),
        "recorder": _key(last.recorder_id if last else None),
    }
    fields["l0-who"] = fields["chair"]
    fields["l0-title"] = [title.removeprefix(LECTURE) for title in agenda if LECTURE in title][:1]
    return fields | {f"i{number}-title": [title] for number, title in enumerate(agenda)}


def _theme_day_waits(branch: Branch, month: Period, today: date) -> bool:
    held = Credit.objects.filter(branch=branch, kind=MeetingKind.THEME_DAY)
    recorded = held.held_within(month.begins, month.ends).exists()
    return not recorded and theme_day(branch, month) <= today


def theme_of(branch: Branch, month: Period) -> Theme | None:
    """The month's theme of the nearest unit above."""
    published = Theme.objects.published().filter(
        month=str(month), unit__path__in=upwards(branch.unit.path)
    )
    return published.order_by("-unit__depth", "pk").first()


def with_theme(fields: Fields, theme: Theme) -> Fields:
    """The form with the theme's title, and its agenda where nobody has written more than titles."""
    taken = fields | {"theme": [str(theme.pk)], "title": [theme.title]}
    written = any(
        any(texts)
        for name, texts in fields.items()
        if ITEM.match(name) and not name.endswith("-title")
    )
    if written or not theme.agenda:
        return taken
    kept = {name: texts for name, texts in taken.items() if not ITEM.match(name)}
    agenda = enumerate(theme.agenda.splitlines())
    return kept | {f"i{number}-title": [title] for number, title in agenda}


def usual_title(kinds: list[str], day: date) -> str:
    """9月支委会."""
    labels = [kind.label for kind in MeetingKind if kind in kinds]
    return f"{day.month}月{'暨'.join(labels[:2])}" if labels else ""


def theme_day(branch: Branch, month: Period) -> date:
    """The branch's theme day of the month, moved off holidays. One query."""
    calendar = work_calendar(first_year=month.year, last_year=month.year)
    rule = DayRule(
        ThemeDayRule(branch.theme_day_rule), branch.theme_day_number, branch.theme_day_weekday
    )
    return plan_theme_day(month.year, month.number, rule, calendar).day


def _last_record(branch: Branch) -> Meeting | None:
    held = Meeting.objects.filter(branch=branch).exclude(state=MeetingState.CANCELLED)
    return held.order_by("-held_on", "-pk").first()


def _hours(last: Meeting | None) -> tuple[datetime, datetime]:
    sitting = Sitting.objects.filter(meeting=last, number=1).first() if last else None
    if sitting:
        return timezone.localtime(sitting.starts_at), timezone.localtime(sitting.ends_at)
    begins = datetime.combine(date.min, BEGINS)
    return begins, begins + LASTS


def _place(branch: Branch, last: Meeting | None) -> str:
    return (last.place if last else "") or branch.usual_place


def _secretary(branch: Branch, day: date) -> int | None:
    posts = Appointment.objects.on(day).filter(branch=branch, role=Role.SECRETARY)
    return posts.order_by("-since").values_list("user__member", flat=True).first()


def _key(key: int | None) -> list[str]:
    return [str(key)] if key else []
