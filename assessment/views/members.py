"""A member's points: one's own, or of somebody whose records one may read."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.prepared import Prepared
from accounts.requests import UserRequest
from assessment.presenting.member import MemberQuarter
from assessment.presenting.quarters import quarter_in, switcher
from branches.models import Branch
from members.models import Member


@require_safe
def mine(request: UserRequest) -> HttpResponse:
    """One's own quarter."""
    own: Member | None = getattr(request.user, "member", None)
    if own is None:
        return render(request, "assessment/nobody.html")
    return _page(request, own)


@require_safe
def member(request: UserRequest, pk: int) -> HttpResponse:
    """The quarter of somebody else."""
    found = _SEEN.instance(user=request.user, pk=pk)
    if found is None:
        raise Http404
    return _page(request, found)


_SEEN = Prepared(
    lambda user, pk: Member.objects.visible_to(user).defer("id_number", "phone").filter(pk=pk)
)


def _page(request: UserRequest, member: Member) -> HttpResponse:
    now, today = timezone.now(), timezone.localdate()
    quarter = quarter_in(request.GET, today)
    shown = MemberQuarter(member, quarter, now, today)
    context = {
        "shown": shown,
        "member": member,
        "own": member.user_id == request.user.pk,
        "may_claim": shown.is_open and _may_claim(request, shown),
        "period": switcher(request.GET, quarter, today),
    }
    return render(request, "assessment/member.html", context)


def _may_claim(request: UserRequest, shown: MemberQuarter) -> bool:
    """For oneself, or as the committee of the branch."""
    if shown.branch is None:
        return False
    if shown.member.user_id == request.user.pk:
        return True
    return Branch.objects.manageable_by(request.user).filter(pk=shown.branch.pk).exists()
