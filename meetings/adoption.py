"""Which branches have taken up a theme: with a draft, with a record, or not yet."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery
from django.http import QueryDict
from django.utils import timezone

from accounts.models import User
from branches.models import Branch
from meetings.models import Credit, Draft, Meeting, Theme

TABS = {
    "all": ("全部", Q()),
    "missing": ("未采纳", Q(record_id=None, drafted=False)),
    "adopted": ("已采纳", Q(record_id=None, drafted=True)),
    "held": ("已开", Q(record_id__isnull=False)),
}


class Adoption:
    """The branches of a theme by ``state``, as far as the user sees them."""

    def __init__(self, theme: Theme, query: QueryDict, *, user: User) -> None:
        self.query = query
        self.all = branches(theme, user=user)

    @property
    def state(self) -> str:
        asked = self.query.get("state", "")
        return asked if asked in TABS else "all"

    @property
    def rows(self) -> QuerySet[Branch]:
        return self.all.filter(TABS[self.state][1])

    @cached_property
    def counts(self) -> dict[str, int]:
        """One query, however many tabs."""
        parts = {state: Count("pk", filter=condition) for state, (_, condition) in TABS.items()}
        return self.all.order_by().aggregate(**parts)

    @property
    def tabs(self) -> list[tuple[str, str, bool, int]]:
        """As components/tabs.html takes them."""
        return [
            (label, f"?state={state}", state == self.state, self.counts[state])
            for state, (label, _) in TABS.items()
        ]


def with_counts(themes: QuerySet[Theme], *, user: User, mine: Branch | None) -> QuerySet[Theme]:
    """With ``recorded`` and ``adopted`` by branches that the user sees, and the own branch's
    ``record_id`` and ``draft_token``."""
    seen = Branch.objects.visible_to(user)
    recorded = _count(Credit.objects.entered().filter(branch__in=seen), "meeting__theme")
    drafted = _count(Draft.objects.filter(branch__in=seen, meeting=None), "theme")
    key = mine.pk if mine else None
    records = Meeting.objects.entered().filter(theme=OuterRef("pk"), credits__branch=key)
    return themes.annotate(
        recorded=recorded,
        drafted=drafted,
        record_id=Subquery(records.values("pk")[:1]),
        draft_token=Subquery(
            Draft.objects.filter(theme=OuterRef("pk"), branch=key).values("token")[:1]
        ),
    ).order_by("-month", "unit__path", "pk")


def _count(rows: Any, theme: str) -> Subquery:
    of_theme = rows.filter(**{theme: OuterRef("pk")}).order_by().values(theme)
    return Subquery(of_theme.annotate(number=Count("branch", distinct=True)).values("number"))


def branches(theme: Theme, *, user: User) -> QuerySet[Branch]:
    """Branches that the theme is meant for, as far as the user sees them, those first that have
    not adopted it; with ``record_id``, ``held_on`` and ``drafted``. One query."""
    record = Meeting.objects.entered().filter(theme=theme, credits__branch=OuterRef("pk"))
    draft = Draft.objects.filter(theme=theme, branch=OuterRef("pk"))
    return (
        Branch.objects.visible_to(user)
        .holding_meetings()
        .existing_on(timezone.localdate())
        .filter(unit__path__startswith=theme.unit.path)
        .annotate(
            record_id=Subquery(record.values("pk")[:1]),
            held_on=Subquery(record.values("held_on")[:1]),
            drafted=Exists(draft),
        )
        .order_by(F("record_id").asc(nulls_first=True), "drafted", "unit__path")
    )
