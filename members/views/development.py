"""One case of developing a member; the yearly quotas; the kinds to choose from."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import Prefetch
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.refused import RefusedForm
from accounts.requests import UserRequest
from branches import scope
from members.choices import CaseState
from members.development import MATERIALS
from members.forms.registers import EndCaseForm, KindForm, MaterialsForm, QuotaForm, StepForm
from members.models import DevelopmentCase, DevelopmentQuota
from members.registers.rows import standings_of
from members.registers.stages import stages_of
from members.services import cases, kinds, quotas
from members.services.refusals import Refused
from members.views.registers import noun_of

YEARS_BACK = 3


def _case(request: UserRequest, pk: int) -> DevelopmentCase:
    managed = DevelopmentCase.objects.manageable_by(request.user)
    return get_object_or_404(managed.select_related("member"), pk=pk)


@require_GET
def case(request: UserRequest, pk: int) -> HttpResponse:
    """The 25 steps of one person, with the days and the limits, and the papers of the file."""
    return _page(request, pk)


def _page(request: UserRequest, pk: int, refused: RefusedForm | None = None) -> HttpResponse:
    visible = DevelopmentCase.objects.visible_to(request.user)
    found = get_object_or_404(
        visible.select_related("member__unit").prefetch_related(Prefetch("steps"), "materials"),
        pk=pk,
    )
    today = timezone.localdate()
    managed = DevelopmentCase.objects.manageable_by(request.user).filter(pk=pk).exists()
    held = {material.code: material.received_on for material in found.materials.all()}
    stages = stages_of(found, standings_of([found], today)[found.pk], today)
    context = {
        "case": found,
        "stages": stages,
        "stepper": [(stage.label, stage.state, stage.note) for stage in stages],
        "materials": [(material, held.get(material.code)) for material in MATERIALS],
        "held_note": f"已归档 {len(held)} / {len(MATERIALS)} 份",
        "writes": managed and found.state == CaseState.OPEN,
        "today": today,
        "refused": refused,
    }
    return render(request, "members/case.html", context)


@require_POST
def step(request: UserRequest, pk: int, code: str) -> HttpResponse:
    """Note the day of a step, or with ``undo`` take it out. Refused, the day stays."""
    found = _case(request, pk)
    if "undo" in request.POST:
        return _do(request, found, cases.undo_step, code=code)
    form, today = StepForm(request.POST), timezone.localdate()
    if form.is_valid():
        try:
            cases.record_step(case=found, code=code, today=today, **form.cleaned_data)
        except Refused as refusal:
            form.add_error("done_on", str(refusal))
        else:
            return redirect(found)
    return _page(request, pk, RefusedForm.of(code, form))


@require_POST
def materials(request: UserRequest, pk: int) -> HttpResponse:
    """These papers are in the file."""
    found, form = _case(request, pk), MaterialsForm(request.POST)
    if not form.is_valid():
        raise Http404
    today = timezone.localdate()
    return _do(request, found, cases.keep_materials, today=today, **form.cleaned_data)


@require_http_methods(["GET", "POST"])
def end_case(request: UserRequest, pk: int) -> HttpResponse:
    """It is not gone on with."""
    found, form = _case(request, pk), EndCaseForm(request.POST or None)
    if form.is_valid():
        try:
            cases.end_case(case=found, today=timezone.localdate(), **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect(found)
    return render(request, "members/case_end.html", {"form": form, "case": found})


def _do(request: UserRequest, found: DevelopmentCase, verb: Any, **arguments: Any) -> HttpResponse:
    try:
        verb(case=found, **arguments)
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect(found)


# Quotas


@require_GET
def quotas_now(request: UserRequest) -> HttpResponse:
    """Those of this year."""
    return redirect("members:quotas", timezone.localdate().year)


@require_http_methods(["GET", "POST"])
def quota_list(request: UserRequest, year: int) -> HttpResponse:
    """The quotas of a year with what was accepted; below, one is set or changed."""
    writes = bool(scope.held_by(request.user).office_paths)
    if not (writes or request.method == "GET"):
        raise Http404
    form = QuotaForm(request.POST or None, user=request.user) if writes else None
    if form is not None and form.is_valid():
        try:
            quotas.set_quota(year=year, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("members:quotas", year)
    visible = DevelopmentQuota.objects.visible_to(request.user).filter(year=year)
    this_year = timezone.localdate().year
    context = {
        "year": year,
        "years": range(this_year + 1, this_year - YEARS_BACK, -1),
        "uses": quotas.use_of(quotas=visible.select_related("unit"), year=year),
        "form": form,
    }
    return render(request, "members/quotas.html", context)


@require_POST
def remove_quota(request: UserRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(DevelopmentQuota.objects.manageable_by(request.user), pk=pk)
    quotas.remove_quota(quota=found)
    return redirect("members:quotas", found.year)


# Kinds


@require_http_methods(["GET", "POST"])
def kind_list(request: UserRequest, register: str) -> HttpResponse:
    """The kinds of a register; an office adds its own."""
    noun = noun_of(register)
    if noun.kinds is None or not noun.kinds.objects.manageable_by(request.user).exists():
        raise Http404
    form = KindForm(request.POST or None)
    if form.is_valid():
        try:
            kinds.add_kind(model=noun.kinds, **form.cleaned_data)
        except Refused as refusal:
            form.add_error("name", str(refusal))
        else:
            return redirect("members:kinds", register)
    rows = noun.kinds.objects.visible_to(request.user)
    title = noun.kinds._meta.verbose_name
    context = {"form": form, "noun": noun, "rows": rows, "title": title}
    return render(request, "members/kinds.html", context)


@require_POST
def change_kind(request: UserRequest, register: str, pk: int) -> HttpResponse:
    """Rename it, or take it out of use and back."""
    noun = noun_of(register)
    if noun.kinds is None:
        raise Http404
    kind = get_object_or_404(noun.kinds.objects.manageable_by(request.user), pk=pk)
    try:
        if "name" in request.POST:
            kinds.rename_kind(kind=kind, name=request.POST["name"])
        else:
            kinds.retire_kind(kind=kind, retired=not kind.retired)
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("members:kinds", register)
