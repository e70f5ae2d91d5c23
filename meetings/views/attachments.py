"""Files of records: sent while one writes, read only by who may see the record."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts.files import sent_file
from accounts.requests import UserRequest
from accounts.uploads import UploadRefused
from meetings.choices import AttachmentKind
from meetings.models import Attachment
from meetings.services import attachments
from meetings.views.record import desk_of


@require_POST
def upload(request: UserRequest, token: UUID) -> HttpResponse:
    """One file, for the script: 201 with its key, or 422 with the reason."""
    desk = desk_of(request, token)
    if "file" not in request.FILES:
        return JsonResponse({"message": "没有收到文件。"}, status=422)
    try:
        kept = attachments.attach(
            branch=desk.branch,
            token=token,
            upload=request.FILES["file"],
            by=request.user,
            now=timezone.now(),
        )
    except UploadRefused as refusal:
        return JsonResponse({"message": str(refusal)}, status=422)
    photo = kept.kind == AttachmentKind.PHOTO
    return JsonResponse({"id": kept.pk, "name": kept.name, "photo": photo}, status=201)


@require_safe
def attachment(request: UserRequest, pk: int) -> HttpResponseBase:
    """A photo is shown, any other file is saved."""
    kept = get_object_or_404(Attachment.objects.visible_to(request.user), pk=pk)
    return sent_file(kept.file, kept.name, save=kept.kind != AttachmentKind.PHOTO)


@require_safe
def thumbnail(request: UserRequest, pk: int) -> HttpResponseBase:
    """The small picture; 404 for what is no photo."""
    photos = Attachment.objects.visible_to(request.user).photos()
    kept = get_object_or_404(photos.exclude(thumbnail=""), pk=pk)
    return sent_file(kept.thumbnail, kept.name, save=False)
