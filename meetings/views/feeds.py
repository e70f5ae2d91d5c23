"""Links by which a phone subscribes to the calendar, and what it reads there."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256

import segno
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from django.views.decorators.http import require_POST, require_safe

from accounts.requests import UserRequest
from branches.models import Branch
from meetings.calendar_filter import FEW
from meetings.feeds import may_read, written
from meetings.models import Feed
from meetings.services import feeds as services

TYPE = "text/calendar; charset=utf-8"


@dataclass(frozen=True, slots=True)
class _Link:
    """A feed as its owner sees it: to copy, to open on this device, to scan."""

    feed: Feed
    key: str  # for the ids of its dialogs
    address: str
    on_phone: str
    code: str

    @classmethod
    def of(cls, feed: Feed, request: UserRequest) -> _Link:
        address = request.build_absolute_uri(reverse("meetings:feed", args=[feed.secret]))
        return cls(
            feed,
            str(feed.pk),
            address,
            address.replace(str(request.scheme), "webcal", 1),
            segno.make(address).svg_data_uri(scale=4, border=2),
        )


@require_safe
def feeds(request: UserRequest) -> HttpResponse:
    """One's own links: to the own calendar, and to those of branches."""
    mine = [
        _Link.of(feed, request)
        for feed in Feed.objects.visible_to(request.user).select_related("branch")
    ]
    linked = {link.feed.branch_id for link in mine}
    branches = Branch.objects.visible_to(request.user).existing_on(timezone.localdate())
    offered = list(branches.order_by("unit__path", "pk")[: FEW + 1])
    asked = branches.filter(code=request.GET.get("branch", ""))
    context = {
        "links": mine,
        "offers_own": None not in linked,
        "offered": [
            branch
            for branch in (offered if len(offered) <= FEW else asked)
            if branch.pk not in linked
        ],
        "many": len(offered) > FEW,
    }
    return render(request, "meetings/feeds.html", context)


@require_POST
def open_feed(request: UserRequest) -> HttpResponse:
    code = request.POST.get("branch", "")
    branch = get_object_or_404(Branch.objects.visible_to(request.user), code=code) if code else None
    services.open_feed(owner=request.user, branch=branch)
    messages.success(request, "链接已生成，复制到手机日历里订阅即可。")
    return redirect("meetings:feeds")


@require_POST
def renew(request: UserRequest, pk: int) -> HttpResponse:
    services.renew_feed(feed=get_object_or_404(Feed.objects.manageable_by(request.user), pk=pk))
    messages.success(request, "已换成新链接，原来的链接失效了。")
    return redirect("meetings:feeds")


@require_POST
def revoke(request: UserRequest, pk: int) -> HttpResponse:
    services.revoke_feed(feed=get_object_or_404(Feed.objects.manageable_by(request.user), pk=pk))
    messages.success(request, "链接已停用，订阅的日历不再更新。")
    return redirect("meetings:feeds")


@login_not_required
@require_safe
def feed(request: HttpRequest, secret: str) -> HttpResponse:
    """The calendar itself. Whoever has the link reads it; nothing tells a wrong link from an
    ended one."""
    found = services.feed_of(secret=secret)
    if found is None or (found.branch and not may_read(found.owner, found.branch)):
        raise Http404
    now = timezone.now()
    events = services.published(feed=found, today=timezone.localdate(now), now=now)
    body = written(f"红门党建 · {found}", events)
    response = HttpResponse(body, content_type=TYPE)
    etag = quote_etag(sha256(body).hexdigest()[:32])
    response["ETag"] = etag
    response["Cache-Control"] = "private, no-cache"
    response["Content-Disposition"] = 'inline; filename="hongmen.ics"'
    return get_conditional_response(request, etag=etag, response=response) or response
