"""Every number that the product counts with, and where it comes from; own values of a unit."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.requests import UserRequest
from branches.choices import Severity, Verification
from branches.forms.provisions import AdjustForm
from branches.models import Provision, Unit
from branches.services import provisions as services


@dataclass
class Line:
    """A national number with the values that units have put in its place."""

    provision: Provision
    overrides: list[Provision] = field(default_factory=list)

    @property
    def is_fixed(self) -> bool:
        return self.provision.severity == Severity.HARD


@require_GET
def provisions(request: UserRequest) -> HttpResponse:
    """All that holds today, by regulation; ``?regulation=`` and ``?verification=`` narrow it."""
    chosen = {name: request.GET.get(name, "") for name in ("regulation", "verification")}
    rows = Provision.objects.visible_to(request.user).in_force(timezone.localdate())
    lines = _lines(rows.select_related("unit").order_by("pk"))
    shown = [line for line in lines if _fits(line.provision, chosen)]
    context = {
        "sections": _by_regulation(shown),
        "filters": _filters(lines, chosen),
        "count": len(shown),
        "own_unit": own_unit(request),
        "manageable": set(
            Provision.objects.manageable_by(request.user).values_list("pk", flat=True)
        ),
    }
    return render(request, "branches/provisions.html", context)


@require_http_methods(["GET", "POST"])
def adjust_provision(request: UserRequest, code: str) -> HttpResponse:
    """Put another value in place for one's own unit and all below it."""
    unit = own_unit(request)
    if unit is None:
        raise Http404
    provision = get_object_or_404(
        Provision.objects.visible_to(request.user).in_force(timezone.localdate()),
        code=code,
        unit=None,
    )
    form = AdjustForm(request.POST or None, provision=provision)
    if form.is_valid() and _adjusted(request, form, unit):
        return redirect(provision)
    context = {"form": form, "provision": provision, "unit": unit}
    return render(request, "branches/adjust_provision.html", context)


@require_POST
def withdraw_provision(request: UserRequest, pk: int) -> HttpResponse:
    """Let the number of the regulation, or of the unit above, hold again."""
    provision = get_object_or_404(Provision.objects.manageable_by(request.user), pk=pk)
    services.withdraw_override(provision=provision, today=timezone.localdate())
    messages.success(request, f"{provision.name}恢复为上级或法规的值。")
    return redirect(provision)


def own_unit(request: UserRequest) -> Unit | None:
    """The unit whose political office the user is, if any."""
    return Unit.objects.manageable_by(request.user).order_by("path").first()


def _adjusted(request: UserRequest, form: AdjustForm, unit: Unit) -> bool:
    code = form.provision.code
    try:
        made = services.override_provision(
            unit=unit, code=code, today=timezone.localdate(), **form.cleaned_data
        )
    except services.ProvisionRefused as refusal:
        form.add_error("value", str(refusal))
        return False
    messages.success(request, f"{unit.name}从今天起：{made.name} {made.value_label}。")
    return True


def _lines(rows: Iterable[Provision]) -> list[Line]:
    """National numbers in the order of their source, each with its overrides."""
    rows = list(rows)
    lines = {row.code: Line(row) for row in rows if row.unit is None}
    for row in rows:
        if row.unit is not None and row.code in lines:
            lines[row.code].overrides.append(row)
    return list(lines.values())


def _by_regulation(lines: list[Line]) -> list[tuple[str, list[Line]]]:
    sections: dict[str, list[Line]] = {}
    for line in lines:
        sections.setdefault(line.provision.regulation, []).append(line)
    return list(sections.items())


def _fits(provision: Provision, chosen: dict[str, str]) -> bool:
    return all(not value or getattr(provision, name) == value for name, value in chosen.items())


def _filters(lines: list[Line], chosen: dict[str, str]) -> list[dict[str, Any]]:
    """What components/filters.html takes; counts are of all lines."""
    regulations = dict.fromkeys(line.provision.regulation for line in lines)
    return [
        _filter("出处", "regulation", {each: each for each in regulations}, lines, chosen),
        _filter("核对", "verification", dict(Verification.choices), lines, chosen),
    ]


def _filter(
    label: str, name: str, words: dict[str, str], lines: list[Line], chosen: dict[str, str]
) -> dict[str, Any]:
    values = [getattr(line.provision, name) for line in lines]
    return {
        "label": label,
        "value": words.get(chosen[name], ""),
        "clear_url": _address(chosen | {name: ""}),
        "options": [
            (word, _address(chosen | {name: value}), value == chosen[name], values.count(value))
            for value, word in words.items()
        ],
    }


def _address(chosen: dict[str, str]) -> str:
    return f"?{urlencode({name: value for name, value in chosen.items() if value})}"
