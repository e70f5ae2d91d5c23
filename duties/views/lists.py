"""Responsibility lists: those one sees, one of them with how far it is, and writing them."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import Count, F, Q
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.requests import UserRequest
from branches import scope
from duties.choices import DutyState
from duties.forms import ItemForm, ListForm
from duties.models import Duty, ResponsibilityList
from duties.services import lists as services
from duties.services.refusals import ListRefused


def _own(request: UserRequest, pk: int) -> ResponsibilityList:
    return get_object_or_404(ResponsibilityList.objects.manageable_by(request.user), pk=pk)


@require_http_methods(["GET", "POST"])
def lists(request: UserRequest) -> HttpResponse:
    """The lists one sees; an office draws up another."""
    writes = bool(scope.held_by(request.user).office_paths)
    if request.method == "POST" and not writes:
        raise Http404
    today = timezone.localdate()
    form = None
    if writes:
        form = ListForm(request.POST or None, user=request.user, initial={"year": today.year})
    if form is not None and form.is_valid():
        try:
            drawn = services.draw_up(**form.cleaned_data)
        except ListRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect(drawn)
    seen = ResponsibilityList.objects.visible_to(request.user).select_related("unit")
    context = {"form": form, "rows": seen.annotate(number=Count("items"))}
    return render(request, "duties/lists.html", context)


@require_GET
def list_page(request: UserRequest, pk: int) -> HttpResponse:
    """Its items, each with how many of the duties that one sees are done."""
    visible = ResponsibilityList.objects.visible_to(request.user).select_related("unit")
    found = get_object_or_404(visible, pk=pk)
    return render(request, "duties/list_page.html", _context(request, found, ItemForm()))


@require_POST
def add_item(request: UserRequest, pk: int) -> HttpResponse:
    """One more item."""
    found, form = _own(request, pk), ItemForm(request.POST)
    if form.is_valid():
        try:
            services.add_item(responsibility_list=found, **form.cleaned_data)
        except ListRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect(found)
    return render(request, "duties/list_page.html", _context(request, found, form))


def _context(request: UserRequest, found: ResponsibilityList, form: ItemForm) -> dict[str, object]:
    today = timezone.localdate()
    managed = ResponsibilityList.objects.manageable_by(request.user).filter(pk=found.pk).exists()
    of_list = Duty.objects.visible_to(request.user).filter(item__list=found)
    counts = {
        row["item"]: row
        for row in of_list.order_by()
        .values("item")
        .annotate(
            total=Count("pk"),
            done=Count("pk", filter=Q(state__in=[DutyState.DONE, DutyState.VERIFIED])),
            late=Count(
                "pk",
                filter=Q(state__in=[DutyState.OPEN, DutyState.RETURNED], due_on__lt=today),
            ),
        )
    }
    items = found.items.order_by(F("retired_on").asc(nulls_first=True), "number")
    rows = [(item, counts.get(item.pk)) for item in items]
    return {"list": found, "rows": rows, "form": form if managed else None}


@require_POST
def issue(request: UserRequest, pk: int) -> HttpResponse:
    """From today it is owed."""
    found = _own(request, pk)
    try:
        made = services.issue_list(
            responsibility_list=found, today=timezone.localdate(), now=timezone.now()
        )
    except ListRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"已下发，本期生成 {made} 件督办事项。")
    return redirect(found)


@require_POST
def retire_item(request: UserRequest, pk: int, item: int) -> HttpResponse:
    """No more duties of that item."""
    found = _own(request, pk)
    services.retire_item(
        item=get_object_or_404(found.items.all(), pk=item), today=timezone.localdate()
    )
    return redirect(found)
