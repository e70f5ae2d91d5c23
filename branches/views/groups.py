"""Party groups: for the committee of the branch to keep, for its people to see."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from accounts.requests import UserRequest
from branches import overview, scope
from branches.forms.groups import DissolveGroupForm, GroupForm, NewGroupForm
from branches.models import Branch, Group
from branches.services import groups as services
from branches.views.setting import setting_tabs

GET_AND_POST = require_http_methods(["GET", "POST"])


@GET_AND_POST
def groups(request: UserRequest, code: str) -> HttpResponse:
    """The groups of a branch; a new one."""
    branch = get_object_or_404(
        Branch.objects.visible_to(request.user).select_related("unit"), code=code
    )
    today = timezone.localdate()
    form = NewGroupForm(request.POST or None, initial={"founded_on": today})
    if request.method == "POST":
        branch = get_object_or_404(Branch.objects.manageable_by(request.user), code=code)
        if form.is_valid():
            try:
                services.found_group(branch=branch, **form.cleaned_data)
            except services.GroupRefused as refusal:
                form.add_error(None, str(refusal))
            else:
                return redirect("branches:groups", code=code)
    former = Group.objects.visible_to(request.user).filter(branch=branch, dissolved_on__lt=today)
    context = {
        "branch": branch,
        "crumbs": overview.crumbs_through(branch.unit, request.user),
        "tabs": setting_tabs(request, branch),
        "groups": overview.groups(branch, today),
        "former": former,
        "may_manage": branch.pk in scope.held_by(request.user).committee_ids,
        "form": form,
        "today": today,
    }
    return render(request, "branches/groups.html", context)


@GET_AND_POST
def rename(request: UserRequest, pk: int) -> HttpResponse:
    """Another name or area."""
    group = get_object_or_404(
        Group.objects.manageable_by(request.user).select_related("branch__unit"), pk=pk
    )
    form = GroupForm(request.POST or None, initial={"name": group.name, "area": group.area})
    if form.is_valid():
        try:
            services.rename_group(group=group, **form.cleaned_data)
        except services.GroupRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("branches:groups", code=group.branch.code)
    context = {
        "form": form,
        "title": f"修改{group}",
        "verb": "保存",
        "back": reverse("branches:groups", args=[group.branch.code]),
        "crumbs": overview.crumbs_through(group.branch.unit, request.user),
    }
    return render(request, "branches/edit.html", context)


@require_POST
def dissolve(request: UserRequest, pk: int) -> HttpResponse:
    """The group's last day."""
    group = get_object_or_404(
        Group.objects.manageable_by(request.user).select_related("branch"), pk=pk
    )
    form = DissolveGroupForm(request.POST)
    if form.is_valid():
        try:
            services.dissolve_group(group=group, day=form.cleaned_data["day"])
        except services.GroupRefused as refusal:
            messages.error(request, str(refusal))
    else:
        messages.error(request, "请填写撤销日期。")
    return redirect("branches:groups", code=group.branch.code)
