"""A directive at one branch: its five stages, reporting them, and what the level above says."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.requests import UserRequest
from branches.models import Branch
from duties.choices import Stage, StepState
from duties.directives import pointing
from duties.directives.corrections import corrected_on
from duties.directives.forms import ReturnForm, StepForm
from duties.directives.states import look_of, look_of_directive
from duties.models import Directive, DirectiveStep
from duties.services import directive_steps as services
from duties.services.refusals import DirectiveRefused


@require_safe
def branch_page(request: UserRequest, pk: int, code: str) -> HttpResponse:
    """The stages in order; what is next, or the one asked for, has its form."""
    steps = _steps(request, pk, code)
    asked = next((one for one in steps if one.stage == request.GET.get("stage")), None)
    return _page(request, steps, chosen=asked)


def _page(
    request: UserRequest,
    steps: list[DirectiveStep],
    chosen: DirectiveStep | None = None,
    form: StepForm | None = None,
) -> HttpResponse:
    first, today = steps[0], timezone.localdate()
    running, corrected = first.directive.is_running, corrected_on(steps)
    one = DirectiveStep.objects.visible_to(request.user).filter(pk=steps[-1].pk)
    writes = running and _writes(request, first.branch)
    overseen = one.overseen_by(request.user).exists()
    if writes and form is None:
        chosen = chosen if chosen and _may(chosen, steps) else _next(steps)
        form = StepForm(step=chosen, meetings=_offered(chosen)) if chosen else None
    context = {
        "directive": first.directive,
        "branch": first.branch,
        "status": look_of_directive(first.directive),
        "rows": [
            (step, *look_of(step, today, running=running), corrected.get(step.pk)) for step in steps
        ],
        "chosen": chosen if writes else None,
        "form": form if writes else None,
        "writes": writes,
        "lost": _lost(steps),
        "decides": one.decidable_by(request.user).exists(),
        "sees": running and overseen and _unseen(steps, request),
        "report": steps[-1],
        "next": _next_to_decide(request, steps[-1]),
    }
    return render(request, "duties/directives/branch.html", context)


def _next_to_decide(request: UserRequest, decided: DirectiveStep) -> DirectiveStep | None:
    """After a report is accepted or returned: the next of this directive that waits."""
    if decided.state not in (StepState.ACCEPTED, StepState.RETURNED):
        return None
    waiting = DirectiveStep.objects.visible_to(request.user).decidable_by(request.user)
    waiting = waiting.filter(directive=decided.directive_id).select_related("branch")
    return waiting.order_by("branch__unit__path", "branch").first()


@require_POST
def report(request: UserRequest, pk: int, code: str, stage: str) -> HttpResponse:
    """A stage is done; a refusal stands on the page and loses nothing typed."""
    steps = _steps(request, pk, code)
    branch = get_object_or_404(Branch.objects.manageable_by(request.user), code=code)
    rows = DirectiveStep.objects.visible_to(request.user).filter(branch=branch)
    step = get_object_or_404(rows, directive=pk, stage=stage)
    form = StepForm(request.POST, step=step, meetings=_offered(step))
    if form.is_valid():
        try:
            made = services.report_step(
                step=step, by=request.user, now=timezone.now(), **form.cleaned_data
            )
        except DirectiveRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _told(step, made))
            return redirect("duties:directive_branch", pk, code)
    return _page(request, steps, chosen=step, form=form)


def _told(before: DirectiveStep, made: DirectiveStep) -> str:
    name = Stage(made.stage).label
    if before.is_owed:
        return f"{name}已报告。"
    if before.reported_on != made.reported_on:
        return f"{name}已更正。新选的会议在原报告之后才开，按今天报告。"
    return f"{name}已更正。"


@require_POST
def see(request: UserRequest, pk: int, code: str) -> HttpResponse:
    """The level above has looked: what is reported so far stands."""
    step = _overseen(request, pk, code)
    services.see_steps(
        directive=step.directive, branch=step.branch, by=request.user, now=timezone.now()
    )
    messages.success(request, f"已阅，{step.branch}已报告的环节不能再改。")
    return redirect(step)


@require_POST
def accept(request: UserRequest, pk: int, code: str) -> HttpResponse:
    step = _to_decide(request, pk, code)
    try:
        services.accept_report(step=step, by=request.user, now=timezone.now())
    except DirectiveRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"{step.branch}的报告已通过。")
    return redirect(step)


@require_http_methods(["GET", "HEAD", "POST"])
def give_back(request: UserRequest, pk: int, code: str) -> HttpResponse:
    """Return the report with a remark."""
    step = _to_decide(request, pk, code)
    form = ReturnForm(request.POST or None)
    if form.is_valid():
        try:
            services.return_report(
                step=step, by=request.user, now=timezone.now(), **form.cleaned_data
            )
        except DirectiveRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"已退回，{step.branch}书记会收到消息。")
            return redirect(step)
    context: dict[str, Any] = {"form": form, "directive": step.directive, "title": "退回报告"}
    context |= {"branch": step.branch, "back": step.get_absolute_url(), "report": step}
    return render(request, "duties/directives/reason.html", context)


def _steps(request: UserRequest, pk: int, code: str) -> list[DirectiveStep]:
    rows = DirectiveStep.objects.visible_to(request.user).filter(directive=pk, branch__code=code)
    rows = rows.select_related("directive__unit", "branch__unit", "reported_by", "seen_by")
    steps = list(rows.order_by("place"))
    get_object_or_404(Directive.objects.visible_to(request.user), pk=pk if steps else None)
    return steps


def _overseen(request: UserRequest, pk: int, code: str) -> DirectiveStep:
    rows = DirectiveStep.objects.visible_to(request.user).overseen_by(request.user)
    rows = rows.select_related("directive", "branch")
    return get_object_or_404(rows, directive=pk, branch__code=code, stage=Stage.REPORT)


def _to_decide(request: UserRequest, pk: int, code: str) -> DirectiveStep:
    rows = DirectiveStep.objects.visible_to(request.user).decidable_by(request.user)
    rows = rows.select_related("directive", "branch")
    return get_object_or_404(rows, directive=pk, branch__code=code)


def _writes(request: UserRequest, branch: Branch) -> bool:
    return Branch.objects.manageable_by(request.user).filter(pk=branch.pk).exists()


def _next(steps: list[DirectiveStep]) -> DirectiveStep | None:
    return next((step for step in steps if step.is_owed), None)


def _may(step: DirectiveStep, steps: list[DirectiveStep]) -> bool:
    return step.is_correctable or step == _next(steps)


def _offered(step: DirectiveStep | None) -> list[pointing.Meeting]:
    if step is None or not step.at_a_meeting or step.directive.issued_on is None:
        return []
    words = [step.directive.number, step.directive.title]
    return pointing.held_since(
        branch_id=step.branch_id,
        since=step.directive.issued_on,
        until=timezone.localdate(),
        words=words,
    )


def _lost(steps: list[DirectiveStep]) -> set[str]:
    """Meetings that were pointed at and whose record stands no longer."""
    keys = {step.meeting_key for step in steps if step.meeting_key}
    return keys - pointing.standing(branch_id=steps[0].branch_id, keys=keys)


def _unseen(steps: list[DirectiveStep], request: UserRequest) -> bool:
    return any(
        step.is_correctable and step.reported_by_id != request.user.pk for step in steps[:-1]
    )
