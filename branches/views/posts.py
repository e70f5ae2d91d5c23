"""Posts: who holds and held what, appoint, relieve."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.refused import RefusedForm
from accounts.requests import UserRequest
from branches import candidates, overview
from branches.choices import BRANCH_ROLES, GIVEN_BY_ADMINISTRATOR, UNIT_ROLES, Role
from branches.forms.posts import PostForm, RelieveForm, SystemPostForm
from branches.models import Appointment, Branch, Unit
from branches.services import appointments as services
from branches.views.setting import setting_tabs

GET_AND_POST = require_http_methods(["GET", "POST"])
# Being a member comes with the relation to the branch (members), not by appointment.
GIVEN_AT_BRANCHES = tuple(role for role in BRANCH_ROLES if role != Role.MEMBER)


@GET_AND_POST
def posts(request: UserRequest, code: str) -> HttpResponse:
    """The posts of a branch, with those of the past; a new one."""
    branch = get_object_or_404(
        Branch.objects.visible_to(request.user).select_related("unit"), code=code
    )
    form = _form(request, GIVEN_AT_BRANCHES) if _may(request, branch.unit) else None
    if request.method == "POST":
        get_object_or_404(
            Branch.objects.visible_to(request.user).arrangeable_by(request.user), code=code
        )
        if _appointed(request, form, branch=branch):
            return redirect("branches:posts", code=code)
    return _of_branch(request, branch, form)


def _of_branch(
    request: UserRequest, branch: Branch, form: PostForm | None, refused: RefusedForm | None = None
) -> HttpResponse:
    held = Appointment.objects.visible_to(request.user).filter(branch=branch)
    context = {
        "branch": branch,
        "crumbs": overview.crumbs_through(branch.unit, request.user),
        "tabs": setting_tabs(request, branch),
        "findings": overview.setup_findings(branch, timezone.localdate()),
        "form": form,
        "refused": refused,
    }
    return render(request, "branches/posts.html", context | _held(held))


@GET_AND_POST
def unit_posts(request: UserRequest, code: str) -> HttpResponse:
    """The posts at a unit: brigade officers, political offices."""
    unit = get_object_or_404(Unit.objects.visible_to(request.user), code=code)
    form = _form(request, UNIT_ROLES) if _may(request, unit) else None
    if request.method == "POST":
        get_object_or_404(Unit.objects.manageable_by(request.user), code=code)
        if _appointed(request, form, unit=unit):
            return redirect("branches:unit_posts", code=code)
    return _of_unit(request, unit, form)


def _of_unit(
    request: UserRequest, unit: Unit, form: PostForm | None, refused: RefusedForm | None = None
) -> HttpResponse:
    held = Appointment.objects.visible_to(request.user).filter(unit=unit)
    crumbs = overview.crumbs_through(unit, request.user)
    context = {"unit": unit, "crumbs": crumbs, "form": form, "refused": refused}
    return render(request, "branches/unit_posts.html", context | _held(held))


def _may(request: UserRequest, unit: Unit) -> bool:
    """Whether posts at the unit are given and taken by the reader."""
    return unit.path.startswith(overview.office_paths(request.user))


def _form(request: UserRequest, roles: Any) -> PostForm:
    return _blank(request, roles, request.POST or None)


def _blank(request: UserRequest, roles: Any, data: Any = None) -> PostForm:
    return PostForm(data, roles=roles, user=request.user, day=timezone.localdate())


def _appointed(request: UserRequest, form: PostForm | None, **place: Any) -> bool:
    if form is None or not form.is_valid():
        return False
    asked = form.cleaned_data
    try:
        services.appoint(
            user=asked["person"],
            role=Role(asked["role"]),
            post=asked["post"],
            since=asked["since"],
            by=request.user,
            **place,
        )
    except services.AppointmentRefused as refusal:
        form.add_error("person", str(refusal))
        return False
    return True


def _held(posts: Any) -> dict[str, Any]:
    """Posts of today and of the past; plain members are on the roster, not here."""
    today = timezone.localdate()
    told = posts.exclude(role=Role.MEMBER).select_related("user", "branch", "unit")
    return {
        "today": today,
        "current": [post for post in told.order_by("since") if not post.is_over(today)],
        "former": [post for post in told.order_by("-until") if post.is_over(today)],
    }


@require_GET
def people(request: UserRequest) -> HttpResponse:
    """Whom one might mean, while one types: a fragment."""
    found = candidates.find(request.GET.get("person", ""), by=request.user)
    return render(request, "branches/_people.html", {"people": found})


@require_POST
def relieve(request: UserRequest, pk: int) -> HttpResponse:
    """From a day on the post is no longer held. Refused, the day stays with the reason beneath."""
    manageable = Appointment.objects.manageable_by(request.user)
    post = get_object_or_404(manageable.select_related("branch__unit", "unit"), pk=pk)
    form = RelieveForm(request.POST)
    if form.is_valid():
        try:
            services.relieve(appointment=post, by=request.user, **form.cleaned_data)
        except services.AppointmentRefused as refusal:
            form.add_error("from_day", str(refusal))
    if form.is_valid():
        return _back(request, post)
    return _again(request, post, RefusedForm.of(pk, form))


def _back(request: UserRequest, post: Appointment) -> HttpResponse:
    if post.branch:
        return redirect("branches:posts", code=post.branch.code)
    if post.unit and overview.office_paths(request.user):
        return redirect("branches:unit_posts", code=post.unit.code)
    return redirect("branches:system_posts")


def _again(request: UserRequest, post: Appointment, refused: RefusedForm) -> HttpResponse:
    """The page where the post stands, with what was not taken."""
    if post.branch:
        may = _may(request, post.branch.unit)
        form = _blank(request, GIVEN_AT_BRANCHES) if may else None
        return _of_branch(request, post.branch, form, refused)
    if post.unit and overview.office_paths(request.user):
        form = _blank(request, UNIT_ROLES) if _may(request, post.unit) else None
        return _of_unit(request, post.unit, form, refused)
    return _of_system(request, _system_form(), refused)


@GET_AND_POST
def system_posts(request: UserRequest) -> HttpResponse:
    """Administrators, auditors and political offices: given by the administrator."""
    if not request.user.has_perm("accounts.keep_accounts"):
        raise PermissionDenied("系统角色由系统管理员任命。")
    form = _system_form(request.POST or None)
    if form.is_valid():
        try:
            services.appoint_to_system(by=request.user, **form.cleaned_data)
        except services.AppointmentRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("branches:system_posts")
    return _of_system(request, form)


def _system_form(data: Any = None) -> SystemPostForm:
    return SystemPostForm(data, initial={"since": timezone.localdate()})


def _of_system(
    request: UserRequest, form: SystemPostForm, refused: RefusedForm | None = None
) -> HttpResponse:
    held = Appointment.objects.visible_to(request.user).filter(role__in=GIVEN_BY_ADMINISTRATOR)
    context = {"form": form, "refused": refused}
    return render(request, "branches/system_posts.html", context | _held(held))
