"""The tree and the page of a unit."""

from __future__ import annotations

from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from accounts.requests import UserRequest
from branches import overview, scope
from branches.models import Branch, Unit

FOUND_AT_MOST = 50


@require_GET
def tree(request: UserRequest) -> HttpResponse:
    """Where the reader's tree begins, or what a search finds in it."""
    today, query = timezone.localdate(), request.GET.get("q", "").strip()
    context = {"q": query, "may_found": bool(scope.held_by(request.user).office_paths)}
    if query:
        context |= _found(request, query)
    else:
        context["nodes"] = overview.tree(request.user, today)
    return render(request, "branches/tree.html", context)


def _found(request: UserRequest, query: str) -> dict[str, object]:
    today = timezone.localdate()
    named = Q(name__contains=query) | Q(code__istartswith=query)
    units = Unit.objects.visible_to(request.user).filter(named | Q(short_name__contains=query))
    branches = Branch.objects.visible_to(request.user).existing_on(today).filter(named)
    return {
        "units": units.order_by("path")[:FOUND_AT_MOST],
        "branches": branches.select_related("unit")[:FOUND_AT_MOST],
    }


@require_GET
def children(request: UserRequest, code: str) -> HttpResponse:
    """One level of the tree, fetched when somebody unfolds it."""
    unit = get_object_or_404(Unit.objects.visible_to(request.user), code=code)
    today = timezone.localdate()
    node = overview.below(unit, request.user, today)
    return render(request, "branches/_nodes.html", {"node": node})


@require_GET
def unit(request: UserRequest, code: str) -> HttpResponse:
    """Where it is, what hangs on it, who holds posts there."""
    unit = get_object_or_404(Unit.objects.visible_to(request.user), code=code)
    held = scope.held_by(request.user)
    context = {
        "unit": unit,
        "crumbs": overview.crumbs(unit, request.user),
        "facts": overview.unit_facts(unit, request.user, timezone.localdate()),
        "manageable": unit.path.startswith(held.office_paths),
        "history": overview.history(unit) if unit.path.startswith(held.unit_paths) else [],
    }
    return render(request, "branches/unit.html", context)
