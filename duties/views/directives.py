"""Directives: those one sees, one with its board, and what the issuer does with it."""

from __future__ import annotations

from io import BytesIO
from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, F, Q
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.requests import UserRequest
from branches import scope
from branches.models import Branch
from duties.choices import STEPS_OWED, DirectiveState, Stage, StepState
from duties.directives import sheet
from duties.directives.audience import not_yet_reached, reached_by_unit
from duties.directives.board import DirectiveBoard
from duties.directives.forms import DirectiveForm, WithdrawForm
from duties.directives.progress import progress_of
from duties.directives.states import look_of_directive
from duties.models import Directive
from duties.services import directives as services
from duties.services.refusals import DirectiveRefused

A_PAGE, BRANCHES_A_PAGE = 25, 50


@require_safe
def directive_list(request: UserRequest) -> HttpResponse:
    """The latest first, each with how many of the branches in sight have reported."""
    seen = Branch.objects.visible_to(request.user).order_by().values("pk")
    reports = Q(steps__stage=Stage.REPORT, steps__branch__in=seen)
    owed = Q(steps__state__in=STEPS_OWED)
    rows = Directive.objects.visible_to(request.user).select_related("unit")
    rows = rows.annotate(
        reached=Count("steps", filter=reports),
        reported=Count("steps", filter=reports & ~owed),
        waiting=Count("steps", filter=reports & Q(steps__state=StepState.REPORTED)),
    )
    rows = rows.order_by(F("issued_on").desc(nulls_first=True), "-pk")
    page = Paginator(rows, A_PAGE).get_page(request.GET.get("page"))
    held, own = scope.held_by(request.user), _own_branch(request)
    far = progress_of(own, list(page), request.user, timezone.localdate()) if own else {}
    context = {
        "page": page,
        "rows": [(one, *look_of_directive(one), far.get(one.pk)) for one in page],
        "issues": bool(held.unit_paths),
        "own": own,
    }
    return render(request, "duties/directives/list.html", context)


def _own_branch(request: UserRequest) -> str:
    """Code of the branch of who stands in one only: straight to its page."""
    if scope.held_by(request.user).unit_paths:
        return ""
    codes = list(Branch.objects.visible_to(request.user).values_list("code", flat=True)[:2])
    return codes[0] if len(codes) == 1 else ""


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: UserRequest) -> HttpResponse:
    """Write a draft; its page shows whom it will reach before it is issued."""
    if not scope.held_by(request.user).unit_paths:
        raise Http404
    form = DirectiveForm(request.POST or None, user=request.user, initial={"token": uuid4()})
    if form.is_valid():
        try:
            made = services.draft_directive(
                token=form.cleaned_data["token"], by=request.user, **form.values
            )
        except DirectiveRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect(made)
    return render(request, "duties/directives/write.html", {"form": form})


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: UserRequest, pk: int) -> HttpResponse:
    """Change a draft."""
    found = get_object_or_404(Directive.objects.manageable_by(request.user).drafts(), pk=pk)
    form = DirectiveForm(request.POST or None, user=request.user, instance=found)
    if form.is_valid():
        try:
            services.change_draft(directive=found, **form.values)
        except DirectiveRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect(found)
    context = {"form": form, "directive": found}
    return render(request, "duties/directives/write.html", context)


@require_safe
def directive(request: UserRequest, pk: int) -> HttpResponse:
    """A draft with whom it will reach; once issued, the board."""
    found = _seen(request, pk)
    managed = Directive.objects.manageable_by(request.user).filter(pk=pk).exists()
    today = timezone.localdate()
    context = {
        "directive": found,
        "status": look_of_directive(found),
        "manages": managed,
        "now": timezone.now(),
    }
    if found.state == DirectiveState.DRAFT:
        return render(request, "duties/directives/draft.html", context | _reach(found, today))
    board = DirectiveBoard(found, request.user, request.GET, today)
    page = Paginator(board.branches, BRANCHES_A_PAGE).get_page(request.GET.get("page"))
    context |= {"board": board, "page": page, "lines": board.lines(page)}
    if managed and found.is_running:
        context["more"] = not_yet_reached(found, today).count()
    return render(request, "duties/directives/board.html", context)


def _reach(found: Directive, today: Any) -> dict[str, Any]:
    """How many branches and which, by the unit just below the issuer."""
    by_unit = reached_by_unit(found, today)
    return {
        "number": sum(len(branches) for _, branches in by_unit),
        "by_unit": by_unit,
        "past": found.due_on < today,
    }


@require_safe
def export(request: UserRequest, pk: int) -> FileResponse:
    """The branches that the board shows, as a sheet with what they reported."""
    found, today = _seen(request, pk), timezone.localdate()
    file = BytesIO()
    sheet.write(DirectiveBoard(found, request.user, request.GET, today), file)
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=f"部署落实情况-{today:%Y%m%d}.xlsx")


@require_POST
def issue(request: UserRequest, pk: int) -> HttpResponse:
    found = _own(request, pk)
    try:
        services.issue_directive(directive=found, by=request.user, now=timezone.now())
    except DirectiveRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "已下发，各支部书记会收到通知。")
    return redirect(found)


@require_POST
def extend(request: UserRequest, pk: int) -> HttpResponse:
    """To branches that are new in its places."""
    found = _own(request, pk)
    try:
        number = services.extend_directive(directive=found, now=timezone.now())
    except DirectiveRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"已补发给 {number} 个党支部。")
    return redirect(found)


@require_POST
def close(request: UserRequest, pk: int) -> HttpResponse:
    found = _own(request, pk)
    try:
        services.close_directive(directive=found, by=request.user, now=timezone.now())
    except DirectiveRefused as refusal:
        messages.error(request, str(refusal))
    return redirect(found)


@require_POST
def drop(request: UserRequest, pk: int) -> HttpResponse:
    found = _own(request, pk)
    try:
        services.drop_draft(directive=found)
    except DirectiveRefused as refusal:
        messages.error(request, str(refusal))
        return redirect(found)
    messages.success(request, f"已删除草稿“{found.title}”。")
    return redirect("duties:directives")


@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: UserRequest, pk: int) -> HttpResponse:
    """It no longer holds; the reason is told to the branches."""
    found = get_object_or_404(Directive.objects.manageable_by(request.user).running(), pk=pk)
    form = WithdrawForm(request.POST or None)
    if form.is_valid():
        try:
            services.withdraw_directive(
                directive=found, by=request.user, now=timezone.now(), **form.cleaned_data
            )
        except DirectiveRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect(found)
    context = {"form": form, "directive": found, "title": "撤回", "back": found.get_absolute_url()}
    return render(request, "duties/directives/reason.html", context)


def _seen(request: UserRequest, pk: int) -> Directive:
    rows = Directive.objects.visible_to(request.user)
    return get_object_or_404(rows.select_related("unit", "issued_by", "ended_by"), pk=pk)


def _own(request: UserRequest, pk: int) -> Directive:
    rows = Directive.objects.manageable_by(request.user).select_related("unit")
    return get_object_or_404(rows, pk=pk)
