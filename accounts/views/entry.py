"""In and out: login, the second factor, logout, the post one acts in."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib import auth
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render, resolve_url
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from accounts import second_factor, services
from accounts.decorators import open_at_gate
from accounts.forms import CodeForm, LoginForm
from accounts.models import User
from accounts.requests import UserRequest

PENDING = "pending_login"
PENDING_MINUTES = 5


def next_page(request: HttpRequest) -> str:
    """Where to go afterwards: a page of ours that was asked for, else home."""
    asked = request.POST.get("next") or request.GET.get("next", "")
    ours = url_has_allowed_host_and_scheme(
        asked, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return asked if ours else resolve_url(settings.LOGIN_REDIRECT_URL)


@login_not_required
@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def login(request: HttpRequest) -> HttpResponse:
    if request.method == "GET":
        if request.user.is_authenticated:
            return redirect(next_page(request))
        return _login_page(request)
    form = LoginForm(request, request.POST)
    if not form.is_valid():
        return _login_page(request, error="工号或密码不对，请重新输入。")
    user = form.get_user()
    if second_factor.has_second_factor(user):
        request.session[PENDING] = [user.pk, user.backend, timezone.now().isoformat()]
        return _ask_for_code(request)
    return enter(request, user)


def _login_page(request: HttpRequest, error: str = "", status: int = 200) -> HttpResponse:
    context = {
        "error": error,
        "staff_number": request.POST.get("username", ""),
        "next": request.POST.get("next") or request.GET.get("next", ""),
    }
    return render(request, "accounts/login.html", context, status=status)


def _ask_for_code(request: HttpRequest) -> HttpResponse:
    response = redirect("accounts:code")
    response["Location"] += f"?{request.GET.urlencode()}" if request.GET else ""
    return response


def locked_out(request: HttpRequest, *args: Any) -> HttpResponse:
    """What axes answers (AXES_LOCKOUT_CALLABLE). The same for a number that nobody has."""
    minutes = int(settings.AXES_COOLOFF_TIME * 60)
    sentence = (
        f"连续输错 {settings.AXES_FAILURE_LIMIT} 次，请 {minutes} 分钟后再试，或请管理员重置密码。"
    )
    return _login_page(request, error=sentence, status=429)


def enter(request: HttpRequest, user: User, *, factor: bool = False) -> HttpResponse:
    """Log in for good: session, post of last time, not too many sessions at once."""
    services.make_room(user=user, now=timezone.now())
    auth.login(request, user, backend=user.backend)
    request.session["acting_as"] = user.usual_post
    if factor:
        request.session[second_factor.SESSION_FLAG] = True
    return HttpResponseRedirect(next_page(request))


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def code(request: HttpRequest) -> HttpResponse:
    """The second step of a login: nothing is open before it is taken."""
    user = _pending_user(request, timezone.now())
    if user is None:
        return redirect("accounts:login")
    form = CodeForm(request.POST or None)
    if form.is_valid():
        try:
            second_factor.check(user=user, code=form.cleaned_data["code"])
        except second_factor.SecondFactorRefused as refusal:
            form.add_error("code", str(refusal))
        else:
            del request.session[PENDING]
            return enter(request, user, factor=True)
    context = {"form": form, "next": request.POST.get("next") or request.GET.get("next", "")}
    return render(request, "accounts/code.html", context)


def _pending_user(request: HttpRequest, now: datetime) -> User | None:
    """Who gave the right password a moment ago."""
    pk, backend, at = request.session.get(PENDING) or (None, "", "")
    if pk is None or now - datetime.fromisoformat(at) > timedelta(minutes=PENDING_MINUTES):
        return None
    user = auth.load_backend(backend).get_user(pk)
    if user is not None:
        user.backend = backend
    return user


@open_at_gate
@require_POST
def logout(request: UserRequest) -> HttpResponse:
    auth.logout(request)
    return redirect(settings.LOGOUT_REDIRECT_URL)


@require_POST
def act_as(request: UserRequest, pk: int) -> HttpResponse:
    """Choose the post one acts in. A number that one does not hold today changes nothing."""
    request.session["acting_as"] = pk
    services.choose_post(user=request.user, post=pk)
    return redirect(settings.LOGIN_REDIRECT_URL)
