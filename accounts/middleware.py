"""What stands between a request and its view: session, user, the gate, the trail."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import auth
from django.contrib.auth import middleware as auth_middleware
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions import middleware as session_middleware
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, resolve_url
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.utils.functional import SimpleLazyObject

from accounts import audit
from accounts.addresses import client_address
from accounts.models import User
from accounts.requests import UserRequest
from accounts.second_factor import SESSION_FLAG


class SessionMiddleware(session_middleware.SessionMiddleware):
    """Django's, and tells the session its origin and keeps it alive while it is used."""

    def process_request(self, request: UserRequest) -> None:  # type: ignore[override]
        super().process_request(request)
        request.session.origin = (
            client_address(request),
            request.headers.get("User-Agent", "")[:200],
        )

    def process_response(  # type: ignore[override]
        self, request: UserRequest, response: HttpResponse
    ) -> HttpResponse:
        request.session.keep_alive(timezone.now())
        return super().process_response(request, response)


class AuthenticationMiddleware(auth_middleware.AuthenticationMiddleware):
    """Takes the user from the session's own row, and notes the post that was chosen."""

    def process_request(self, request: UserRequest) -> None:  # type: ignore[override]
        super().process_request(request)
        request.user = SimpleLazyObject(lambda: _user_of(request))  # type: ignore[assignment]


def _user_of(request: UserRequest) -> User | AnonymousUser:
    user = _loaded_with_session(request) or auth.get_user(request)
    if user.is_authenticated:
        user.acting_as = request.session.get("acting_as")
    return user


def _loaded_with_session(request: UserRequest) -> User | None:
    """The session's user if everything holds; else Django decides (rotated keys, ended logins)."""
    session = request.session
    if auth.SESSION_KEY not in session:
        return None
    user = session.user
    sound = (
        user is not None
        and user.is_active
        and session[auth.SESSION_KEY] == str(user.pk)
        and session.get(auth.BACKEND_SESSION_KEY) in settings.AUTHENTICATION_BACKENDS
        and constant_time_compare(
            session.get(auth.HASH_SESSION_KEY, ""), user.get_session_auth_hash()
        )
    )
    return user if sound else None


class GateMiddleware(auth_middleware.LoginRequiredMiddleware):
    """Every page needs a login unless its view says otherwise (``login_not_required``).

    After that, whoever owes a new password or a second factor gets to that page only
    (views that are open to them say ``open_at_gate``). Who asks by script gets an answer that a
    script can read, and stays on the page with what was typed.
    """

    def process_view(  # type: ignore[override]
        self, request: UserRequest, view_func: Callable[..., Any], *args: Any
    ) -> HttpResponse | None:
        if not getattr(view_func, "login_required", True):
            return None
        if not request.user.is_authenticated:
            return self.handle_no_permission(request, view_func)
        if getattr(view_func, "open_at_gate", False):
            return None
        return self._owed(request)

    def handle_no_permission(  # type: ignore[override]
        self, request: HttpRequest, view_func: Callable[..., Any]
    ) -> HttpResponse:
        if not asked_by_script(request):
            return super().handle_no_permission(request, view_func)
        page = request.headers.get("HX-Current-URL") or request.headers.get("Referer", "")
        login = f"{resolve_url(settings.LOGIN_URL)}?{urlencode({'next': page})}"
        return JsonResponse(
            {"reason": "登录已过期，请重新登录。已填写的内容保存在本机。", "login": login},
            status=401,
        )

    def _owed(self, request: UserRequest) -> HttpResponse | None:
        user = request.user
        if user.owes_new_password(timezone.now()):
            return self._send_to(request, "accounts:password")
        if (
            settings.SECOND_FACTOR_ROLES
            and SESSION_FLAG not in request.session
            and user.has_perm("accounts.need_second_factor")
        ):
            return self._send_to(request, "accounts:second_factor")
        return None

    def _send_to(self, request: HttpRequest, name: str) -> HttpResponse:
        if asked_by_script(request):
            return JsonResponse(
                {"reason": "请先完成账号安全设置。", "login": resolve_url(name)}, status=403
            )
        asked = (
            f"?{urlencode({'next': request.get_full_path()})}" if request.method == "GET" else ""
        )
        return redirect(resolve_url(name) + asked)


def asked_by_script(request: HttpRequest) -> bool:
    """htmx or fetch, not somebody who opens a page."""
    return "HX-Request" in request.headers or request.headers.get("Sec-Fetch-Dest") == "empty"


class TrailMiddleware:
    """Lets audit entries know the request in which they are written."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with audit.during(request):
            return self.get_response(request)
