"""Everybody's accounts, for who keeps them. Party content is not seen here."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts import services
from accounts.forms import AccountForm, ReasonForm
from accounts.models import User
from accounts.requests import UserRequest

PER_PAGE = 50
STATES = (("", "全部"), ("active", "启用"), ("new", "未首次登录"), ("inactive", "停用"))


def _keeper_only(request: UserRequest) -> None:
    if not request.user.has_perm("accounts.keep_accounts"):
        raise PermissionDenied("账号由系统管理员管理。")


def _account(request: UserRequest, pk: int) -> User:
    return get_object_or_404(User.objects.manageable_by(request.user), pk=pk)


@require_GET
def people(request: UserRequest) -> HttpResponse:
    """The accounts, found by name or staff number."""
    _keeper_only(request)
    query, state = request.GET.get("q", "").strip(), request.GET.get("state", "")
    accounts = User.objects.visible_to(request.user).matching(query).in_state(state)
    page = Paginator(accounts.order_by("staff_number"), PER_PAGE).get_page(request.GET.get("page"))
    tabs = [
        (label, f"?{urlencode({'q': query, 'state': key})}", key == state, None)
        for key, label in STATES
    ]
    context = {"page": page, "q": query, "state": state, "tabs": tabs}
    return render(request, "accounts/people.html", context)


@require_http_methods(["GET", "POST"])
@never_cache
def new(request: UserRequest) -> HttpResponse:
    """A new account; its first password is shown once, in the answer."""
    _keeper_only(request)
    form = AccountForm(request.POST or None)
    if form.is_valid():
        try:
            user, password = services.create_account(**form.cleaned_data)
        except services.AccountRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            return _shown_once(request, user, password)
    return render(request, "accounts/new.html", {"form": form})


def _shown_once(request: UserRequest, user: User, password: str) -> HttpResponse:
    return render(request, "accounts/first_password.html", {"account": user, "password": password})


@require_GET
def person(request: UserRequest, pk: int) -> HttpResponse:
    """One account and what may be done with it."""
    account = _account(request, pk)
    return render(request, "accounts/person.html", _about(account))


def _about(account: User, form: ReasonForm | None = None) -> dict[str, Any]:
    locked = services.is_locked(user=account, now=timezone.now())
    return {"account": account, "locked": locked, "form": form or ReasonForm()}


@require_POST
@never_cache
def reset_password(request: UserRequest, pk: int) -> HttpResponse:
    account = _account(request, pk)
    return _shown_once(request, account, services.reset_password(user=account))


@require_POST
def unlock(request: UserRequest, pk: int) -> HttpResponse:
    account = _account(request, pk)
    services.unlock(user=account)
    messages.success(request, f"{account}现在可以重新登录。")
    return redirect("accounts:person", pk=pk)


@require_POST
def take_second_factor(request: UserRequest, pk: int) -> HttpResponse:
    account = _account(request, pk)
    services.take_second_factor(user=account)
    messages.success(request, f"已取消{account}的动态口令，请提醒本人重新启用。")
    return redirect("accounts:person", pk=pk)


@require_POST
def deactivate(request: UserRequest, pk: int) -> HttpResponse:
    account = _account(request, pk)
    form = ReasonForm(request.POST)
    if form.is_valid():
        services.deactivate(user=account, by=request.user, reason=form.cleaned_data["reason"])
        messages.success(request, f"{account}的账号已停用。")
        return redirect("accounts:person", pk=pk)
    return render(request, "accounts/person.html", _about(account, form))


@require_POST
def activate(request: UserRequest, pk: int) -> HttpResponse:
    account = _account(request, pk)
    services.activate(user=account)
    messages.success(request, f"{account}的账号已启用。")
    return redirect("accounts:person", pk=pk)
