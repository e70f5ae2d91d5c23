"""The list of people as its address asks for it: searched, filtered, sorted."""

from __future__ import annotations

from datetime import date
from functools import cached_property
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.db.models import Exists, OuterRef
from django.http import QueryDict

from accounts.models import User
from accounts.prepared import Prepared
from accounts.ui.words import NOTHING
from branches.models import Branch, Unit
from members.choices import PARTY_STAGES, StaffCategory, Stage
from members.models import Member, Membership
from members.models.member import MemberQuerySet
from members.search import matching

SORTS = {
    "name": ("name_pinyin", "pk"),
    "staff": ("staff_number", "pk"),
    "unit": ("unit__path", "name_pinyin", "pk"),
    "joined": ("joined_on", "name_pinyin", "pk"),
}
USUAL_SORT = "name"
PARTY, WITHOUT = "party", "without"
CATEGORIES, STANDINGS = dict(StaffCategory.choices), dict(Stage.choices)
STAGES = [(PARTY, "党员（含预备）"), *Stage.choices]


class Listing:
    """What ``user`` sees of the people with the parameters of the address.

    ``q``, ``unit`` and ``branch`` (codes), ``category``, ``stage``, ``without`` and ``sort``; what
    is not understood is passed over.
    """

    def __init__(self, user: User, query: QueryDict, today: date) -> None:
        self.user = user
        self.query = query
        self.today = today
        self.typed = query.get("q", "").strip()
        self.category = _one_of(query.get("category", ""), CATEGORIES)
        self.stage = _one_of(query.get("stage", ""), dict(STAGES))
        self.without = bool(query.get("without"))

    @cached_property
    def unit(self) -> Unit | None:
        code = self.query.get("unit")
        return Unit.objects.visible_to(self.user).filter(code=code).first() if code else None

    @cached_property
    def branch(self) -> Branch | None:
        code = self.query.get("branch")
        return Branch.objects.visible_to(self.user).filter(code=code).first() if code else None

    @property
    def members(self) -> MemberQuerySet:
        """The people, in order."""
        return self.found.order_by(*self._order())

    @property
    def found(self) -> MemberQuerySet:
        members = Member.objects.listed_for(self.user).present_force()
        if self.without:
            members = members.without_branch()
        if self.unit:
            members = members.filter(unit__path__startswith=self.unit.path)
        if self.branch:
            here = Membership.objects.on(self.today).filter(branch=self.branch)
            members = members.filter(Exists(here.filter(member=OuterRef("pk"))))
        if self.category:
            members = members.filter(category=self.category)
        if self.stage == PARTY:
            members = members.filter(stage__in=PARTY_STAGES)
        elif self.stage:
            members = members.filter(stage=self.stage)
        return matching(members, self.typed)

    @property
    def is_narrowed(self) -> bool:
        return bool(
            self.typed or self.unit or self.branch or self.category or self.stage or self.without
        )

    def address(self, **changed: str) -> str:
        """The present address with other parameters; paging starts anew."""
        kept = {key: value for key, value in self.query.items() if value and key != "page"}
        return "?" + urlencode({k: v for k, v in (kept | changed).items() if v})

    def _order(self) -> tuple[str, ...]:
        asked = self.query.get("sort", "")
        fields = SORTS.get(asked.removeprefix("-"), SORTS[USUAL_SORT])
        return tuple(f"-{field}" for field in fields) if asked.startswith("-") else fields


class ListedPerson(NamedTuple):
    """One row of the list, in words. A list of models would cost the page a third more."""

    pk: int
    url: str
    name: str
    sub: str
    staff_number: str
    unit: str
    branch: str
    stage: str
    joined: str


def rows_of(members: MemberQuerySet, today: date) -> list[ListedPerson]:
    """The people of one page, each with the branch of today. Two queries."""
    found = members.values_list(
        "pk", "name", "category", "post", "staff_number", "unit__name", "stage", "joined_on"
    )
    rows = list(found)
    branches = dict(_BELONGING.rows(members=[row[0] for row in rows], day=today))
    return [
        ListedPerson(
            pk=pk,
            url=f"{pk}/",  # below the address of the list
            name=name,
            sub=f"{CATEGORIES[category]} · {post}" if post else CATEGORIES[category],
            staff_number=staff_number or NOTHING,
            unit=unit,
            branch=branches.get(pk, NOTHING),
            stage=STANDINGS[stage],
            joined=joined or NOTHING,
        )
        for pk, name, category, post, staff_number, unit, stage, joined in rows
    ]


_BELONGING = Prepared(
    lambda members, day: (
        Membership.objects.on(day)
        .filter(member_id__in=members)
        .order_by("kind")
        .values_list("member_id", "branch__name")
    )
)


def chips(listing: Listing, options: dict[str, str]) -> list[dict[str, Any]]:
    """The filter chips; ``options`` are addresses from which long menus are fetched when opened."""
    chosen = (
        ("unit", "单位", listing.unit and listing.unit.name),
        ("branch", "党支部", listing.branch and listing.branch.name),
        ("stage", "政治面貌", dict(STAGES).get(listing.stage)),
        ("category", "人员类别", CATEGORIES.get(listing.category)),
        ("without", "没有支部的党员", "是" if listing.without else ""),
    )
    short = {"stage": STAGES, "category": StaffCategory.choices}
    return [
        {
            "label": label,
            "value": value or "",
            "clear_url": listing.address(**{key: ""}),
            "load_url": options.get(key, ""),
            "toggle_url": listing.address(without="1") if key == "without" else "",
            "options": []
            if value
            else [
                (word, listing.address(**{key: code}), False, None)
                for code, word in short.get(key, ())
            ],
        }
        for key, label, value in chosen
    ]


def _one_of(value: str, known: dict[str, str]) -> str:
    return value if value in known else ""
