"""Chips, crumbs and columns of the board: what one may ask next, as addresses."""

from __future__ import annotations

from typing import NamedTuple

from django.urls import reverse

from accounts.models import User
from branches.models import Provision, Unit
from branches.paths import upwards
from meetings.choices import MeetingKind
from reports import links as addresses
from reports import wording
from reports.board import BoardShown
from reports.choices import By, Show

Option = tuple[str, str, bool, int | None]  # label, address, whether it is chosen, how many


class Filter(NamedTuple):
    """For components/filters.html."""

    label: str
    value: str
    clear_url: str
    options: list[Option]


class Column(NamedTuple):
    """A kind as the heading of a column, with the rule that asks for it."""

    kind: str
    label: str
    name: str
    url: str
    sorted: bool
    provision: Provision | None


def of_board(shown: BoardShown) -> list[Filter]:
    """The filters that make sense here: state, kind, and the units below."""
    asked = shown.asked
    found = [
        Filter(
            "状态",
            Show(asked.show).label if asked.show else "",
            asked.address(show=""),
            [(show.label, asked.address(show=show.value), False, None) for show in Show],
        ),
        Filter(
            "类型",
            MeetingKind(asked.kind).label if asked.kind else "",
            asked.address(kind=""),
            [
                (MeetingKind(kind).label, asked.address(kind=kind), False, None)
                for kind in shown.found.kinds
            ],
        ),
    ]
    if shown.tells_units_apart:
        options: list[Option] = [
            (unit.name, asked.address(unit=unit.code, by=""), False, None) for unit in shown.units
        ]
        found.append(Filter("单位", "", "", options))
    return found


def sides(shown: BoardShown) -> list[tuple[str, str, bool]]:
    """By branch or by unit, where there are units to tell apart."""
    if not shown.tells_units_apart:
        return []
    return [(by.label, shown.asked.address(by=by.value), by is shown.by) for by in By]


def columns(shown: BoardShown) -> list[Column]:
    """The headings; a kind that nobody here is asked for stands without its rule."""
    codes = {cell.kind: cell.code for row in shown.found.rows[:1] for cell in row.cells}
    return [
        Column(
            kind,
            wording.short(kind),
            str(MeetingKind(kind).label),
            shown.asked.address(sort=kind),
            shown.asked.sort == kind,
            shown.found.provisions.get(codes.get(kind, "")),
        )
        for kind in shown.kinds
    ]


def links(shown: BoardShown) -> dict[str, str]:
    """Where the figures of the sentence and the headings lead."""
    asked = shown.asked
    plain = {"kind": "", "show": "", "sort": ""}
    return {
        "all": asked.address(**plain),
        "late": asked.address(**plain | {"show": Show.LATE.value}),
        "due": asked.address(**plain | {"show": Show.DUE.value}),
        "not_held": asked.address(**plain | {"show": Show.NOT_HELD.value}),
        "meetings": addresses.meetings(unit=asked.unit, period=asked.period, counted=1),
        "by_name": asked.address(sort="name"),
        "by_late": asked.address(sort=""),
        "by_branch": asked.address(by=By.BRANCH.value),
    }


def crumbs(user: User, shown: BoardShown) -> list[tuple[str, str]]:
    """The units above the board's that the user sees, each with its own board."""
    if shown.unit is None or not shown.asked.unit:
        return []
    _, *above = upwards(shown.unit.path)
    units = Unit.objects.visible_to(user).filter(path__in=above)
    return [
        (unit.name, reverse("reports:board") + shown.asked.address(unit=unit.code, by=""))
        for unit in units
    ]
