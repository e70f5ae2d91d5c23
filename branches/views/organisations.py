"""Party organisations: found, change, cover units, dissolve. For the political office."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.refused import RefusedForm
from accounts.requests import UserRequest
from branches import overview
from branches.choices import BranchKind, ThemeDayRule
from branches.forms.branches import (
    ChangeBranchForm,
    CoverForm,
    NewBranchForm,
    ThemeDayForm,
    UncoverForm,
)
from branches.forms.units import CloseForm
from branches.models import Branch, Coverage, Unit
from branches.services import branches as services
from branches.theme_days import next_days
from branches.views.setting import setting_tabs

USUAL_THEME_DAY = {
    "theme_day_rule": ThemeDayRule.FIXED_DAY.value,
    "theme_day_date": 15,
    "theme_day_nth": 1,
    "theme_day_weekday": 4,
}
GET_AND_POST = require_http_methods(["GET", "POST"])


def _branch(request: UserRequest, code: str) -> Branch:
    """One that the reader may arrange."""
    arrangeable = Branch.objects.visible_to(request.user).arrangeable_by(request.user)
    return get_object_or_404(arrangeable.select_related("unit", "superior"), code=code)


def _page(request: UserRequest, unit: Unit, template: str, **context: Any) -> HttpResponse:
    crumbs = overview.crumbs_through(unit, request.user)
    return render(request, template, {"unit": unit, "crumbs": crumbs} | context)


@GET_AND_POST
def found(request: UserRequest, code: str) -> HttpResponse:
    """A new Party organisation on this unit."""
    unit = get_object_or_404(Unit.objects.manageable_by(request.user), code=code)
    today = timezone.localdate()
    initial = USUAL_THEME_DAY | {"kind": BranchKind.BRANCH, "founded_on": today}
    form = NewBranchForm(
        request.POST or None, initial=initial, unit=unit, user=request.user, day=today
    )
    if form.is_valid():
        fixed = {name: form.cleaned_data[name] for name in ("code", "kind", "founded_on", "covers")}
        try:
            branch = services.found_branch(unit=unit, **fixed, **form.details())
        except services.BranchRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"{branch}已建立，接着任命书记、划分党小组。")
            return redirect("branches:posts", code=branch.code)
    return _page(request, unit, "branches/found_branch.html", form=form, preview=_preview(form))


@GET_AND_POST
def change(request: UserRequest, code: str) -> HttpResponse:
    """Name, superior, theme day, usual place."""
    branch = _branch(request, code)
    initial = ThemeDayForm.initial_of(branch) | {
        name: getattr(branch, name) for name in ("name", "superior", "purpose", "usual_place")
    }
    today = timezone.localdate()
    form = ChangeBranchForm(
        request.POST or None, initial=initial, branch=branch, user=request.user, day=today
    )
    if form.is_valid():
        reason = form.cleaned_data["reason"]
        try:
            services.change_branch(branch=branch, today=today, reason=reason, **form.details())
        except services.BranchRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "已保存。")
            return redirect("branches:change_branch", code=branch.code)
    return _page(
        request,
        branch.unit,
        "branches/change_branch.html",
        branch=branch,
        form=form,
        preview=_preview(form, initial),
        tabs=setting_tabs(request, branch),
        history=overview.history(branch),
    )


@require_GET
def theme_days(request: UserRequest) -> HttpResponse:
    """The next theme days by the rule in the form; after another rule also its fields."""
    asked = USUAL_THEME_DAY | request.GET.dict()
    form = ThemeDayForm(initial=asked)
    part = "_theme_day_how" if request.htmx.target == "theme-day-how" else "_theme_days"
    return render(
        request, f"branches/{part}.html", {"form": form, "preview": _preview(form, asked)}
    )


def _preview(form: ThemeDayForm, initial: dict[str, Any] | None = None) -> Any:
    """The next days; nothing while the form does not say a rule."""
    asked = ThemeDayForm(form.data if form.is_bound else initial or form.initial)
    return next_days(rule=asked.rule(), today=timezone.localdate()) if asked.is_valid() else None


@GET_AND_POST
def coverage(request: UserRequest, code: str) -> HttpResponse:
    """Which units it covers and covered; one more from a day on."""
    branch = get_object_or_404(
        Branch.objects.visible_to(request.user).select_related("unit"), code=code
    )
    form = CoverForm(
        request.POST or None, branch=branch, user=request.user, day=timezone.localdate()
    )
    if request.method == "POST":
        _branch(request, code)
        if form.is_valid():
            try:
                services.cover(branch=branch, **form.cleaned_data)
            except services.BranchRefused as refusal:
                form.add_error("unit", str(refusal))
            else:
                return redirect("branches:coverage", code=code)
    return _coverage(request, branch, form)


def _coverage(
    request: UserRequest, branch: Branch, form: CoverForm, refused: RefusedForm | None = None
) -> HttpResponse:
    rows = Coverage.objects.visible_to(request.user).filter(branch=branch).select_related("unit")
    return _page(
        request,
        branch.unit,
        "branches/coverage.html",
        branch=branch,
        form=form,
        refused=refused,
        rows=rows.order_by("-until", "since"),
        tabs=setting_tabs(request, branch),
        may_arrange=branch.unit.path.startswith(overview.office_paths(request.user)),
    )


@require_POST
def uncover(request: UserRequest, pk: int) -> HttpResponse:
    """The last day on which a unit is covered. Refused, the day stays with the reason beneath."""
    coverage = get_object_or_404(Coverage.objects.visible_to(request.user), pk=pk)
    branch = _branch(request, coverage.branch.code)
    form = UncoverForm(request.POST)
    if form.is_valid():
        try:
            services.uncover(coverage=coverage, until=form.cleaned_data["until"])
        except services.BranchRefused as refusal:
            form.add_error("until", str(refusal))
        else:
            return redirect("branches:coverage", code=branch.code)
    cover = CoverForm(branch=branch, user=request.user, day=timezone.localdate())
    return _coverage(request, branch, cover, RefusedForm.of(pk, form))


@GET_AND_POST
def dissolve(request: UserRequest, code: str) -> HttpResponse:
    """It exists no longer; its records stay."""
    branch = _branch(request, code)
    form = CloseForm(request.POST or None, today=timezone.localdate())
    if form.is_valid():
        try:
            services.dissolve_branch(branch=branch, **form.cleaned_data)
        except services.BranchRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"{branch}已撤销，任职和覆盖关系同日结束，记录都保留。")
            return redirect(branch.unit)
    words = {"title": f"撤销{branch}", "verb": "撤销", "css": "btn-warn"}
    lead = "覆盖关系、党小组和任职在同一天结束；会议、积分等记录都保留，可以查阅。"
    back = branch.get_absolute_url()
    return _page(
        request, branch.unit, "branches/edit.html", form=form, lead=lead, back=back, **words
    )
