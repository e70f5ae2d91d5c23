"""Where and when a page of figures is asked for, from its address and from who asks."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from urllib.parse import urlencode

from django.utils import timezone

from accounts.models import User
from branches.choices import COMMITTEE_ROLES, UNIT_ROLES
from branches.models import Unit
from branches.periods import Grain, Period, PeriodRefused
from branches.scope import held_by
from reports.statistics import Place, Question


def place_of(user: User, code: str = "") -> Place | None:
    """Who acts for a unit: it, or the one asked for below it. A branch's committee: the branch.
    Others are not asked for figures."""
    post = held_by(user).post
    if post is None:
        return None
    if post.role in UNIT_ROLES:
        unit = Unit.objects.visible_to(user).filter(code=code).first() if code else post.unit
        return Place(unit) if unit else None
    return Place(post.branch.unit, post.branch) if post.role in COMMITTEE_ROLES else None


def period_of(written: str, today: date) -> Period:
    """The period of an address; the running quarter where there is none that has begun."""
    running = Period.containing(today, Grain.QUARTER)
    try:
        period = Period.parse(written)
    except PeriodRefused:
        return running
    return period if period.begins <= today else running


def question_of(user: User, query: Mapping[str, str], now: datetime) -> Question | None:
    """What the address asks, as of now; nothing where the user has no figures to see."""
    place = place_of(user, query.get("unit", ""))
    if place is None:
        return None
    return Question(place, period_of(query.get("period", ""), timezone.localdate(now)), now)


def address(question: Question, **more: object) -> str:
    """``?unit=YC&period=2026Q3``; a branch's committee has but one place."""
    unit = "" if question.place.branch else question.place.unit.code
    written = {"unit": unit, "period": str(question.period)} | {
        key: str(value) for key, value in more.items() if value
    }
    return f"?{urlencode({key: value for key, value in written.items() if value})}"
