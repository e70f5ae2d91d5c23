"""The page of one branch."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.requests import UserRequest
from branches.models import Branch
from reports import links
from reports.branch_page import BranchPage


@require_safe
def branch(request: UserRequest, code: str) -> HttpResponse:
    """What it is, who leads it, who belongs to it, what it owes."""
    places = Branch.objects.visible_to(request.user).select_related("unit", "superior")
    page = BranchPage(request.user, get_object_or_404(places, code=code), timezone.localdate())
    context = {
        "page": page,
        "crumbs": page.crumbs,
        "links": {
            name: reverse(f"branches:{name}", args=[code])
            for name in ("posts", "groups", "coverage")
        },
        "meetings_url": links.meetings(branch=code),
        "record_url": links.record(branch=code) if page.writes else "",
        "today": timezone.localdate(),
        "now": timezone.now(),
    }
    return render(request, "reports/branch.html", context)
