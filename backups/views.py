"""Backups, for who keeps the system. The copies themselves never leave by the web."""

from __future__ import annotations

import structlog
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST
from kombu.exceptions import OperationalError

from accounts.requests import UserRequest
from backups import services, tasks
from backups.choices import BackupState
from backups.models import Backup

log = structlog.get_logger(__name__)

PER_PAGE = 30


def _keeper_only(request: UserRequest) -> None:
    if not request.user.has_perm("accounts.keep_accounts"):
        raise PermissionDenied("备份由系统管理员管理。")


@require_GET
def backups(request: UserRequest) -> HttpResponse:
    """How the backups went, and whether there is a fresh one."""
    _keeper_only(request)
    rows = Backup.objects.visible_to(request.user).select_related("asked_by")
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "last": rows.good().first(),
        "running": rows.filter(state=BackupState.RUNNING).exists(),
        "missed": services.is_missed(now=timezone.now()),
        "keys_fault": services.keys_fault(),
        "nightly": settings.BACKUP_NIGHTLY,
        "sealed": bool(settings.BACKUP_PASSPHRASE),
        "keep_days": settings.BACKUP_KEEP_DAYS,
        "keep_months": settings.BACKUP_KEEP_MONTHS,
    }
    return render(request, "backups/list.html", context)


@require_POST
def back_up_now(request: UserRequest) -> HttpResponse:
    """Let the worker make one."""
    _keeper_only(request)
    try:
        tasks.back_up.delay(request.user.pk)
    except OperationalError as failure:
        log.warning("broker unreachable, no backup begun", error=str(failure))
        messages.error(request, "后台进程连不上，没有开始备份。")
    else:
        messages.success(request, "已开始备份，完成后列在下面。")
    return redirect("backups:list")
