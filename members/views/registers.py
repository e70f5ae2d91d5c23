"""The registers: a list each, its menus, its sheets, one entry."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from accounts.requests import UserRequest
from branches import scope
from branches.models import Branch, Unit
from members.choices import Register
from members.forms.registers import ENTRY_FORMS, CaseForm, ReasonForm, kinds_to_choose
from members.models import Member
from members.reach import may_enter
from members.registers.listing import RegisterListing, chips
from members.registers.nouns import NOUNS, Noun
from members.registers.rows import HEADINGS, STATUS_HEADING, rows_of, with_people
from members.registers.sheets import rows_to_export, write_sheet
from members.services import cases, registers
from members.views.roster import sheet_response

PER_PAGE = 25
MENUS: dict[str, Any] = {"unit": Unit, "branch": Branch}


def noun_of(register: str) -> Noun:
    """The register of the address, or 404."""
    if register not in NOUNS:
        raise Http404
    return NOUNS[register]


def entry_of(request: UserRequest, noun: Noun, pk: int) -> Any:
    """An entry that the user may change, or 404."""
    if noun.register not in ENTRY_FORMS:
        raise Http404
    entries = ENTRY_FORMS[noun.register]._meta.model.objects.manageable_by(request.user)
    return get_object_or_404(entries.select_related("member", "kind"), pk=pk)


@require_GET
def register(request: UserRequest, register: str) -> HttpResponse:
    """What one sees of a register, 25 a page."""
    noun, today = noun_of(register), timezone.localdate()
    listing = RegisterListing(noun, request.user, request.GET, today)
    page = Paginator(with_people(listing.entries, noun), PER_PAGE).get_page(request.GET.get("page"))
    menus = {
        name: reverse("members:register_menu", args=[register, name]) + listing.address()
        for name in MENUS
    }
    context = {
        "noun": noun,
        "rows": rows_of(noun, page.object_list, today, listing.soon),
        "page": page,
        "listing": listing,
        "headings": HEADINGS[noun.register],
        "status_heading": STATUS_HEADING.get(noun.register, ""),
        "filters": chips(listing, menus),
        "may_enter": may_enter(request.user),
        "edits_kinds": bool(scope.held_by(request.user).office_paths),
    }
    return render(request, "members/register.html", context)


@require_GET
def menu(request: UserRequest, register: str, name: str) -> HttpResponse:
    """A long filter menu, fetched when it is opened."""
    if name not in MENUS:
        raise Http404
    listing = RegisterListing(noun_of(register), request.user, request.GET, timezone.localdate())
    places = MENUS[name].objects.visible_to(request.user).values_list("code", "name")
    base = reverse("members:register", args=[register])
    options = [(label, base + listing.address(**{name: code})) for code, label in places]
    return render(request, "members/_menu.html", {"options": options})


@require_GET
def export(request: UserRequest, register: str) -> HttpResponse:
    """Exactly what the list shows."""
    noun, today = noun_of(register), timezone.localdate()
    listing = RegisterListing(noun, request.user, request.GET, today)
    data = write_sheet(noun, rows_to_export(noun, listing.entries))
    return sheet_response(data, f"{noun.label}台账 {today}.xlsx")


@require_GET
def template(request: UserRequest, register: str) -> HttpResponse:
    """The sheet to fill in: what the export writes, without entries."""
    noun = noun_of(register)
    kinds = [str(kind) for kind in kinds_to_choose(noun, request.user)]
    return sheet_response(write_sheet(noun, kinds=kinds), f"{noun.label}模板.xlsx")


@require_http_methods(["GET", "POST"])
def new(request: UserRequest, register: str) -> HttpResponse:
    """Enter something by hand; ``?member=`` says about whom."""
    if not may_enter(request.user):
        raise Http404
    noun, person = noun_of(register), _person(request)
    kind: Any = ENTRY_FORMS.get(noun.register, CaseForm)
    form = kind(request.POST or None, user=request.user, person=person)
    if form.is_valid():
        try:
            entry = _enter(noun, form)
        except (registers.EntryRefused, cases.CaseRefused) as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"{entry.member or entry.branch}：已登记。")
            return redirect(entry)
    return render(request, "members/entry.html", {"form": form, "noun": noun, "person": person})


def _person(request: UserRequest) -> Member | None:
    asked = request.GET.get("member", "")
    if not asked.isdecimal():
        return None
    return get_object_or_404(Member.objects.manageable_by(request.user), pk=int(asked))


def _enter(noun: Noun, form: Any) -> Any:
    if noun.register is Register.DEVELOPMENT:
        return cases.open_case(today=timezone.localdate(), **form.entry)
    return registers.add_entry(noun=noun, values=form.values, **form.about)


@require_http_methods(["GET", "POST"])
def entry(request: UserRequest, register: str, pk: int) -> HttpResponse:
    """Correct an entry."""
    noun = noun_of(register)
    found = entry_of(request, noun, pk)
    form = ENTRY_FORMS[noun.register](request.POST or None, user=request.user, instance=found)
    if form.is_valid():
        try:
            registers.edit_entry(entry=entry_of(request, noun, pk), values=form.values)
        except registers.EntryRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect(found)
    return render(request, "members/entry.html", {"form": form, "noun": noun, "entry": found})


@require_http_methods(["GET", "POST"])
def remove(request: UserRequest, register: str, pk: int) -> HttpResponse:
    """Take out an entry that should not be there, with a reason."""
    noun = noun_of(register)
    found = entry_of(request, noun, pk)
    form = ReasonForm(request.POST or None)
    if form.is_valid():
        registers.remove_entry(entry=found, **form.cleaned_data)
        messages.success(request, "已删除，删除前的内容和原因在审计日志里。")
        return redirect("members:register", register)
    context = {"form": form, "noun": noun, "entry": found}
    return render(request, "members/entry_remove.html", context)
