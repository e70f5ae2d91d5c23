"""Units: found, rename, move, close, open again. For the political office of the place."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.requests import UserRequest
from branches import overview
from branches.forms.units import (
    CloseForm,
    MoveUnitForm,
    NewUnitForm,
    RenameUnitForm,
    ReopenForm,
)
from branches.models import Unit
from branches.services import units as services

GET_AND_POST = require_http_methods(["GET", "POST"])


def _unit(request: UserRequest, code: str) -> Unit:
    return get_object_or_404(Unit.objects.manageable_by(request.user), code=code)


def _page(request: UserRequest, unit: Unit, form: Any, **words: str) -> HttpResponse:
    """The one page of all verbs: a heading, a form, a button."""
    crumbs = overview.crumbs_through(unit, request.user)
    context = {"unit": unit, "form": form, "crumbs": crumbs, "back": unit.get_absolute_url()}
    return render(request, "branches/edit.html", context | words)


@GET_AND_POST
def found(request: UserRequest, code: str) -> HttpResponse:
    """A new unit below this one."""
    parent = _unit(request, code)
    form = NewUnitForm(request.POST or None)
    if form.is_valid():
        try:
            unit = services.found_unit(parent=parent, **form.cleaned_data)
        except services.UnitRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"已在{parent}下设立{unit}。")
            return redirect(unit)
    return _page(request, parent, form, title="新建下级单位", verb="建立")


@GET_AND_POST
def rename(request: UserRequest, code: str) -> HttpResponse:
    """Another name or kind."""
    unit = _unit(request, code)
    initial = {"name": unit.name, "short_name": unit.short_name, "kind": unit.kind}
    form = RenameUnitForm(request.POST or None, initial=initial)
    if form.is_valid():
        try:
            services.rename_unit(unit=unit, **form.cleaned_data)
        except services.UnitRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect(unit)
    return _page(request, unit, form, title="修改单位", verb="保存")


@GET_AND_POST
def move(request: UserRequest, code: str) -> HttpResponse:
    """Hang it elsewhere, with everything below it."""
    unit = _unit(request, code)
    form = MoveUnitForm(request.POST or None, unit=unit, user=request.user)
    if form.is_valid():
        try:
            services.move_unit(unit=unit, by=request.user, **form.cleaned_data)
        except services.UnitRefused as refusal:
            form.add_error("to", str(refusal))
        else:
            messages.success(request, f"{unit}已移到{form.cleaned_data['to']}之下。")
            return redirect(unit)
    lead = "下级单位、党组织和人员随同移动，编号和记录不变；新的上级立即可以看到。"
    return _page(request, unit, form, title=f"移动{unit}", verb="移动", lead=lead)


@GET_AND_POST
def close(request: UserRequest, code: str) -> HttpResponse:
    """It exists no longer; everything about it is kept."""
    unit = _unit(request, code)
    form = CloseForm(request.POST or None, today=timezone.localdate())
    if form.is_valid():
        try:
            services.close_unit(unit=unit, **form.cleaned_data)
        except services.UnitRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect(unit)
    lead = "撤销后不再出现在树和新的统计里，以前的记录都保留。"
    return _page(request, unit, form, title=f"撤销{unit}", verb="撤销", lead=lead, css="btn-warn")


@GET_AND_POST
def reopen(request: UserRequest, code: str) -> HttpResponse:
    """Take a closing back."""
    unit = _unit(request, code)
    form = ReopenForm(request.POST or None)
    if form.is_valid():
        try:
            services.reopen_unit(unit=unit, **form.cleaned_data)
        except services.UnitRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect(unit)
    return _page(request, unit, form, title=f"恢复{unit}", verb="恢复")
