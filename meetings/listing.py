"""The list of records: what may be asked of it, its chips and its rows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import date
from functools import cache, cached_property
from typing import Any

from django.db.models import Exists, OuterRef, Q, Subquery
from django.http import QueryDict

from accounts.models import User
from accounts.prepared import Prepared, Slices
from branches.models import Branch, Unit
from branches.periods import Grain, Period, PeriodRefused
from meetings.choices import MeetingKind, MeetingState, ReviewAction
from meetings.models import Credit, Meeting, Oddity, Review
from meetings.models.meeting import MeetingQuerySet

SORTS = {
    "day": ("held_on", "pk"),
    "title": ("title", "pk"),
    "branch": ("branch__name", "pk"),
    "entered": ("handed_in_at", "pk"),
}
FLAGS = {"late": "补录", "odd": "有疑点"}


class MeetingFilter:
    """Reads the address, narrows the rows, and says what was chosen in chips.

    Period, branch, unit, kind, state, ``late``, ``odd``, ``q``, ``sort``. What cannot be read is
    not asked.
    """

    def __init__(self, query: QueryDict, *, user: User, today: date) -> None:
        self.query = query
        self.user = user
        self.today = today

    @cached_property
    def period(self) -> Period | None:
        """The year that runs, unless the address says otherwise; ``all`` for all of it."""
        written = self.query.get("period", "")
        if written == "all":
            return None
        try:
            return Period.parse(written)
        except PeriodRefused:
            return Period.containing(self.today, Grain.YEAR)

    @cached_property
    def kind(self) -> MeetingKind | None:
        return _choice(MeetingKind, self.query.get("kind", ""))

    @cached_property
    def state(self) -> MeetingState | None:
        return _choice(MeetingState, self.query.get("state", ""))

    @cached_property
    def branch(self) -> Branch | None:
        code = self.query.get("branch", "")
        return Branch.objects.visible_to(self.user).filter(code=code).first() if code else None

    @cached_property
    def unit(self) -> Unit | None:
        code = self.query.get("unit", "")
        return Unit.objects.visible_to(self.user).filter(code=code).first() if code else None

    @property
    def flags(self) -> list[str]:
        return [flag for flag in FLAGS if self.query.get(flag)]

    @property
    def is_counted(self) -> bool:
        """Whether a number of the board leads here, which counts gatherings, not records."""
        return bool(self.query.get("counted"))

    @property
    def words(self) -> str:
        return self.query.get("q", "").strip()[:40]

    def narrow(self, rows: MeetingQuerySet) -> MeetingQuerySet:
        """The rows asked for, in the order asked for."""
        rows = narrowed(rows, **self._values)
        if self.words:
            rows = rows.filter(
                Q(title__icontains=self.words) | Q(branch__name__icontains=self.words)
            )
        return rows.order_by(*self._order)

    def listed(self) -> MeetingQuerySet | Slices[Meeting]:
        """What the page lists, for a ``Paginator``."""
        if self.words:
            return self.narrow(Meeting.objects.visible_to(self.user)).select_related("branch")
        return _listed(self._order).slices(user=self.user, **self._values)

    @property
    def _values(self) -> dict[str, Any]:
        return {
            "begins": self.period and self.period.begins,
            "ends": self.period and self.period.ends,
            "kind": self.kind,
            "state": self.state,
            "branch": self.branch and self.branch.pk,
            "path": self.unit and self.unit.path,
            "late": "late" in self.flags,
            "odd": "odd" in self.flags,
        }

    @property
    def _order(self) -> tuple[str, ...]:
        asked = self.query.get("sort", "-day")
        names = SORTS.get(asked.removeprefix("-"), SORTS["day"])
        sign = "-" if asked.startswith("-") or asked not in SORTS else ""
        return tuple(f"{sign}{name}" for name in names)

    # Chips

    @property
    def chips(self) -> list[dict[str, Any]]:
        """As components/filters.html takes them."""
        chips = [
            self._chip("kind", "类型", self.kind, MeetingKind.choices),
            self._chip("state", "状态", self.state, _states()),
        ]
        if self.units or self.unit:
            units = [(unit.code, unit.name) for unit in self.units]
            chips.insert(0, self._chip("unit", "单位", self.unit and self.unit.code, units))
        if self.branch:
            chips.insert(0, self._fixed("branch", "支部", self.branch.name))
        if self.words:
            chips.insert(0, self._fixed("q", "搜索", self.words))
        return chips

    @property
    def toggles(self) -> list[tuple[str, str, bool]]:
        """Label, address and whether on, of what is either asked or not."""
        return [
            (label, self.address(**{flag: "" if flag in self.flags else "1"}), flag in self.flags)
            for flag, label in FLAGS.items()
        ]

    @cached_property
    def units(self) -> list[Unit]:
        """The units next below the highest that the user acts for, to narrow to one."""
        top = _HIGHEST.instance(user=self.user)
        if top is None or not top.numchild:
            return []
        return list(_units_at(top.depth + 1).instances(user=self.user, path=top.path))

    def _chip(
        self, name: str, label: str, chosen: Any, choices: Iterable[tuple[str, str]]
    ) -> dict[str, Any]:
        choices = list(choices)
        return {
            "label": label,
            "value": dict(choices).get(chosen, "") if chosen else "",
            "clear_url": self.address(**{name: ""}),
            "options": [
                (word, self.address(**{name: value}), value == chosen, None)
                for value, word in choices
            ],
        }

    def _fixed(self, name: str, label: str, value: str) -> dict[str, Any]:
        return {"label": label, "value": value, "clear_url": self.address(**{name: ""})}

    @property
    def switcher(self) -> dict[str, Any]:
        """As components/period.html takes it."""
        if self.period is None:
            return {"label": "全部", "kinds": self._grains(), "this_url": ""}
        now = Period.containing(self.today, self.period.grain)
        return {
            "label": self.period.label,
            "prev_url": self.address(period=str(self.period.previous)),
            "next_url": self.address(period=str(self.period.next)),
            "this_url": "" if self.period == now else self.address(period=str(now)),
            "kinds": self._grains(),
        }

    def _grains(self) -> list[tuple[str, str, bool]]:
        day = min(self.period.ends, self.today) if self.period else self.today
        day = max(day, self.period.begins) if self.period else day
        return [
            (
                word,
                self.address(period=str(Period.containing(day, grain))),
                bool(self.period and self.period.grain is grain),
            )
            for word, grain in (("月", Grain.MONTH), ("季", Grain.QUARTER), ("年", Grain.YEAR))
        ]

    @property
    def kept(self) -> list[tuple[str, str]]:
        """What a new search leaves in the address."""
        return [
            (name, self.query.get(name, "")) for name in self.query if name not in ("q", "page")
        ]

    @property
    def is_narrowed(self) -> bool:
        """Whether anything was asked, so that an empty list may come from that."""
        return any(self.query[name] for name in self.query if name not in ("sort", "page"))

    def address(self, **changes: str) -> str:
        """The present address with these parameters changed; empty ones leave it."""
        query = self.query.copy()
        query.pop("page", None)
        for name, value in changes.items():
            query[name] = value
            if not value:
                del query[name]
        return f"?{query.urlencode()}"


_HIGHEST = Prepared(lambda user: Unit.objects.visible_to(user).order_by("depth", "path")[:1])


@cache
def _units_at(depth: int) -> Prepared[Unit]:
    return Prepared(
        lambda user, path: Unit.objects.visible_to(user).filter(depth=depth, path__startswith=path)
    )


@cache
def _listed(order: tuple[str, ...]) -> Prepared[Meeting]:
    return Prepared(
        lambda user, **values: (
            narrowed(Meeting.objects.visible_to(user), **values)
            .select_related("branch")
            .order_by(*order)
        )
    )


def narrowed(
    rows: MeetingQuerySet,
    *,
    begins: date | None,
    ends: date | None,
    kind: str | None,
    state: str | None,
    branch: int | None,
    path: str | None,
    late: bool,
    odd: bool,
) -> MeetingQuerySet:
    """Those held from ``begins`` to ``ends`` that count as ``kind`` or for ``branch``, of branches
    under the unit at ``path``."""
    if begins and ends:
        rows = rows.held_within(begins, ends)
    if kind:
        credited = Credit.objects.filter(kind=kind, meeting=OuterRef("pk"))
        rows = rows.filter(Exists(credited))
    if state:
        rows = rows.filter(state=state)
    if branch:
        credited = Credit.objects.filter(branch=branch).order_by()
        rows = rows.filter(pk__in=credited.values("meeting"))
    if path:
        rows = rows.filter(branch__unit__path__startswith=path)
    if late:
        rows = rows.late()
    return rows.odd() if odd else rows


_KINDS = Prepared(
    lambda meetings: Credit.objects.filter(meeting_id__in=meetings).values_list(
        "meeting_id", "kind"
    )
)
_ODD = Prepared(
    lambda meetings: (
        Oddity.objects.unexplained().filter(meeting_id__in=meetings).values_list("meeting_id")
    )
)


def marked(meetings: Sequence[Meeting]) -> Sequence[Meeting]:
    """Each with ``kinds``, the labels of what it counts for, and ``odd``, whether something about
    it is unexplained. Two queries, by key: asked of all rows they would read all oddities."""
    keys = [meeting.pk for meeting in meetings]
    chosen: defaultdict[int, set[str]] = defaultdict(set)
    for key, kind in _KINDS.rows(meetings=keys):
        chosen[key].add(kind)
    odd = {key for (key,) in _ODD.rows(meetings=keys)}
    for meeting in meetings:
        meeting.kinds, meeting.odd = _labels(chosen[meeting.pk]), meeting.pk in odd
    return meetings


def with_remark(rows: MeetingQuerySet) -> MeetingQuerySet:
    """With the remark with which each was last returned."""
    returned = Review.objects.filter(meeting=OuterRef("pk"), action=ReviewAction.RETURN)
    return rows.annotate(remark=Subquery(returned.order_by("-pk").values("remark")[:1]))


def _choice(choices: Any, written: str) -> Any:
    return choices(written) if written in choices.values else None


def _states() -> list[tuple[str, str]]:
    shown = (
        MeetingState.HANDED_IN,
        MeetingState.RETURNED,
        MeetingState.DRAFT,
        MeetingState.ACCEPTED,
        MeetingState.CANCELLED,
    )
    return [
        (state.value, "撤回未报" if state == MeetingState.DRAFT else state.label) for state in shown
    ]


def kinds_of(meeting: Meeting) -> list[str]:
    """Labels of what the meeting counts for, from prefetched credits."""
    return _labels({credit.kind for credit in meeting.credits.all()})


def _labels(kinds: Collection[str]) -> list[str]:
    return [kind.label for kind in MeetingKind if kind in kinds]
