"""Working days, month arithmetic and a branch's theme day. Pure: the holiday table is passed in.

The State Council announces holidays and make-up working days year by year; they cannot be computed.
In a year that nobody has entered, Monday to Friday less the statutory days of fixed date count as
working days, and whatever rests on such a year says that it is provisional.
(《全国年节及纪念日放假办法》2024年修订: 1 January, 1–2 May and 1–3 October have fixed dates;
the others follow the moon.)
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from branches.choices import ThemeDayRule
from branches.periods import Period, month

ONE_DAY = timedelta(days=1)
WEEKDAY_NAMES = "一二三四五六日"
FIXED_HOLIDAYS = {
    (1, 1): "元旦",
    (5, 1): "劳动节",
    (5, 2): "劳动节",
    (10, 1): "国庆节",
    (10, 2): "国庆节",
    (10, 3): "国庆节",
}


@dataclass(frozen=True, slots=True)
class DayMark:
    """What the official table says of a day: off or a make-up working day, and why."""

    day: date
    is_off: bool
    name: str


class WorkCalendar:
    """Which days are worked, by an official table of exceptions to Monday–Friday.

    A year counts as official once the table has its 1 October off: the notice comes as a whole, so
    a day or two entered by hand do not yet make a table.
    """

    __slots__ = ("_marks", "official_years")

    def __init__(self, marks: Iterable[DayMark] = ()) -> None:
        self._marks = {mark.day: mark for mark in marks}
        self.official_years = frozenset(
            day.year
            for day, mark in self._marks.items()
            if mark.is_off and (day.month, day.day) == (10, 1)
        )

    def is_workday(self, day: date) -> bool:
        """Whether the day is worked."""
        mark = self._marks.get(day)
        if mark:
            return not mark.is_off
        return day.weekday() < 5 and not self._is_fixed_holiday(day)

    def is_provisional(self, day: date) -> bool:
        """Whether no official table covers the day's year, so that the answer may still change."""
        return day.year not in self.official_years

    def name_of(self, day: date) -> str:
        """Why the day is an exception (国庆节), or an empty string."""
        mark = self._marks.get(day)
        if mark:
            return mark.name
        return FIXED_HOLIDAYS[day.month, day.day] if self._is_fixed_holiday(day) else ""

    def _is_fixed_holiday(self, day: date) -> bool:
        return self.is_provisional(day) and (day.month, day.day) in FIXED_HOLIDAYS

    def workdays(self, first: date, last: date) -> int:
        """How many working days lie from ``first`` to ``last``, both included."""
        return sum(self.is_workday(day) for day in days(first, last))

    def add_workdays(self, start: date, count: int) -> date:
        """The day of the ``count``-th working day; the start itself counts if it is worked.

        A publication of five working days that starts on a Monday runs to the Friday (the start
        counts, 起始日计入). ``count`` is at least 1, otherwise ValueError.
        """
        if count < 1:
            raise ValueError("a span of working days has at least one")
        day = start
        while True:
            count -= self.is_workday(day)
            if not count:
                return day
            day += ONE_DAY


def days(first: date, last: date) -> Iterator[date]:
    """Every day from ``first`` to ``last``, both included."""
    return (first + timedelta(days=step) for step in range((last - first).days + 1))


def add_months(day: date, count: int) -> date:
    """The same day so many months later (earlier if negative), or the last day of that month.

    31 January and one month is 28 or 29 February.
    """
    target = month(day.year, day.month).shifted(count)
    return date(target.year, target.number, min(day.day, target.ends.day))


def add_years(day: date, count: int) -> date:
    """The same day so many years later; 29 February becomes the 28th in a common year."""
    return add_months(day, 12 * count)


def weekday_label(day: date) -> str:
    """``周五``."""
    return f"周{WEEKDAY_NAMES[day.weekday()]}"


def day_label(day: date, *, with_year: bool = True) -> str:
    """``2026年9月18日（周五）``, or ``9月18日（周五）`` without the year."""
    year = f"{day.year}年" if with_year else ""
    return f"{year}{day.month}月{day.day}日（{weekday_label(day)}）"


@dataclass(frozen=True, slots=True)
class DayRule:
    """A branch's theme day: day ``number``, the ``number``-th ``weekday``, or the last working day.

    ``weekday`` 0 is Monday. A day that the month lacks (the 31st, a fifth Friday) falls on the last
    such day of the month.
    """

    kind: ThemeDayRule
    number: int = 1
    weekday: int = 0

    def __post_init__(self) -> None:
        if not 1 <= self.number <= 31 or not 0 <= self.weekday <= 6:
            raise ValueError(f"no such day of a month: {self!r}")

    def resolve(self, period: Period, calendar: WorkCalendar) -> date:
        """The day that the rule names in that month, worked or not."""
        if self.kind == ThemeDayRule.FIXED_DAY:
            return period.begins.replace(day=min(self.number, period.ends.day))
        if self.kind == ThemeDayRule.NTH_WEEKDAY:
            return _nth_weekday(period, self.number, self.weekday)
        worked = (day for day in days(period.begins, period.ends) if calendar.is_workday(day))
        return max(worked, default=period.ends)

    @property
    def label(self) -> str:
        """``每月5日``, ``每月第一个周五``, ``每月最后一个周五``, ``每月最后一个工作日``."""
        if self.kind == ThemeDayRule.FIXED_DAY:
            return f"每月{self.number}日"
        if self.kind == ThemeDayRule.NTH_WEEKDAY:
            which = f"第{'一二三四'[self.number - 1]}个" if self.number < 5 else "最后一个"
            return f"每月{which}周{WEEKDAY_NAMES[self.weekday]}"
        return "每月最后一个工作日"


def _nth_weekday(period: Period, number: int, weekday: int) -> date:
    first = 1 + (weekday - period.begins.weekday()) % 7
    possible = range(first, period.ends.day + 1, 7)
    return period.begins.replace(day=possible[min(number, len(possible)) - 1])


class PlanState(StrEnum):
    """What became of the day that the rule named."""

    PLANNED = "planned"
    SHIFTED = "shifted"
    NEEDS_MANUAL = "needs_manual"


class Prefer(StrEnum):
    """In which direction a theme day gives way first."""

    NEXT = "next"
    PREVIOUS = "previous"


@dataclass(frozen=True, slots=True)
class PlannedDay:
    """A branch's theme day of one month, the day that its rule named, and why they differ."""

    day: date
    named: date
    state: PlanState
    reason: str
    provisional: bool


def plan_theme_day(
    year: int,
    number: int,
    rule: DayRule,
    calendar: WorkCalendar,
    *,
    window: int = 7,
    prefer: Prefer = Prefer.NEXT,
) -> PlannedDay:
    """The theme day of a month (``number`` 1–12): a working day within ``window`` days.

    《中国共产党支部工作条例（试行）》第十六条 asks for one relatively fixed day each month; giving
    way to a holiday by up to a week is published local practice. The day never leaves its month:
    where no working day is near, it stays and a person has to choose (``NEEDS_MANUAL``).
    """
    period = month(year, number)
    named = rule.resolve(period, calendar)
    near = (
        [named]
        if calendar.is_workday(named)
        else _workdays_near(named, period, calendar, window, prefer)
    )
    day = near[0] if near else named
    state = PlanState.PLANNED if day == named else PlanState.SHIFTED
    if not near:
        state = PlanState.NEEDS_MANUAL
    return PlannedDay(
        day, named, state, _reason(named, day, state, calendar), calendar.is_provisional(named)
    )


def _workdays_near(
    named: date, period: Period, calendar: WorkCalendar, window: int, prefer: Prefer
) -> list[date]:
    """Working days of the month in the window: preferred direction first, then the nearest."""
    later = [named + timedelta(days=step) for step in range(1, window + 1)]
    earlier = [named - timedelta(days=step) for step in range(1, window + 1)]
    order = later + earlier if prefer is Prefer.NEXT else earlier + later
    return [day for day in order if day in period and calendar.is_workday(day)]


def _reason(named: date, day: date, state: PlanState, calendar: WorkCalendar) -> str:
    """One sentence for the screen; empty when the day stands as named."""
    if state is PlanState.PLANNED:
        return ""
    why = calendar.name_of(named) or "休息日"
    start = f"{day_label(named, with_year=False)}逢{why}"
    if state is PlanState.NEEDS_MANUAL:
        return f"{start}，本月前后一周内没有工作日，请人工确定。"
    return f"{start}，{'顺延' if day > named else '提前'}至{day_label(day, with_year=False)}。"
