"""Files of records: sent while one writes, read only by who may see the record."""

from __future__ import annotations

from pathlib import PurePosixPath
from urllib.parse import quote
from uuid import UUID

from django.conf import settings
from django.core.files.base import File
from django.http import FileResponse, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_POST, require_safe

from accounts.requests import UserRequest
from meetings.choices import AttachmentKind
from meetings.models import Attachment
from meetings.services import attachments
from meetings.services.refusals import UploadRefused
from meetings.views.record import desk_of

TYPES = {
    ".jpg": "image/jpeg",
    ".pdf": "application/pdf",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


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
    return _sent(kept.file, kept.name, save=kept.kind != AttachmentKind.PHOTO)


@require_safe
def thumbnail(request: UserRequest, pk: int) -> HttpResponseBase:
    """The small picture; 404 for what is no photo."""
    photos = Attachment.objects.visible_to(request.user).photos()
    kept = get_object_or_404(photos.exclude(thumbnail=""), pk=pk)
    return _sent(kept.thumbnail, kept.name, save=False)


def _sent(file: File, name: str, *, save: bool) -> HttpResponseBase:
    """By the server in front of us where it can (X_ACCEL_PREFIX), else by ourselves.

    The content never changes under its address, so the browser may keep it, for this person alone.
    """
    response: HttpResponseBase = (
        _handed_on(file) if settings.X_ACCEL_PREFIX else FileResponse(file.open("rb"))
    )
    response["Content-Type"] = TYPES[PurePosixPath(str(file.name)).suffix]
    response["Content-Disposition"] = content_disposition_header(save, name) or "inline"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cache-Control"] = "private, max-age=86400, immutable"
    return response


def _handed_on(file: File) -> HttpResponse:
    return HttpResponse(
        headers={"X-Accel-Redirect": settings.X_ACCEL_PREFIX + quote(str(file.name))}
    )
