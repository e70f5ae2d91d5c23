"""One person: what is on file, a look at a masked number, changes by hand."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts import audit
from accounts.prepared import Prepared
from accounts.requests import UserRequest
from members.facts import facts_of, memberships_of
from members.forms.people import LeaveForm, MemberForm, MoveForm, NewMemberForm
from members.models import DevelopmentCase, Member
from members.registers.person import registers_of
from members.services import people

_PERSON = Prepared(
    lambda user, pk: (
        Member.objects.visible_to(user)
        .select_related("unit")
        .defer("id_number", "phone")
        .filter(pk=pk)
    )
)
_MANAGED = Prepared(
    lambda user, pk: Member.objects.manageable_by(user).filter(pk=pk).order_by().values("pk")
)
_CASES = Prepared(
    lambda user, member: DevelopmentCase.objects.visible_to(user).filter(member=member)
)
NUMBERS = {"id_number": "身份证号", "phone": "手机号"}


def _managed(request: UserRequest, pk: int) -> Member:
    return get_object_or_404(Member.objects.manageable_by(request.user), pk=pk)


@require_GET
def member(request: UserRequest, pk: int) -> HttpResponse:
    """All that is on file about one person, numbers masked."""
    person = _PERSON.instance(user=request.user, pk=pk)
    if person is None:
        raise Http404
    managed = bool(_MANAGED.rows(user=request.user, pk=pk))
    context = {
        "person": person,
        "facts": facts_of(person),
        "memberships": memberships_of(person),
        "registers": registers_of(person, timezone.localdate()),
        "cases": list(_CASES.instances(user=request.user, member=person.pk)),
        "managed": managed,
        "may_look": managed or person.user_id == request.user.pk,
    }
    return render(request, "members/member.html", context)


@require_POST
@never_cache
def reveal(request: UserRequest, pk: int, number: str) -> HttpResponse:
    """A whole number, for who manages the person or is the person. The look is recorded."""
    if number not in NUMBERS:
        raise Http404
    person = get_object_or_404(Member.objects.visible_to(request.user), pk=pk)
    if person.user_id != request.user.pk:
        person = _managed(request, pk)
    audit.record_look(user=request.user, obj=person, field=NUMBERS[number])
    context = {"number": getattr(person, number), "label": NUMBERS[number], "person": person}
    part = "#number" if request.htmx else ""
    return render(request, f"members/number.html{part}", context)


@require_http_methods(["GET", "POST"])
def new(request: UserRequest) -> HttpResponse:
    """Enter somebody by hand."""
    form = NewMemberForm(request.POST or None, user=request.user)
    if not form.has_places:
        raise Http404
    if form.is_valid():
        try:
            person = people.add_member(**form.entry)
        except people.MemberRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"{person}已登记。")
            return redirect(person)
    return render(request, "members/edit.html", {"form": form})


@require_http_methods(["GET", "POST"])
def edit(request: UserRequest, pk: int) -> HttpResponse:
    """Correct what is on file; a clash with somebody else's change shows both."""
    person = _managed(request, pk)
    form = MemberForm(request.POST or None, user=request.user, person=person)
    if form.is_valid():
        try:
            people.edit_member(member=person, today=timezone.localdate(), **form.change)
        except people.MemberOutdated as outdated:
            form = form.against(outdated.current)
            form.add_error(None, str(outdated))
        except people.MemberRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect(person)
    return render(request, "members/edit.html", {"form": form, "person": person})


@require_http_methods(["GET", "POST"])
def move(request: UserRequest, pk: int) -> HttpResponse:
    """Bring somebody into another branch, or another group, from a day on."""
    person = _managed(request, pk)
    form = MoveForm(request.POST or None, user=request.user)
    return _dated(request, person, form, people.move_member, "members/move.html")


@require_http_methods(["GET", "POST"])
def leave(request: UserRequest, pk: int) -> HttpResponse:
    """Somebody leaves the force on a day."""
    person = _managed(request, pk)
    return _dated(
        request, person, LeaveForm(request.POST or None), people.leave_force, "members/leave.html"
    )


def _dated(
    request: UserRequest, person: Member, form: Any, verb: Any, template: str
) -> HttpResponse:
    if form.is_valid():
        try:
            verb(member=person, **form.cleaned_data)
        except people.MemberRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect(person)
    return render(request, template, {"form": form, "person": person})
