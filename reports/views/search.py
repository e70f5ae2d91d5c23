"""Search."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.requests import UserRequest
from reports import search as searching


@require_safe
def search(request: UserRequest) -> HttpResponse:
    """People, branches and meetings in one list, of what the user may open."""
    query = request.GET.get("q", "")
    context = {"query": query, "found": searching.search(request.user, query)}
    return render(request, "reports/search.html", context)
