"""Decisions: which are open, which are overdue, which are done."""

from __future__ import annotations

from datetime import date
from functools import cached_property
from typing import Any

from django.db.models import Count, Q
from django.http import QueryDict

from accounts.models import User
from meetings.choices import ENTERED
from meetings.models import Decision

TABS = (("open", "未完成"), ("overdue", "已逾期"), ("done", "已完成"))


class DecisionFilter:
    """By ``state``, branch and words, of records that were handed in."""

    def __init__(self, query: QueryDict, *, user: User, today: date) -> None:
        self.query = query
        self.user = user
        self.today = today

    @property
    def state(self) -> str:
        asked = self.query.get("state", "")
        return asked if asked in dict(TABS) else "open"

    @cached_property
    def _all(self) -> Any:
        rows = Decision.objects.visible_to(self.user).filter(item__meeting__state__in=ENTERED)
        branch, words = self.query.get("branch", ""), self.query.get("q", "").strip()[:40]
        if branch:
            rows = rows.filter(branch__code=branch)
        if words:
            rows = rows.filter(Q(text__icontains=words) | Q(owner__name__icontains=words))
        return rows

    def _of(self, state: str) -> Q:
        if state == "done":
            return Q(done_on__isnull=False)
        if state == "overdue":
            return Q(done_on=None, due_on__lt=self.today)
        return Q(done_on=None)

    @property
    def rows(self) -> Any:
        """Those with the earliest date first; of the done ones the latest."""
        order = ("-done_on", "-pk") if self.state == "done" else ("due_on", "pk")
        return (
            self._all.filter(self._of(self.state))
            .select_related("branch", "owner", "item__meeting")
            .defer("owner__id_number", "owner__phone")
            .order_by(*order)
        )

    @cached_property
    def counts(self) -> dict[str, int]:
        return self._all.aggregate(
            **{state: Count("pk", filter=self._of(state)) for state, _ in TABS}
        )

    @property
    def nothing(self) -> str:
        """What an empty list says."""
        return {
            "open": "没有未完成的决定。会上定了责任人和时限的事会列在这里。",
            "overdue": "没有逾期的决定。",
            "done": "还没有办完的决定。",
        }[self.state]

    @property
    def tabs(self) -> list[tuple[str, str, bool, int]]:
        """As components/tabs.html takes them."""
        tabs = []
        for state, label in TABS:
            query = self.query.copy()
            query.pop("page", None)
            query["state"] = state
            here = state == self.state
            tabs.append((label, f"?{query.urlencode()}", here, self.counts[state]))
        return tabs
