"""The weekly digest of what is overdue, to secretaries and to the officers one level up.

A secretary is told what the own branch owes; officers are told which branches under their unit are
late, where no officer stands nearer to the branch. A gap for which the branch has recorded why
nothing was held is explained already and not held against it here.

Everybody is told once a week at most: the key holds the place and the week. What is overdue is
derived from the database in a fixed number of queries; what is made good is taken back.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from urllib.parse import urlencode

from django.db import transaction
from django.urls import reverse

from branches.calendar import day_label
from branches.choices import UNIT_ROLES, Role
from branches.models import Appointment, Branch
from branches.officers import nearest_path
from branches.periods import Grain, Period
from meetings.cadence import Cell
from meetings.choices import MeetingKind
from notices import outbox
from notices.choices import NoticeKind
from reports.compliance import Row, compliance_of
from reports.facts import BranchLine

KEY = "overdue"
MOST_NAMED = 10  # branches that a digest names one by one
GRACE = timedelta(days=31)  # so long December is still asked for in the new year


@dataclass(frozen=True, slots=True)
class Late:
    """A branch that owes something unexplained: the cells, and how many meetings that is."""

    branch: BranchLine
    cells: tuple[Cell, ...]

    @property
    def count(self) -> int:
        return sum(cell.late for cell in self.cells)


@dataclass(frozen=True, slots=True)
class Place:
    """A unit with officers: who they are."""

    pk: int
    code: str
    name: str
    officers: tuple[int, ...]


@transaction.atomic
def tell(*, today: date, now: datetime) -> int:
    """Send the week's digests, and take back those that no longer hold; of how many branches."""
    period = Period.containing(today - GRACE, Grain.YEAR)
    late = late_branches(period=period, today=today)
    messages = [*_to_secretaries(late, today), *_to_officers(late, period, today)]
    outbox.say_exactly(kind=NoticeKind.OVERDUE, messages=messages, now=now)
    return len(late)


def late_branches(*, period: Period, today: date) -> list[Late]:
    """Branches with something overdue that nobody has explained, in the order of the tree."""
    board = compliance_of(Branch.objects.all(), period=period, today=today)
    return [
        Late(row.branch, cells) for row in board.rows if row.late and (cells := _unexplained(row))
    ]


def _unexplained(row: Row) -> tuple[Cell, ...]:
    return tuple(
        cell
        for cell in row.cells
        if cell.overdue and cell.falls_due and cell.kind not in row.not_held
    )


# To the branch


def _to_secretaries(late: list[Late], today: date) -> Iterator[outbox.Message]:
    secretaries = _secretaries([one.branch.pk for one in late], today)
    for one in late:
        for user in secretaries.get(one.branch.pk, ()):
            yield outbox.Message(
                recipient_id=user,
                key=f"{KEY}:branch:{one.branch.pk}:{_week(today)}",
                kind=NoticeKind.OVERDUE,
                subject=f"有 {one.count} 次组织生活逾期未录入",
                body="\n".join([f"{one.branch.name}，截至{day_label(today)}：", *_lines(one)]),
                path=reverse("reports:branch", args=[one.branch.code]),
            )


def _secretaries(branch_ids: list[int], today: date) -> dict[int, set[int]]:
    posts = Appointment.objects.on(today).filter(branch_id__in=branch_ids, role=Role.SECRETARY)
    found: dict[int, set[int]] = {}
    for branch, user in posts.values_list("branch_id", "user_id"):
        found.setdefault(branch, set()).add(user)
    return found


def _lines(one: Late) -> Iterator[str]:
    """``主题党日：2026年8月、2026年9月``."""
    for cell in one.cells:
        slots = "、".join(slot.label for slot in cell.missing)
        yield f"{MeetingKind(cell.kind).label}：{slots}"


# One level up


def _to_officers(late: list[Late], period: Period, today: date) -> Iterator[outbox.Message]:
    places = _places(today)
    under: dict[str, list[Late]] = {}
    for one in late:
        if path := nearest_path(one.branch.path, places):
            under.setdefault(path, []).append(one)
    for path, branches in under.items():
        place = places[path]
        for user in place.officers:
            yield _to_officer(user, place, branches, period, today)


def _to_officer(
    user: int, place: Place, branches: list[Late], period: Period, today: date
) -> outbox.Message:
    total = sum(one.count for one in branches)
    named = [f"{one.branch.name}：{one.count} 次" for one in branches[:MOST_NAMED]]
    if len(branches) > MOST_NAMED:
        named.append(f"……等 {len(branches)} 个党支部")
    query = urlencode({"unit": place.code, "period": str(period), "show": "late"})
    return outbox.Message(
        recipient_id=user,
        key=f"{KEY}:unit:{place.pk}:{_week(today)}",
        kind=NoticeKind.OVERDUE,
        subject=f"{len(branches)} 个党支部共有 {total} 次组织生活逾期未录入",
        body="\n".join([f"{place.name}，截至{day_label(today)}：", *named]),
        path=f"{reverse('reports:board')}?{query}",
    )


def _places(today: date) -> dict[str, Place]:
    """By its path, every unit at which somebody reviews. One query."""
    posts = Appointment.objects.on(today).filter(role__in=UNIT_ROLES).order_by("pk")
    found: dict[str, Place] = {}
    for path, pk, code, name, user in posts.values_list(
        "unit__path", "unit_id", "unit__code", "unit__name", "user_id"
    ):
        before = found[path].officers if path in found else ()
        found[path] = Place(pk, code, name, tuple(dict.fromkeys((*before, user))))
    return found


def _week(today: date) -> str:
    year, week, _ = today.isocalendar()
    return f"{year}-W{week:02}"
