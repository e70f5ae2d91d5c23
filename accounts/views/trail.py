"""The trail: the auditor's pages, and everyone's page about oneself."""

from __future__ import annotations

from tempfile import TemporaryFile
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import FileResponse, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from accounts import audit, trail_sheet
from accounts.filters import PeriodForm, TrailForm
from accounts.models import AuditEntry, FailedLogin, Login
from accounts.requests import UserRequest
from accounts.telling import kept_about, tell

PER_PAGE = 50
SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _auditor_only(request: UserRequest) -> None:
    if not request.user.has_perm("accounts.read_audit"):
        raise PermissionDenied("审计日志只供审计员查阅。")


def _tabs(request: UserRequest) -> list[tuple[str, str, bool, None]]:
    pages = (
        ("修改与查看", "accounts:audit"),
        ("登录", "accounts:logins"),
        ("登录失败", "accounts:failed_logins"),
    )
    match = request.resolver_match
    return [
        (label, reverse(name), bool(match and match.view_name == name), None)
        for label, name in pages
    ]


@require_GET
def trail(request: UserRequest) -> HttpResponse:
    """Who changed and looked at what."""
    _auditor_only(request)
    form = TrailForm(request.GET, today=timezone.localdate())
    entries = form.applied(AuditEntry.objects.visible_to(request.user)).newest_first()
    page = _page(request, entries)
    context = {"form": form, "page": page, "lines": tell(page), "tabs": _tabs(request)}
    return render(request, "accounts/audit.html", context | _days(form))


@require_GET
def trail_file(request: UserRequest) -> FileResponse:
    """The same as a sheet. Taking it away is itself a look."""
    _auditor_only(request)
    form = TrailForm(request.GET, today=timezone.localdate())
    entries = form.applied(AuditEntry.objects.visible_to(request.user)).newest_first()
    file = TemporaryFile()  # noqa: SIM115 - the response closes it
    rows = trail_sheet.write(entries, file)
    audit.record_look(user=request.user, obj=request.user, field=f"导出审计日志 {rows} 条")
    file.seek(0)
    name = f"审计日志{form.period()[0]:%Y%m%d}-{form.period()[1]:%Y%m%d}.xlsx"
    return FileResponse(file, as_attachment=True, filename=name, content_type=SHEET_TYPE)


@require_GET
def logins(request: UserRequest) -> HttpResponse:
    """Who came in and went out."""
    return _login_page(request, Login.objects.visible_to(request.user), "accounts/logins.html")


@require_GET
def failed_logins(request: UserRequest) -> HttpResponse:
    """Who was kept out."""
    failures = FailedLogin.objects.visible_to(request.user)
    return _login_page(request, failures, "accounts/failed_logins.html")


def _login_page(request: UserRequest, rows: Any, template: str) -> HttpResponse:
    _auditor_only(request)
    form = PeriodForm(request.GET, today=timezone.localdate())
    page = _page(request, rows.within(*form.period()))
    return render(
        request, template, {"form": form, "page": page, "tabs": _tabs(request)} | _days(form)
    )


@require_GET
def looks(request: UserRequest) -> HttpResponse:
    """What is kept about oneself, and who looked at it."""
    records = audit.records_about(request.user)
    entries = AuditEntry.objects.visible_to(request.user).looks_at(records)
    page = _page(request, entries.by_others_than(request.user).newest_first())
    context = {"kept": kept_about(records), "page": page, "lines": tell(page)}
    return render(request, "accounts/looks.html", context)


def _page(request: UserRequest, rows: Any) -> Any:
    return Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))


def _days(form: PeriodForm) -> dict[str, Any]:
    first, last = form.period()
    return {"first": first, "last": last}
