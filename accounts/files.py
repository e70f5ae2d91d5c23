"""How a photo or a file goes out, once it is known that somebody may have it."""

from __future__ import annotations

from pathlib import PurePosixPath
from urllib.parse import quote

from django.conf import settings
from django.core.files.base import File
from django.http import FileResponse, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.http import content_disposition_header

TYPES = {
    ".jpg": "image/jpeg",
    ".pdf": "application/pdf",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def sent_file(file: File, name: str, *, save: bool) -> HttpResponseBase:
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
