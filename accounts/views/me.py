"""One's own account: password, second factor, logins, who looked at one's data."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts import second_factor, services
from accounts.decorators import open_at_gate
from accounts.forms import PasswordForm
from accounts.models import Session
from accounts.requests import UserRequest
from accounts.views.entry import next_page


@require_GET
def me(request: UserRequest) -> HttpResponse:
    now = timezone.now()
    context = {
        "sessions": Session.objects.visible_to(request.user).live(now),
        "this_key": request.session.session_key,
        "has_second_factor": second_factor.has_second_factor(request.user),
        "password_days": settings.PASSWORD_DAYS,
        "idle_minutes": settings.IDLE_MINUTES,
    }
    return render(request, "accounts/me.html", context)


@open_at_gate
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def password(request: UserRequest) -> HttpResponse:
    """Change one's password; who must gets here from every page and goes on afterwards."""
    owed = request.user.owes_new_password(timezone.now())
    form = PasswordForm(request.POST or None, user=request.user)
    if form.is_valid() and _changed(request, form):
        messages.success(request, "密码已修改，其他设备上的登录已退出。")
        return HttpResponseRedirect(next_page(request)) if owed else redirect("accounts:me")
    context = {
        "form": form,
        "owed": owed,
        "first": request.user.must_change_password,
        "password_days": settings.PASSWORD_DAYS,
        "next": request.POST.get("next") or request.GET.get("next", ""),
    }
    return render(request, "accounts/password.html", context)


def _changed(request: UserRequest, form: PasswordForm) -> bool:
    try:
        services.change_password(
            user=request.user,
            password=form.cleaned_data["new"],
            now=timezone.now(),
            keep_session=request.session.session_key,
        )
    except services.AccountRefused as refusal:
        form.add_error("new", str(refusal))
        return False
    update_session_auth_hash(request, request.user)
    return True


@require_POST
def end_session(request: UserRequest, handle: str) -> HttpResponse:
    """Log out of another device."""
    services.end_session(user=request.user, handle=handle)
    messages.success(request, "该设备已退出登录。")
    return redirect("accounts:me")
