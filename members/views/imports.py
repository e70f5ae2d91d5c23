"""An uploaded roster from page to page: upload, choose, check by cell, confirm, result."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from django_htmx.http import HttpResponseClientRefresh

from accounts.requests import UserRequest
from members.choices import ImportState
from members.forms.people import UploadForm
from members.imports.preview import shown_rows, tab_of
from members.models import RosterImport
from members.reach import may_enter
from members.services import imports
from members.sheets.writing import write_roster
from members.views.roster import sheet_response

ROWS_A_PAGE = 50
RECENT = 20
FIX, WAS = "fix-", "was-"  # before the address of a cell: what it is to say, what stood there
PAGES = {
    ImportState.CHECKING: "members/import_working.html",
    ImportState.WRITING: "members/import_working.html",
    ImportState.UNDECIDED: "members/import_sheets.html",
    ImportState.CHECKED: "members/import_preview.html",
    ImportState.DONE: "members/import_done.html",
    ImportState.UNREADABLE: "members/import_failed.html",
    ImportState.DISCARDED: "members/import_failed.html",
}


def _own(request: UserRequest, pk: int) -> RosterImport:
    return get_object_or_404(RosterImport.objects.visible_to(request.user), pk=pk)


@require_http_methods(["GET", "POST"])
def uploads(request: UserRequest) -> HttpResponse:
    """Upload a roster; below, what one has uploaded lately."""
    if not may_enter(request.user):
        raise Http404
    form = UploadForm(request.POST or None, request.FILES or None, user=request.user)
    if form.is_valid():
        try:
            uploaded = imports.upload_roster(**form.upload, user=request.user)
        except imports.ImportRefused as refusal:
            form.add_error("file", str(refusal))
        else:
            return redirect(uploaded)
    recent = RosterImport.objects.visible_to(request.user).defer("content", "preview", "fixes")
    return render(request, "members/imports.html", {"form": form, "recent": recent[:RECENT]})


@require_GET
def template(request: UserRequest) -> HttpResponse:
    """The sheet to fill in: what the export writes, without people."""
    return sheet_response(write_roster(), "名册模板.xlsx")


@require_GET
def roster_import(request: UserRequest, pk: int) -> HttpResponse:
    """Where the upload stands; while a worker is at it, its progress."""
    found = _own(request, pk)
    if request.htmx:
        if not found.is_working:
            return HttpResponseClientRefresh()
        return render(request, "members/import_working.html#progress", {"import": found})
    context: dict[str, Any] = {"import": found}
    if found.state == ImportState.CHECKED:
        shown = found.shown
        tabs, rows = tab_of(shown["rows"], request.GET.get("show", ""))
        page = Paginator(rows, ROWS_A_PAGE).get_page(request.GET.get("page"))
        context |= {
            "shown": shown,
            "tabs": tabs,
            "page": page,
            "rows": shown_rows(page, found.fixed_cells),
        }
    elif found.state == ImportState.DONE and found.preview:
        context["shown"] = found.shown
    return render(request, PAGES[ImportState(found.state)], context)


def _act(
    request: UserRequest, pk: int, verb: Callable[..., None], place: str = "", **arguments: Any
) -> HttpResponse:
    """Do it, or say why not, and come back to where one was: to ``place`` on the page."""
    found = _own(request, pk)
    try:
        verb(roster_import=found, **arguments)
    except imports.ImportRefused as refusal:
        messages.error(request, str(refusal))
    query = request.GET.urlencode()
    return redirect(found.get_absolute_url() + (f"?{query}" if query else "") + place)


@require_POST
def choose_sheet(request: UserRequest, pk: int) -> HttpResponse:
    sheet = request.POST.get("sheet", "")
    return _act(request, pk, imports.choose_sheet, sheet=sheet, now=timezone.now())


@require_POST
def fix_cells(request: UserRequest, pk: int) -> HttpResponse:
    """What was changed in the cells of a row, or the one name that the page suggested."""
    texts = {
        name.removeprefix(FIX): text
        for name, text in request.POST.items()
        if name.startswith(FIX) and text.strip() != request.POST.get(f"{WAS}{name[len(FIX) :]}", "")
    }
    cell, _, suggested = request.POST.get("take", "").partition("=")
    if cell:
        texts[cell] = suggested
    return _act(request, pk, imports.fix_cells, "#sheet", texts=texts, now=timezone.now())


@require_POST
def create_missing(request: UserRequest, pk: int) -> HttpResponse:
    create = request.POST.get("create") == "yes"
    return _act(request, pk, imports.create_missing, create=create, now=timezone.now())


@require_POST
def confirm(request: UserRequest, pk: int) -> HttpResponse:
    revision = request.POST.get("revision", "")
    return _act(
        request,
        pk,
        imports.confirm,
        revision=int(revision) if revision.isdecimal() else 0,
        all_or_nothing=request.POST.get("rows") == "all",
        now=timezone.now(),
    )


@require_POST
def discard(request: UserRequest, pk: int) -> HttpResponse:
    _act(request, pk, imports.discard)
    return redirect("members:imports")


@require_GET
def refused(request: UserRequest, pk: int) -> HttpResponse:
    """The rows that were refused, as they were uploaded, each with its reasons."""
    found = _own(request, pk)
    try:
        data = imports.refused_rows(roster_import=found, today=timezone.localdate())
    except imports.ImportRefused as refusal:
        messages.error(request, str(refusal))
        return redirect(found)
    return sheet_response(data, f"未导入 {found.file_name.rsplit('.', 1)[0]}.xlsx")
