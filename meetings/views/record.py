"""Logging a meeting: one page from the first word to handing in, with or without script."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.prepared import Prepared
from accounts.requests import UserRequest
from accounts.uploads import UploadRefused
from branches.models import Branch
from branches.periods import Period, PeriodRefused
from meetings import fields as names
from meetings.choices import MeetingKind
from meetings.completeness import Problem, held_on
from meetings.desk import Desk
from meetings.earlier import put_on_agenda
from meetings.fields import Fields
from meetings.forms import RecordSheet
from meetings.models import Draft, Meeting, Theme
from meetings.oddities import Away, Finding
from meetings.partners import like_this
from meetings.prefill import prefill, with_theme
from meetings.record import Record
from meetings.record_page import RecordPage
from meetings.services import attachments, drafts
from meetings.services.record import hand_in, record_meeting
from meetings.services.refusals import DraftClash, LooksOdd, MeetingRefused

PAGE = "meetings/record.html"
_DRAFT = Prepared(
    lambda user, token: (
        Draft.objects.manageable_by(user)
        .select_related("branch__unit", "meeting")
        .filter(token=token)
    )
)
_BRANCH = Prepared(
    lambda user, code: Branch.objects.manageable_by(user).select_related("unit").filter(code=code)
)


@require_safe
def begin(request: UserRequest) -> HttpResponse:
    """A new record gets its token and with it an address that outlives the session."""
    query = request.GET.copy()
    if "branch" not in query:
        branch = Branch.objects.manageable_by(request.user).first()
        query["branch"] = branch.code if branch else ""
    get_object_or_404(Branch.objects.manageable_by(request.user), code=query["branch"])
    address = reverse("meetings:draft", args=[uuid4()])
    return redirect(f"{address}?{query.urlencode()}")


@require_safe
def edit(request: UserRequest, pk: int) -> HttpResponse:
    """Changing a record is writing a draft that knows its meeting."""
    meeting = get_object_or_404(Meeting.objects.manageable_by(request.user), pk=pk)
    if not meeting.is_open:
        return redirect(meeting)
    return redirect(f"{reverse('meetings:draft', args=[meeting.edit_token])}?meeting={pk}")


@require_http_methods(["GET", "HEAD", "POST"])
def record(request: UserRequest, token: UUID) -> HttpResponse:
    """The page itself. What was handed in already leads to the meeting."""
    if request.method == "POST":
        return _posted(request, desk_of(request, token))
    recorded = Meeting.objects.visible_to(request.user).filter(token=token).first()
    if recorded:
        return redirect(recorded)
    desk = desk_of(request, token)
    if desk.is_overtaken:
        return redirect("meetings:meeting", desk.meeting.pk)
    return _show(request, desk, RecordSheet(_fields(request, desk)))


@require_POST
def autosave(request: UserRequest, token: UUID) -> HttpResponse:
    """What the script sends every now and then; see static/js/autosave.js."""
    try:
        draft = _save(request, desk_of(request, token), _typed(request))
    except DraftClash as clash:
        theirs = clash.theirs
        details = {"by": str(theirs.saved_by), "values": theirs.content}
        return JsonResponse(_saved(theirs) | details, status=409)
    except MeetingRefused as refusal:
        return JsonResponse({"message": str(refusal)}, status=422)
    return JsonResponse(_saved(draft))


@require_POST
def roll(request: UserRequest, token: UUID) -> HttpResponse:
    """Who is expected after day, kinds or groups have changed; the marks stay."""
    desk = desk_of(request, token)
    page = RecordPage(
        desk, RecordSheet(_typed(request)), user=request.user, today=timezone.localdate()
    )
    return render(request, "meetings/record/who.html", {"page": page})


@require_POST
def discard(request: UserRequest, token: UUID) -> HttpResponse:
    draft = get_object_or_404(Draft.objects.manageable_by(request.user), token=token)
    drafts.discard_draft(draft=draft)
    messages.success(request, f"草稿“{draft}”已删除。")
    return redirect("meetings:list")


def desk_of(request: UserRequest, token: UUID) -> Desk:
    """The draft if it was saved before, else what the address names; 404 for other people's."""
    draft = _DRAFT.instance(user=request.user, token=token)
    if draft:
        return Desk(draft.branch, token, draft.meeting, draft)
    if "meeting" in request.GET:
        mine = Meeting.objects.manageable_by(request.user).select_related("branch__unit")
        meeting = get_object_or_404(mine, pk=names.key(request.GET["meeting"]))
        return Desk(meeting.branch, token, meeting)
    branch = _BRANCH.instance(user=request.user, code=request.GET.get("branch", ""))
    if branch is None:
        raise Http404
    return Desk(branch, token)


def _fields(request: UserRequest, desk: Desk) -> Fields:
    if desk.draft:
        return desk.draft.content
    if desk.meeting:
        return names.of_meeting(desk.meeting)
    themes = Theme.objects.visible_to(request.user).published()
    return prefill(
        branch=desk.branch,
        kinds=[kind for kind in request.GET.getlist("kind") if kind in MeetingKind.values],
        theme=themes.filter(pk=names.key(request.GET.get("theme", ""))).first(),
        day=_day(request.GET.get("day", "")),
        period=_period(request.GET.get("period", "")),
        today=timezone.localdate(),
    )


def _day(written: str) -> date | None:
    try:
        return parse_date(written)
    except ValueError:
        return None


def _period(written: str) -> Period | None:
    try:
        return Period.parse(written)
    except PeriodRefused:
        return None


def _typed(request: UserRequest) -> Fields:
    return names.known(dict(request.POST.lists()))


def _posted(request: UserRequest, desk: Desk) -> HttpResponse:
    if desk.is_overtaken:
        return redirect("meetings:meeting", desk.meeting.pk)
    fields = _typed(request)
    problems = _take_uploads(request, desk, fields)
    sheet = RecordSheet(fields)
    if problems:
        sheet.refuse(problems)
    elif request.POST.get("action") == "save":
        return _keep(request, desk, fields)
    elif request.POST.get("action") == "hear":
        return _hear(request, desk, fields)
    elif request.POST.get("action") == "theme":
        return _take_theme(request, desk, fields)
    elif request.POST.get("action", "hand_in") == "hand_in":
        return _hand_in(request, desk, sheet)
    return _show(request, desk, sheet)


def _hear(request: UserRequest, desk: Desk, fields: Fields) -> HttpResponse:
    """The page with one item more, which hears how far earlier decisions are. Nothing is saved."""
    page = RecordPage(desk, RecordSheet(fields), user=request.user, today=timezone.localdate())
    return _show(request, desk, RecordSheet(put_on_agenda(fields, page.earlier)))


def _take_theme(request: UserRequest, desk: Desk, fields: Fields) -> HttpResponse:
    """The page with the theme that it offers. Nothing is saved."""
    page = RecordPage(desk, RecordSheet(fields), user=request.user, today=timezone.localdate())
    taken = with_theme(fields, page.offered) if page.offered else fields
    return _show(request, desk, RecordSheet(taken))


def _take_uploads(request: UserRequest, desk: Desk, fields: Fields) -> list[Problem]:
    """Files sent with the form itself, where no script has sent them before."""
    for upload in request.FILES.getlist("files"):
        try:
            kept = attachments.attach(
                branch=desk.branch,
                token=desk.token,
                upload=upload,
                by=request.user,
                now=timezone.now(),
            )
        except UploadRefused as refusal:
            return [Problem("files", f"{upload.name}：{refusal}")]
        fields.setdefault("attachment", []).append(str(kept.pk))
    return []


def _keep(request: UserRequest, desk: Desk, fields: Fields) -> HttpResponse:
    try:
        _save(request, desk, fields)
    except (DraftClash, MeetingRefused) as refusal:
        messages.error(request, str(refusal))
        return _show(request, desk, RecordSheet(fields))
    messages.success(request, "已保存为草稿。")
    return HttpResponseRedirect(request.get_full_path())


def _hand_in(request: UserRequest, desk: Desk, sheet: RecordSheet) -> HttpResponse:
    if not sheet.is_valid() or _recorded_twice(desk, sheet):
        return _show(request, desk, sheet)
    common = {
        "record": sheet.record,
        "by": request.user,
        "now": timezone.now(),
        "seen": request.POST.getlist("seen"),
    }
    try:
        if desk.meeting:
            meeting = hand_in(meeting=desk.meeting, version=desk.meeting.version, **common)
        else:
            meeting = record_meeting(branch=desk.branch, token=desk.token, **common)
    except MeetingRefused as refusal:
        sheet.refuse(refusal.problems)
        return _show(request, desk, sheet)
    except LooksOdd as odd:
        return _show(request, desk, sheet, findings=odd.findings)
    messages.success(request, f"已上报，等待审核。{_unwatched(sheet.record)}")
    return redirect(meeting)


def _unwatched(record: Record) -> str:
    """What is said of decisions that nobody will be reminded of."""
    number = len(record.unwatched)
    return f"{number} 项决定没有填全责任人和时限，不列入督办。" if number else ""


def _recorded_twice(desk: Desk, sheet: RecordSheet) -> bool:
    """The month's joint gathering waits for the branch's word, and nobody has said: besides."""
    if desk.meeting or sheet.record is None or sheet.fields.get("besides"):
        return False
    kinds, day = sheet.record.kinds, held_on(sheet.record)
    alike = like_this(branch=desk.branch, kinds=kinds, day=day)
    if alike:
        sentence = f"{alike[0].warning}请先确认；确实另外开展了一次的，请勾选后再上报。"
        sheet.refuse([Problem("besides", sentence)])
    return bool(alike)


def _save(request: UserRequest, desk: Desk, fields: Fields) -> Draft:
    return drafts.save_draft(
        branch=desk.branch,
        token=desk.token,
        content=fields,
        version=names.key(request.POST.get("version", "")) or 0,
        by=request.user,
        now=timezone.now(),
        meeting=desk.meeting,
    )


def _saved(draft: Draft) -> dict[str, object]:
    return {"version": draft.version, "saved_at": draft.saved_at.isoformat()}


def _show(
    request: UserRequest, desk: Desk, sheet: RecordSheet, findings: Sequence[Finding | Away] = ()
) -> HttpResponse:
    page = RecordPage(desk, sheet, user=request.user, today=timezone.localdate(), findings=findings)
    return render(request, PAGE, {"page": page, "seen": request.POST.getlist("seen")})
