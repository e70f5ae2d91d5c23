"""The list of duties as its address asks for it: whose, how far, at which place."""

from __future__ import annotations

from datetime import date
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, Q
from django.http import QueryDict

from accounts.models import User
from branches import scope
from branches.models import Branch, Unit
from duties.choices import DutySource, DutyState
from duties.history import status_at
from duties.models import Duty
from duties.models.duty import DutyQuerySet

TABS = (
    ("mine", "我负责的"),
    ("verify", "待我核验"),
    ("late", "已逾期"),
    ("owed", "办理中"),
    ("done", "待核验"),
    ("ended", "已办结"),
)
EVERY_STATE = ("owed", "done", "ended")  # tabs that hold every duty between them
NOTHING = {
    "mine": "现在没有要您办理的事。",
    "verify": "没有等您核验的事。",
    "late": "没有逾期的事。",
    "owed": "没有办理中的事。会上定了责任人和时限的决定、责任清单、交办的事会列在这里。",
    "done": "没有等待核验的事。",
    "ended": "还没有办结的事。",
}
SORTS = {"due": ("due_on", "pk"), "place": ("branch__name", "unit__path", "due_on", "pk")}


class DutyListing:
    """What ``user`` sees of the duties: ``show`` (a tab), ``q``, ``source``, ``unit``, ``branch``,
    ``sort``; what is not understood is passed over."""

    def __init__(self, user: User, query: QueryDict, today: date) -> None:
        self.user = user
        self.query = query
        self.today = today
        self.typed = query.get("q", "").strip()[:40]

    @cached_property
    def show(self) -> str:
        """Officers begin with what is late, others with their own."""
        asked = self.query.get("show", "")
        usual = "late" if scope.held_by(self.user).unit_paths else "mine"
        return asked if asked in dict(TABS) else usual

    @cached_property
    def unit(self) -> Unit | None:
        code = self.query.get("unit")
        return Unit.objects.visible_to(self.user).filter(code=code).first() if code else None

    @cached_property
    def branch(self) -> Branch | None:
        code = self.query.get("branch")
        return Branch.objects.visible_to(self.user).filter(code=code).first() if code else None

    @cached_property
    def source(self) -> str:
        asked = self.query.get("source", "")
        return asked if asked in DutySource.values else ""

    @cached_property
    def found(self) -> DutyQuerySet:
        """All that the chips leave, whatever the tab."""
        rows = Duty.objects.visible_to(self.user)
        if self.unit:
            path = self.unit.path
            rows = rows.filter(
                Q(branch__unit__path__startswith=path) | Q(unit__path__startswith=path)
            )
        if self.branch:
            rows = rows.filter(branch=self.branch)
        if self.source:
            rows = rows.filter(source=self.source)
        if self.typed:
            rows = rows.filter(Q(title__icontains=self.typed) | Q(owner__name__contains=self.typed))
        return rows

    @property
    def duties(self) -> DutyQuerySet:
        """Those of the tab, in order."""
        asked = self.query.get("sort", "")
        fields = SORTS.get(asked.removeprefix("-"), SORTS["due"])
        backwards = asked.startswith("-") or (not asked and self.show == "ended")
        order = [f"-{field}" for field in fields] if backwards else list(fields)
        return self._of(self.show, self.found).order_by(*order)

    def _of(self, tab: str, rows: DutyQuerySet) -> DutyQuerySet:
        match tab:
            case "mine":
                return rows.owned_by(self.user).owed()
            case "verify":
                return rows.awaiting_verification_by(self.user)
            case "late":
                return rows.overdue(self.today)
            case "done":
                return rows.filter(state=DutyState.DONE)
            case "ended":
                return rows.filter(state__in=[DutyState.VERIFIED, DutyState.DROPPED])
        return rows.owed()

    @cached_property
    def counts(self) -> dict[str, int]:
        """How many stand under each tab. One query."""
        keys = {tab: self._of(tab, self.found).order_by().values("pk") for tab, _ in TABS}
        return self.found.order_by().aggregate(
            **{tab: Count("pk", filter=Q(pk__in=some)) for tab, some in keys.items()}
        )

    @property
    def tabs(self) -> list[tuple[str, str, bool, int]]:
        """As components/tabs.html takes them."""
        return [
            (label, self.address(show=tab), tab == self.show, self.counts[tab])
            for tab, label in TABS
        ]

    @property
    def nothing(self) -> str:
        return NOTHING[self.show]

    @property
    def elsewhere(self) -> tuple[str, str, str] | None:
        """Nothing under this tab and something under another: what is said, and the way there."""
        if not self.is_narrowed:
            return None
        tab = next((state for state in EVERY_STATE if self.counts[state]), None)
        if tab is None:
            return None
        label = dict(TABS)[tab]
        told = f"这里没有符合条件的事项，“{label}”里有 {self.counts[tab]} 件。"
        return told, self.address(show=tab), f"看{label}"

    @property
    def is_narrowed(self) -> bool:
        return bool(self.typed or self.unit or self.branch or self.source)

    def address(self, **changed: str) -> str:
        """The present address with other parameters; paging starts anew."""
        kept = {key: value for key, value in self.query.items() if value and key != "page"}
        return "?" + urlencode({k: v for k, v in (kept | changed).items() if v})

    def chips(self, options: dict[str, str]) -> list[dict[str, Any]]:
        """As components/filters.html takes them; ``options`` are addresses of long menus."""
        chosen = [("source", "来源", str(DutySource(self.source).label) if self.source else "")]
        if scope.held_by(self.user).unit_paths:
            chosen.append(("unit", "单位", self.unit.name if self.unit else ""))
            chosen.append(("branch", "党支部", self.branch.name if self.branch else ""))
        return [
            {
                "label": label,
                "value": value,
                "clear_url": self.address(**{name: ""}),
                "load_url": options.get(name, ""),
                "options": []
                if value or name != "source"
                else [
                    (word, self.address(source=code), False, None)
                    for code, word in DutySource.choices
                ],
            }
            for name, label, value in chosen
        ]


def status_of(duty: Duty, today: date) -> tuple[str, str]:
    """State of a duty as ``{% status %}`` takes it."""
    return status_at(duty.state, duty.due_on, today)
