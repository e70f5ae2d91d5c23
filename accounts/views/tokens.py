"""One's own keys for programs: made, shown once, revoked."""

from __future__ import annotations

from datetime import timedelta

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts import tokens as services
from accounts.forms import TokenForm
from accounts.models import ApiToken
from accounts.requests import UserRequest

USUAL_DAYS = 90
SHOWN = 30


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def tokens(request: UserRequest) -> HttpResponse:
    """The list, and below it the form for another; a new secret stands in this answer only."""
    now, today = timezone.now(), timezone.localdate()
    form = TokenForm(
        request.POST or None, initial={"expires_on": today + timedelta(days=USUAL_DAYS)}
    )
    made = secret = None
    if form.is_valid():
        try:
            made, secret = services.create_token(
                user=request.user, today=today, now=now, **form.cleaned_data
            )
        except services.TokenRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            form = TokenForm(initial=form.initial)
    rows = ApiToken.objects.visible_to(request.user).order_by("-pk")[:SHOWN]
    context = {
        "form": form,
        "made": made,
        "secret": secret,
        "tokens": [(token, token.is_live(today)) for token in rows],
    }
    return render(request, "accounts/tokens.html", context)


@require_POST
def revoke(request: UserRequest, pk: int) -> HttpResponse:
    token = get_object_or_404(ApiToken.objects.manageable_by(request.user), pk=pk)
    services.revoke_token(token=token, now=timezone.now())
    messages.success(request, f"“{token}”已停用。")
    return redirect("accounts:tokens")
