"""The description of the API, and the page that reads it to people."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe
from drf_spectacular.views import SpectacularJSONAPIView

from accounts.requests import UserRequest


class Description(SpectacularJSONAPIView):
    """OpenAPI as JSON, open to everyone: it holds no data."""

    authentication_classes: list = []


@require_safe
def docs(request: UserRequest) -> HttpResponse:
    """Swagger UI from our own host; its requests go with the session of the page."""
    return render(request, "api/docs.html")
