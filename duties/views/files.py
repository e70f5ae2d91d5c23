"""Photos and files of duties: sent while one is owed, read only by who may see the duty."""

from __future__ import annotations

from django.http import HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts.files import sent_file
from accounts.requests import UserRequest
from accounts.uploads import UploadRefused
from duties.models import Duty, DutyFile
from duties.services import files


@require_POST
def upload(request: UserRequest, pk: int) -> HttpResponse:
    """One file, for the script: 201 with its key, or 422 with the reason."""
    visible = Duty.objects.visible_to(request.user)
    duty = get_object_or_404(visible.reportable_by(request.user), pk=pk)
    if "file" not in request.FILES:
        return JsonResponse({"message": "没有收到文件。"}, status=422)
    try:
        kept = files.attach(
            duty=duty, upload=request.FILES["file"], by=request.user, now=timezone.now()
        )
    except UploadRefused as refusal:
        return JsonResponse({"message": str(refusal)}, status=422)
    return JsonResponse({"id": kept.pk, "name": kept.name, "photo": kept.is_photo}, status=201)


@require_safe
def file(request: UserRequest, pk: int) -> HttpResponseBase:
    """A photo is shown, any other file is saved."""
    kept = get_object_or_404(DutyFile.objects.visible_to(request.user), pk=pk)
    return sent_file(kept.file, kept.name, save=not kept.is_photo)


@require_safe
def thumbnail(request: UserRequest, pk: int) -> HttpResponseBase:
    """The small picture; 404 for what is no photo."""
    kept = get_object_or_404(DutyFile.objects.visible_to(request.user).photos(), pk=pk)
    return sent_file(kept.thumbnail, kept.name, save=False)
