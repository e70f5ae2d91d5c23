"""Files of compiled documents: handed out only by the view that has checked the right."""

from __future__ import annotations

from urllib.parse import quote

from django.conf import settings
from django.http import FileResponse, Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.http import content_disposition_header

from reports.models import Report
from reports.sheets import XLSX

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def sent(report: Report, form: str) -> HttpResponseBase:
    """``docx`` or ``xlsx``, or the figures as ``json``, under a name that says what it is."""
    name = f"{report} {report.as_of:%Y%m%d}.{form}"
    response: HttpResponseBase
    if form == "json":
        response = HttpResponse(report.figures.encode(), content_type="application/json")
    elif form in ("docx", "xlsx"):
        file = report.document if form == "docx" else report.workbook
        if settings.X_ACCEL_PREFIX:
            address = settings.X_ACCEL_PREFIX + quote(str(file.name))
            response = HttpResponse(headers={"X-Accel-Redirect": address})
        else:
            response = FileResponse(file.open("rb"))
        response["Content-Type"] = DOCX if form == "docx" else XLSX
    else:
        raise Http404
    response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    response["X-Content-Type-Options"] = "nosniff"
    return response
