"""The inbox."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from notices import services
from notices.choices import MailWish
from notices.forms import InboxFilter, MailForm, ReadForm
from notices.models import Notice
from notices.presenting import kind_filter, tabs

A_PAGE = 25
MARK_READ = [("mark", "read", "标为已读", "check")]


@login_required
@require_safe
def inbox(request: HttpRequest) -> HttpResponse:
    standing = Notice.objects.visible_to(request.user).standing()
    chosen = InboxFilter(request.GET)
    counts = standing.aggregate(all=Count("pk"), unread=Count("pk", filter=Q(read_at=None)))
    page = Paginator(chosen.narrow(standing), A_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "unread": counts["unread"],
        "tabs": tabs(request.GET, counts),
        "bulk": MARK_READ,
        "filters": [kind_filter(request.GET, chosen.cleaned_data.get("kind", ""))],
    }
    return render(request, "notices/inbox.html", context)


@login_required
@require_safe
def open_notice(request: HttpRequest, pk: int) -> HttpResponse:
    """Opening is reading. Leads to the page that the notice is about, if there is one."""
    own = Notice.objects.visible_to(request.user)
    notice = get_object_or_404(own, pk=pk)
    services.mark_read(notices=own.filter(pk=pk), now=timezone.now())
    if notice.path:
        return redirect(notice.path)
    return render(request, "notices/notice.html", {"notice": notice})


@login_required
@require_POST
def read(request: HttpRequest) -> HttpResponse:
    form = ReadForm(request.POST, user=request.user)
    services.mark_read(notices=form.chosen(), now=timezone.now())
    address = reverse("notices:inbox")
    back = QueryDict(request.POST.get("back", "")).urlencode()
    return redirect(f"{address}?{back}" if back else address)


@login_required
@require_http_methods(["GET", "POST"])
def mail(request: HttpRequest) -> HttpResponse:
    """How the person wants mail."""
    wish = services.mail_wish_of(user=request.user)
    form = MailForm(request.POST or None, initial={"mail": wish})
    if form.is_valid():
        saved = services.wish_mail(user=request.user, mail=MailWish(form.cleaned_data["mail"]))
        messages.success(request, f"邮件：{saved.get_mail_display()}。")
        return redirect("notices:inbox")
    return render(request, "notices/mail.html", {"form": form})
