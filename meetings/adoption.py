"""Which branches have taken up a theme: with a draft, with a record, or not yet."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Exists, F, OuterRef, QuerySet, Subquery
from django.utils import timezone

from accounts.models import User
from branches.models import Branch
from meetings.models import Draft, Meeting, Theme


def with_counts(themes: QuerySet[Theme], *, user: User, mine: Branch | None) -> QuerySet[Theme]:
    """With ``recorded`` and ``adopted`` by branches that the user sees, and the own branch's
    ``record_id`` and ``draft_token``."""
    seen = Branch.objects.visible_to(user)
    recorded = _count(Meeting.objects.entered().filter(branch__in=seen))
    drafted = _count(Draft.objects.filter(branch__in=seen, meeting=None))
    own = {"theme": OuterRef("pk"), "branch": mine.pk if mine else None}
    return themes.annotate(
        recorded=recorded,
        drafted=drafted,
        record_id=Subquery(Meeting.objects.entered().filter(**own).values("pk")[:1]),
        draft_token=Subquery(Draft.objects.filter(**own).values("token")[:1]),
    ).order_by("-month", "unit__path", "pk")


def _count(rows: Any) -> Subquery:
    of_theme = rows.filter(theme=OuterRef("pk")).order_by().values("theme")
    return Subquery(of_theme.annotate(number=Count("branch", distinct=True)).values("number"))


def branches(theme: Theme, *, user: User) -> QuerySet[Branch]:
    """Branches that the theme is meant for, as far as the user sees them, those first that have
    not adopted it; with ``record_id``, ``held_on`` and ``drafted``. One query."""
    record = Meeting.objects.entered().filter(theme=theme, branch=OuterRef("pk"))
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
