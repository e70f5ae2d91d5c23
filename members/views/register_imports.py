"""A sheet of a register from page to page: upload, check by cell, confirm."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.requests import UserRequest
from members.choices import ImportState
from members.forms.registers import RegisterUploadForm
from members.imports.preview import shown_rows, tab_of
from members.models import RegisterImport
from members.reach import may_enter
from members.services import register_imports as services
from members.views.registers import noun_of

ROWS_A_PAGE = 50
RECENT = 10


def _own(request: UserRequest, register: str, pk: int) -> RegisterImport:
    uploads = RegisterImport.objects.visible_to(request.user).filter(register=register)
    return get_object_or_404(uploads, pk=pk)


@require_http_methods(["GET", "POST"])
def uploads(request: UserRequest, register: str) -> HttpResponse:
    """Upload a sheet; below, what one has uploaded lately."""
    noun = noun_of(register)
    if not may_enter(request.user):
        raise Http404
    form = RegisterUploadForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        file = form.cleaned_data["file"]
        try:
            uploaded = services.upload_register(
                noun=noun,
                data=file.read(),
                file_name=file.name,
                user=request.user,
                today=timezone.localdate(),
            )
        except services.RegisterImportRefused as refusal:
            form.add_error("file", str(refusal))
        else:
            return redirect(uploaded)
    recent = RegisterImport.objects.visible_to(request.user).filter(register=register)
    context = {"form": form, "noun": noun, "recent": recent.defer("content", "preview")[:RECENT]}
    return render(request, "members/register_imports.html", context)


@require_GET
def register_import(request: UserRequest, register: str, pk: int) -> HttpResponse:
    """What the sheet would change, cell by cell; or what became of it."""
    found = _own(request, register, pk)
    context: dict[str, Any] = {"import": found, "noun": noun_of(register)}
    if found.state == ImportState.CHECKED:
        shown = found.shown
        tabs, rows = tab_of(shown["rows"], request.GET.get("show", ""))
        page = Paginator(rows, ROWS_A_PAGE).get_page(request.GET.get("page"))
        kept = [tab for tab in tabs if tab[3] or tab[2]]
        context |= {"shown": shown, "tabs": kept, "page": page, "rows": shown_rows(page)}
    return render(request, "members/register_import.html", context)


@require_POST
def confirm(request: UserRequest, register: str, pk: int) -> HttpResponse:
    """Write all of it, or say why not."""
    found = _own(request, register, pk)
    try:
        services.confirm_register(
            uploaded=found, now=timezone.now(), today=timezone.localdate(), user=request.user
        )
    except services.RegisterImportRefused as refusal:
        messages.error(request, str(refusal))
    return redirect(found)


@require_POST
def discard(request: UserRequest, register: str, pk: int) -> HttpResponse:
    """Forget the file."""
    try:
        services.discard_register(uploaded=_own(request, register, pk))
    except services.RegisterImportRefused as refusal:
        messages.error(request, str(refusal))
    return redirect("members:register_imports", register)
