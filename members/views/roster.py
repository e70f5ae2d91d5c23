"""The list of people, its long filter menus, its export."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from accounts.requests import UserRequest
from branches.models import Branch, Unit
from members.forms.people import MoveForm
from members.listing import Listing, chips, rows_of
from members.models import Member
from members.reach import may_enter
from members.services import exports, people

PER_PAGE = 25
SPREADSHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ACTIONS = [
    ("action", "export", "导出所选", "download"),
    ("action", "move", "转入党支部", "arrows-exchange"),
]
MENUS: dict[str, Any] = {"unit": Unit, "branch": Branch}


@require_GET
def roster(request: UserRequest) -> HttpResponse:
    """The people one sees, 25 a page."""
    today = timezone.localdate()
    listing = Listing(request.user, request.GET, today)
    page = Paginator(listing.members, PER_PAGE).get_page(request.GET.get("page"))
    menus = {name: reverse("members:filter", args=[name]) + listing.address() for name in MENUS}
    enters = may_enter(request.user)
    context = {
        "rows": rows_of(page.object_list, today),
        "page": page,
        "listing": listing,
        "filters": chips(listing, menus),
        "may_enter": enters,
        "actions": ACTIONS if enters else ACTIONS[:1],
    }
    return render(request, "members/list.html", context)


@require_GET
def menu(request: UserRequest, name: str) -> HttpResponse:
    """A long filter menu, fetched when it is opened: the units or branches one sees."""
    if name not in MENUS:
        raise Http404
    listing = Listing(request.user, request.GET, timezone.localdate())
    places = MENUS[name].objects.visible_to(request.user).values_list("code", "name")
    base = reverse("members:list")
    options = [(label, base + listing.address(**{name: code})) for code, label in places]
    return render(request, "members/_menu.html", {"options": options})


@require_GET
def export(request: UserRequest) -> HttpResponse:
    """Exactly what the list shows, numbers masked."""
    today = timezone.localdate()
    members = Listing(request.user, request.GET, today).members
    data = exports.export_roster(members=members, today=today, full=False, user=request.user)
    return sheet_response(data, f"名册 {today}.xlsx")


@require_POST
@never_cache
def export_full(request: UserRequest) -> HttpResponse:
    """The same with whole numbers, of the people one manages; every look is recorded."""
    if not may_enter(request.user):
        raise Http404
    today = timezone.localdate()
    shown = Listing(request.user, request.GET, today).members
    managed = Member.objects.manageable_by(request.user)
    members = shown.filter(pk__in=managed.values("pk"))
    data = exports.export_roster(members=members, today=today, full=True, user=request.user)
    return sheet_response(data, f"名册（含完整号码） {today}.xlsx")


@require_POST
def selected(request: UserRequest) -> HttpResponse:
    """What is done with those that are ticked: exported, or moved into a branch."""
    chosen = request.POST.getlist("selected")
    keys = [int(key) for key in chosen if key.isdecimal()]
    if request.POST.get("action") == "export":
        today = timezone.localdate()
        members = Listing(request.user, request.GET, today).members.filter(pk__in=keys)
        data = exports.export_roster(members=members, today=today, full=False, user=request.user)
        return sheet_response(data, f"名册（所选） {today}.xlsx")
    members = Member.objects.manageable_by(request.user).filter(pk__in=keys)
    return _move(request, list(members.order_by("name_pinyin", "pk")))


def _move(request: UserRequest, members: list[Member]) -> HttpResponse:
    """First asks where to and from when, then moves all or nobody."""
    if not members:
        messages.warning(request, "没有选中您可以转移的人员。")
        return redirect("members:list")
    form = MoveForm(request.POST if "on" in request.POST else None, user=request.user)
    if form.is_valid():
        try:
            count = people.move_members(members=members, **form.cleaned_data)
        except people.MemberRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"{count} 人已转入{form.cleaned_data['branch']}。")
            return redirect("members:list")
    return render(request, "members/move_selected.html", {"form": form, "members": members})


def sheet_response(data: bytes, name: str) -> HttpResponse:
    response = HttpResponse(data, content_type=SPREADSHEET)
    response.headers["Content-Disposition"] = content_disposition_header(True, name) or ""
    return response
