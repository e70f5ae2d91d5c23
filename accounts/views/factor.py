"""One's second factor: switch it on, off, print new recovery codes."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts import second_factor, services
from accounts.decorators import open_at_gate
from accounts.forms import CodeForm
from accounts.requests import UserRequest


@open_at_gate
@never_cache
@require_http_methods(["GET", "POST"])
def switch_on(request: UserRequest) -> HttpResponse:
    """Scan, type a code, keep the recovery codes. Who must have one gets here from every page."""
    if second_factor.has_second_factor(request.user):
        return redirect("accounts:me")
    device = second_factor.begin(user=request.user)
    form = CodeForm(request.POST or None)
    if form.is_valid():
        try:
            codes = second_factor.confirm(user=request.user, code=form.cleaned_data["code"])
        except second_factor.SecondFactorRefused as refusal:
            form.add_error("code", str(refusal))
        else:
            request.session[second_factor.SESSION_FLAG] = True
            return render(request, "accounts/recovery_codes.html", {"codes": codes})
    context = {
        "form": form,
        "picture": second_factor.picture(device),
        "secret": second_factor.secret(device),
        "must": request.user.has_perm("accounts.need_second_factor"),
    }
    return render(request, "accounts/second_factor.html", context)


@require_http_methods(["GET", "POST"])
def switch_off(request: UserRequest) -> HttpResponse:
    """Only with a code in hand."""
    form = CodeForm(request.POST or None)
    if form.is_valid():
        try:
            second_factor.switch_off(user=request.user, code=form.cleaned_data["code"])
        except second_factor.SecondFactorRefused as refusal:
            form.add_error("code", str(refusal))
        else:
            request.session.pop(second_factor.SESSION_FLAG, None)
            services.end_sessions(user=request.user, but=request.session.session_key)
            messages.success(request, "动态口令已停用，今后登录只需密码。")
            return redirect("accounts:me")
    return render(request, "accounts/second_factor_off.html", {"form": form})


@never_cache
@require_POST
def recovery_codes(request: UserRequest) -> HttpResponse:
    """New recovery codes; the old ones end."""
    if not second_factor.has_second_factor(request.user):
        return redirect("accounts:second_factor")
    codes = second_factor.renew_recovery_codes(user=request.user)
    return render(request, "accounts/recovery_codes.html", {"codes": codes})
