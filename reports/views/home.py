"""The first page: by the post one acts in."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.models import User
from accounts.requests import UserRequest
from branches.choices import COMMITTEE_ROLES, UNIT_ROLES, Role
from branches.scope import held_by
from reports import trend, wording
from reports.homes.above import UnitHome
from reports.homes.chosen import Chosen
from reports.homes.leader import LeaderHome
from reports.homes.member import MemberHome
from reports.homes.others import AdministratorHome, AuditorHome, NobodyHome, SupervisorHome
from reports.homes.standing import UnitStanding
from reports.turnout import of_unit


def _home_of(user: User, asked: str) -> Any:
    """What this user finds, figures of the period asked for; whoever has no post is told whom to
    ask."""
    post, today, now = held_by(user).post, timezone.localdate(), timezone.now()
    role = post.role if post else ""
    if role in COMMITTEE_ROLES:
        return LeaderHome(user, post.branch, today, asked)
    if role in UNIT_ROLES:
        return UnitHome(user, post.unit, today, asked)
    if role == Role.MEMBER:
        return MemberHome(user, post.branch, today, now, asked)
    if role == Role.SUPERVISOR:
        return SupervisorHome(user, post.branch)
    if role == Role.ADMINISTRATOR:
        return AdministratorHome(user, now)
    return AuditorHome(user, now) if role == Role.AUDITOR else NobodyHome(user)


@require_safe
def home(request: UserRequest) -> HttpResponse:
    """What do I do now?"""
    found = _home_of(request.user, request.GET.get("period", ""))
    context = {
        "home": found,
        "said": wording,
        "today": timezone.localdate(),
        "now": timezone.now(),
    }
    return render(request, found.template, context)


@require_safe
def standing(request: UserRequest) -> HttpResponse:
    """How the unit stands: the year's trend, settlement, setting up. Fetched after the home."""
    post, today = held_by(request.user).post, timezone.localdate()
    if post is None or post.role not in UNIT_ROLES:
        raise Http404
    chosen = Chosen(request.GET.get("period", ""), today)
    found = UnitStanding(request.user, post.unit, today, chosen)
    context = {
        "standing": found,
        "turnout": of_unit(request.user, found.unit, last=chosen.month, today=today),
        "chart": trend.of_unit(request.user, found.unit, last=chosen.month, today=today),
        "now": timezone.now(),
    }
    part = "#standing" if request.htmx else ""
    return render(request, f"reports/standing.html{part}", context)
