"""Addresses of the API, one line a noun."""

from __future__ import annotations

from django.urls import include, path, re_path
from rest_framework.routers import SimpleRouter

from accounts.rest.views import Unknown
from assessment.api import ClaimViewSet, EntryViewSet, TotalViewSet
from branches.api import BranchViewSet, UnitViewSet
from duties.api import DutyFileViewSet, DutyViewSet
from duties.directives.api import DirectiveViewSet, StepViewSet
from meetings.api import (
    AttachmentViewSet,
    AttendanceViewSet,
    InspectedRecordViewSet,
    InspectionViewSet,
    MeetingViewSet,
    NotHeldViewSet,
    PartnerViewSet,
)
from members.api import MemberViewSet
from notices.api import NoticeViewSet
from reports.api import ReportViewSet
from surveys.api import SurveyViewSet

app_name = "api"

router = SimpleRouter()
router.register("units", UnitViewSet, "units")
router.register("branches", BranchViewSet, "branches")
router.register("members", MemberViewSet, "members")
router.register("meetings/not-held", NotHeldViewSet, "not-held")
router.register("meetings", MeetingViewSet, "meetings")
router.register("inspections", InspectionViewSet, "inspections")
router.register("inspected-records", InspectedRecordViewSet, "inspected-records")
router.register(r"meetings/(?P<meeting>[0-9]{1,18})/attendance", AttendanceViewSet, "attendance")
router.register(r"meetings/(?P<meeting>[0-9]{1,18})/partners", PartnerViewSet, "partners")
router.register("attachments", AttachmentViewSet, "attachments")
router.register("duties", DutyViewSet, "duties")
router.register("duty-files", DutyFileViewSet, "duty-files")
router.register("directives", DirectiveViewSet, "directives")
router.register("directive-steps", StepViewSet, "directive-steps")
router.register("points/totals", TotalViewSet, "totals")
router.register("points/claims", ClaimViewSet, "claims")
router.register("points", EntryViewSet, "points")
router.register("surveys", SurveyViewSet, "surveys")
router.register("reports", ReportViewSet, "reports")
router.register("notices", NoticeViewSet, "notices")

urlpatterns = [
    path("", include(router.urls)),
    re_path(r"", Unknown.as_view(), name="unknown"),
]
